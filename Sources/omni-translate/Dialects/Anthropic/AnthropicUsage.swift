internal import IPC
internal import JSON

/// Token counts as the dialect tells them, piece by piece (facts: translation-matrix, section 9).
struct AnthropicUsage: Equatable {
    private var input: UInt64 = 0
    private var cacheRead: UInt64 = 0
    private var cacheWrite: UInt64 = 0
    private var cacheWriteShort: UInt64 = 0
    private var cacheWriteHour: UInt64 = 0
    private var output: UInt64 = 0
    private var thinking: UInt64 = 0
    private var tools = ServerToolCounts()
    private var service = ServiceTier.none
    private var isRegional = false
    private var isFast = false
    private var compaction = Compaction()
    private var charged: UInt64?

    /// Tokens of turns that made the conversation shorter; the other counts leave them out, and they are billed as well.
    private struct Compaction: Equatable {
        var input: UInt64 = 0
        var cacheRead: UInt64 = 0
        var cacheWrite: UInt64 = 0
        var cacheWriteHour: UInt64 = 0
        var output: UInt64 = 0
    }

    /// Takes a `usage` object: counts are totals, and a zero does not undo what was told before (pitfalls 31, 154).
    mutating func merge(_ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) {
        var cursor = tape.members(of: node)
        while let member = tape.nextMember(&cursor) {
            switch tape.kind(member.value) {
            case .number: read(member, tape, bytes)
            case .object: readObject(member, tape, bytes)
            case .string:
                readTerms(member, tape, bytes)
            case .array:
                guard tape.equals(member.name, "iterations", in: bytes) else { continue }
                readIterations(member.value, tape, bytes)
            case .null, .true, .false: break
            }
        }
        if let told = ProviderCharge.read(node, tape, bytes) { charged = told }
    }

    private mutating func read(
        _ member: JSONTape.Member, _ tape: JSONTape, _ bytes: RawSpan
    ) {
        if tape.equals(member.name, "output_tokens", in: bytes) {
            Self.take(member.value, tape, bytes, &output)
        } else if tape.equals(member.name, "input_tokens", in: bytes) {
            Self.take(member.value, tape, bytes, &input)
        } else if tape.equals(member.name, "cache_read_input_tokens", in: bytes) {
            Self.take(member.value, tape, bytes, &cacheRead)
        } else if tape.equals(member.name, "cache_creation_input_tokens", in: bytes) {
            Self.take(member.value, tape, bytes, &cacheWrite)
        }
    }

    private mutating func readObject(
        _ member: JSONTape.Member, _ tape: JSONTape, _ bytes: RawSpan
    ) {
        let node = member.value
        if tape.equals(member.name, "cache_creation", in: bytes) {
            Self.take(
                tape.member("ephemeral_1h_input_tokens", of: node, in: bytes), tape, bytes,
                &cacheWriteHour)
            Self.take(
                tape.member("ephemeral_5m_input_tokens", of: node, in: bytes), tape, bytes,
                &cacheWriteShort)
        } else if tape.equals(member.name, "output_tokens_details", in: bytes) {
            Self.take(
                tape.member("thinking_tokens", of: node, in: bytes), tape, bytes, &thinking)
        } else if tape.equals(member.name, "server_tool_use", in: bytes) {
            let names: [(StaticString, ServerTool)] = [
                ("web_search_requests", .webSearch), ("web_fetch_requests", .webFetch),
                ("code_execution_requests", .codeExecution),
            ]
            for (name, tool) in names {
                Self.take(tape.member(name, of: node, in: bytes), tape, bytes, &tools[tool])
            }
        }
    }

    /// What the price depends on; each of them has a factor of its own.
    private var terms: ServiceTier {
        let isUsual = service == .none || service == .standard
        switch (isFast, isRegional) {
        case (false, false): return service
        case (true, false) where isUsual: return .fast
        case (false, true) where isUsual: return .regional
        default: return .mixed
        }
    }

    private mutating func readTerms(
        _ member: JSONTape.Member, _ tape: JSONTape, _ bytes: RawSpan
    ) {
        if tape.equals(member.name, "service_tier", in: bytes) {
            let tier = ServiceWords.tier(member.value, tape, bytes)
            if tier != .none { service = tier }
        } else if tape.equals(member.name, "inference_geo", in: bytes) {
            // "global" and "not_available" cost nothing more; what other servers write there says nothing.
            if tape.equals(member.value, "us", in: bytes) { isRegional = true }
        } else if tape.equals(member.name, "speed", in: bytes) {
            if tape.equals(member.value, "fast", in: bytes) { isFast = true }
        }
    }

    /// Turns within the answer: those of the model itself are in the other counts.
    private mutating func readIterations(
        _ list: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) {
        compaction = Compaction()
        tools[.advisor] = 0
        var cursor = tape.elements(of: list)
        while let turn = tape.nextElement(&cursor) {
            guard let type = tape.member("type", of: turn, in: bytes) else { continue }
            if tape.equals(type, "advisor_message", in: bytes) {
                tools[.advisor] += 1
            } else if tape.equals(type, "compaction", in: bytes) {
                Self.add("input_tokens", of: turn, tape, bytes, &compaction.input)
                Self.add("cache_read_input_tokens", of: turn, tape, bytes, &compaction.cacheRead)
                Self.add(
                    "cache_creation_input_tokens", of: turn, tape, bytes, &compaction.cacheWrite)
                if let parts = tape.member("cache_creation", of: turn, in: bytes) {
                    Self.add(
                        "ephemeral_1h_input_tokens", of: parts, tape, bytes,
                        &compaction.cacheWriteHour)
                }
                Self.add("output_tokens", of: turn, tape, bytes, &compaction.output)
            }
        }
    }

    private static func add(
        _ name: StaticString, of node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan,
        _ sum: inout UInt64
    ) {
        var count: UInt64 = 0
        take(tape.member(name, of: node, in: bytes), tape, bytes, &count)
        sum &+= count
    }

    private static func take(
        _ node: JSONTape.Node?, _ tape: JSONTape, _ bytes: RawSpan, _ count: inout UInt64
    ) {
        guard let node, let value = tape.tokenCount(node, in: bytes), value > 0 else { return }
        count = value
    }

    /// In canonical form.
    var canonical: TokenUsage {
        var usage = TokenUsage()
        usage.input = input &+ compaction.input
        usage.cacheRead = cacheRead &+ compaction.cacheRead
        let written = max(cacheWrite, cacheWriteShort &+ cacheWriteHour)
        usage.cacheWrite = written &+ compaction.cacheWrite
        usage.cacheWriteHour =
            hourOf(written) &+ min(compaction.cacheWriteHour, compaction.cacheWrite)
        usage.reasoning = min(thinking, output)
        usage.output = output - usage.reasoning &+ compaction.output
        usage.tools = tools
        usage.service = terms
        usage.charged = charged
        usage.isReported = input | cacheRead | cacheWrite | output != 0
        return usage
    }

    /// What is kept for an hour of all that was written to the cache.
    ///
    /// The end of a stream tells a larger total and not its parts: where all was kept for an hour before, the rest is too.
    private func hourOf(_ written: UInt64) -> UInt64 {
        cacheWriteHour > 0 && cacheWriteShort == 0 ? written : min(cacheWriteHour, written)
    }

    // MARK: For clients

    /// Writes a `usage` object; with a `start` it says as what the answer was served, if the dialect has a word for that.
    static func write(
        _ usage: TokenUsage, _ start: AnswerStart? = nil, into writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("input_tokens", usage.input)
            writer.member("cache_creation_input_tokens", usage.cacheWrite)
            writer.member("cache_read_input_tokens", usage.cacheRead)
            if usage.cacheWrite > 0 {
                let hour = min(usage.cacheWriteHour, usage.cacheWrite)
                writer.name("cache_creation")
                writer.object { writer in
                    writer.member("ephemeral_5m_input_tokens", usage.cacheWrite - hour)
                    writer.member("ephemeral_1h_input_tokens", hour)
                }
            }
            writer.member("output_tokens", usage.allOutput)
            if usage.reasoning > 0 {
                writer.name("output_tokens_details")
                writer.object { $0.member("thinking_tokens", usage.reasoning) }
            }
            write(usage.tools, into: &writer)
            guard let start else { return }
            let told = start.serviceTier.flatMap { tiers.contains($0) ? $0 : nil }
            if let tier = told ?? word(usage.service) { writer.member("service_tier", tier) }
        }
    }

    /// Only the tools that the dialect has.
    private static func write(_ tools: ServerToolCounts, into writer: inout JSONWriter) {
        let searches = tools[.webSearch] &+ tools[.webSearchPreview]
        let fetches = tools[.webFetch]
        guard searches > 0 || fetches > 0 else { return }
        writer.name("server_tool_use")
        writer.object { writer in
            writer.member("web_search_requests", searches)
            writer.member("web_fetch_requests", fetches)
        }
    }

    /// The dialect's word for a service tier; nil where it has none.
    private static func word(_ service: ServiceTier) -> String? {
        switch service {
        case .standard: "standard"
        case .priority: "priority"
        case .batch: "batch"
        // The fast and the regional ones are served as standard, or as any other; nobody said.
        case .flex, .fast, .regional, .mixed, .none: nil
        }
    }

    private static let tiers: Set<String> = ["standard", "priority", "batch"]
}
