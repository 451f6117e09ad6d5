internal import IPC
internal import JSON

/// Token counts between the dialect's inclusive ones and the canonical disjoint ones (facts: openai-chat, sections 4, 9
/// and 11; translation-matrix, section 9).
enum ChatUsage {
    /// The counts of a `usage` object; nil when it holds none or only zeros, as in the chunks before the last (pitfall 4).
    static func read(_ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) -> TokenUsage? {
        guard tape.kind(node) == .object else { return nil }
        var counts = Counts()
        counts.read(node, tape, bytes)
        guard counts.input > 0 || counts.output > 0 else { return nil }
        var usage = counts.usage
        usage.charged = ProviderCharge.read(node, tape, bytes)
        return usage
    }

    /// What a `usage` object says, as it says it.
    private struct Counts {
        var input: UInt64 = 0
        var output: UInt64 = 0
        var total: UInt64 = 0
        var cached: UInt64 = 0
        /// By the host's own names beside the details.
        var cachedBeside: UInt64 = 0
        var written: UInt64 = 0
        var writtenBeside: UInt64 = 0
        var writtenHour: UInt64 = 0
        var reasoning: UInt64 = 0
        var reasoningBeside: UInt64 = 0
        var inputAudio: UInt64 = 0
        var inputImage: UInt64 = 0
        var cachedAudio: UInt64 = 0
        var outputAudio: UInt64 = 0
        var outputImage: UInt64 = 0
        var audioSeconds: UInt64 = 0
        var tools = ServerToolCounts()
        var service = ServiceTier.none

        mutating func read(_ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) {
            var cursor = tape.members(of: node)
            while let member = tape.nextMember(&cursor) {
                switch tape.kind(member.value) {
                case .object: readObject(member, tape, bytes)
                case .string: readWord(member, tape, bytes)
                case .number: readNumber(member, tape, bytes)
                case .null, .true, .false, .array: break
                }
            }
        }

        private mutating func readNumber(
            _ member: JSONTape.Member, _ tape: JSONTape, _ bytes: RawSpan
        ) {
            let name = member.name
            func isNamed(_ text: StaticString) -> Bool { tape.equals(name, text, in: bytes) }
            guard let count = tape.tokenCount(member.value, in: bytes) else { return }
            if isNamed("prompt_tokens") {
                input = count
            } else if isNamed("completion_tokens") {
                output = count
            } else if isNamed("total_tokens") {
                total = count
            } else if isNamed("prompt_cache_hit_tokens") || isNamed("cached_tokens")
                || isNamed("cache_read_input_tokens")
            {
                cachedBeside = max(cachedBeside, count)
            } else if isNamed("cache_creation_input_tokens") {
                writtenBeside = count
            } else if isNamed("reasoning_tokens") {
                reasoningBeside = count
            } else if isNamed("prompt_audio_seconds") {
                audioSeconds = count
            } else if isNamed("num_sources_used") {
                tools[.searchSources] = count
            } else if isNamed("num_search_queries") {
                tools[.webSearch] = count
            } else if isNamed("citation_tokens") {
                tools[.citationTokens] = count
            }
        }

        private mutating func readObject(
            _ member: JSONTape.Member, _ tape: JSONTape, _ bytes: RawSpan
        ) {
            let (name, node) = (member.name, member.value)
            func isNamed(_ text: StaticString) -> Bool { tape.equals(name, text, in: bytes) }
            if isNamed("prompt_tokens_details") || isNamed("prompt_token_details") {
                readInput(node, tape, bytes)
            } else if isNamed("completion_tokens_details") {
                readOutput(node, tape, bytes)
            } else if isNamed("cache_creation") {
                writtenHour = self.member("ephemeral_1h_input_tokens", node, tape, bytes)
            } else if isNamed("server_tool_use") {
                tools[.webSearch] = self.member("web_search_requests", node, tape, bytes)
            } else if isNamed("server_side_tool_usage_details") {
                let sources = tools[.searchSources]
                tools = ServerToolDetails.read(node, tape, bytes)
                tools[.searchSources] = sources
            }
        }

        /// Perplexity says how large its search was, Mistral and Groq as what they served.
        private mutating func readWord(
            _ member: JSONTape.Member, _ tape: JSONTape, _ bytes: RawSpan
        ) {
            if tape.equals(member.name, "service_tier", in: bytes) {
                service = ServiceWords.tier(member.value, tape, bytes)
            } else if tape.equals(member.name, "search_context_size", in: bytes) {
                switch tape.string(member.value, in: bytes) {
                case "low": tools[.searchLow] = 1
                case "medium": tools[.searchMedium] = 1
                case "high": tools[.searchHigh] = 1
                default: break
                }
            }
        }

        private mutating func readInput(
            _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
        ) {
            cached = member("cached_tokens", node, tape, bytes)
            written = max(
                member("cache_write_tokens", node, tape, bytes),
                member("cache_creation_input_tokens", node, tape, bytes))
            inputAudio = member("audio_tokens", node, tape, bytes)
            inputImage = member("image_tokens", node, tape, bytes)
            if let details = tape.member("cached_tokens_details", of: node, in: bytes) {
                cachedAudio = member("audio_tokens", details, tape, bytes)
            }
        }

        private mutating func readOutput(
            _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
        ) {
            reasoning = member("reasoning_tokens", node, tape, bytes)
            outputAudio = member("audio_tokens", node, tape, bytes)
            outputImage = member("image_tokens", node, tape, bytes)
        }

        private func member(
            _ name: StaticString, _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
        ) -> UInt64 {
            tape.tokenCount(name, of: node, in: bytes)
        }

        /// What was thought where the total alone tells of it, as Google's servers of this dialect do: it is none of the
        /// counts that other servers have beside prompt and completion.
        private var unnamedThoughts: UInt64 {
            guard reasoning | reasoningBeside | audioSeconds == 0, tools.isEmpty, input > 0,
                total > input &+ output
            else { return 0 }
            let rest = total - input - output
            let beside = [
                cached, cachedBeside, written, writtenBeside, inputAudio, inputImage, outputAudio,
                outputImage, max(cached, cachedBeside) &+ max(written, writtenBeside),
            ]
            return beside.contains(rest) ? 0 : rest
        }

        /// The same, disjoint.
        var usage: TokenUsage {
            var usage = TokenUsage()
            usage.isReported = true
            usage.cacheRead = cached > 0 ? cached : cachedBeside
            usage.cacheWrite = written > 0 ? written : writtenBeside
            usage.cacheWriteHour = min(writtenHour, usage.cacheWrite)
            usage.reasoning = reasoning > 0 ? reasoning : reasoningBeside
            let unnamed = unnamedThoughts
            if unnamed > 0 { usage.reasoning = unnamed }
            let cached = usage.cacheRead &+ usage.cacheWrite
            // Mistral counts sound beside the prompt: its total says so.
            let all =
                inputAudio > 0 && total == input &+ output &+ inputAudio
                ? input &+ inputAudio : input
            // Some hosts count what came from the cache beside the input, not within it (pitfall 155).
            usage.input = cached > all ? all : all - cached
            // xAI may count reasoning beside the completion: its total says so (pitfall 153). Perplexity's deep research does
            // so as well, and its total tells of neither that nor what it cites.
            let isExclusive =
                usage.reasoning > 0
                && (total == input &+ output &+ usage.reasoning || tools[.citationTokens] > 0)
            usage.output =
                isExclusive || usage.reasoning > output ? output : output - usage.reasoning
            usage.inputAudio = inputAudio > cachedAudio ? inputAudio - cachedAudio : 0
            usage.cachedAudio = cachedAudio
            usage.inputImage = inputImage
            usage.outputAudio = outputAudio
            usage.outputImage = outputImage
            usage.audioMilliseconds =
                audioSeconds.multipliedReportingOverflow(by: 1_000).partialValue
            usage.tools = tools
            usage.service = service
            return usage
        }
    }

    /// Writes a `usage` object.
    static func write(_ usage: TokenUsage, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("prompt_tokens", usage.allInput)
            writer.member("completion_tokens", usage.allOutput)
            writer.member("total_tokens", usage.total)
            writer.name("prompt_tokens_details")
            writer.object { writer in
                writer.member("cached_tokens", usage.cacheRead)
                writer.member("audio_tokens", usage.inputAudio)
                if usage.inputImage > 0 { writer.member("image_tokens", usage.inputImage) }
                if usage.cacheWrite > 0 { writer.member("cache_write_tokens", usage.cacheWrite) }
            }
            writer.name("completion_tokens_details")
            writer.object { writer in
                writer.member("reasoning_tokens", usage.reasoning)
                writer.member("audio_tokens", usage.outputAudio)
                if usage.outputImage > 0 { writer.member("image_tokens", usage.outputImage) }
                writer.member("accepted_prediction_tokens", 0)
                writer.member("rejected_prediction_tokens", 0)
            }
        }
    }
}

extension RawSpan {
    /// Whether this is the terminator of a stream, `[DONE]`.
    var isChatDone: Bool {
        let text: StaticString = "[DONE]"
        guard byteCount >= text.utf8CodeUnitCount else { return false }
        return withUnsafeBytes { bytes in
            for index in 0..<text.utf8CodeUnitCount
            where unsafe bytes[index] != text.utf8Start[index] { return false }
            return true
        }
    }
}
