internal import IPC
internal import JSON

/// Writes turns as input items (facts: openai-responses, section 3).
struct ResponsesItemWriter {
    private let target: Target
    private let profile: ResponsesProfile
    private let tools: ResponsesToolWriter
    private let keepsReferences: Bool
    private let isOwn: Bool
    private var writer = JSONWriter()
    private var seenIDs: Set<String> = []

    /// `keepsReferences`: reasoning without a proof may be named by its id, since the provider keeps it.
    init(
        _ target: Target, _ profile: ResponsesProfile, _ tools: ResponsesToolWriter,
        keepsReferences: Bool
    ) {
        self.target = target
        self.profile = profile
        self.tools = tools
        self.keepsReferences = keepsReferences
        isOwn = target.client == .openaiResponses
    }

    /// The array of items.
    mutating func write(
        _ turns: [Turn], _ report: inout LossReport
    ) throws(GatewayError) -> [UInt8] {
        writer.beginArray()
        for turn in turns {
            switch turn.role {
            case .user: try user(turn, &report)
            case .system:
                // Of another dialect's client it may hold nothing that can be said here.
                let texts = turn.blocks.filter { if case .text = $0 { true } else { false } }
                if !texts.isEmpty { message(profile.systemRole, texts) }
            case .assistant: try assistant(turn, &report)
            }
        }
        writer.endArray()
        return writer.take()
    }

    // MARK: Turns

    private mutating func user(_ turn: Turn, _ report: inout LossReport) throws(GatewayError) {
        var parts: [Block] = []
        var hasCompaction = false
        for block in turn.blocks {
            switch block {
            case .toolResult(let result): try output(result, &report)
            case .opaque(let opaque):
                if opaque.type == "compaction" { hasCompaction = true }
                item(opaque)
            case .text(let text)
            where hasCompaction && text.text == ResponsesItemReader.compactionPlaceholder && isOwn:
                // The compaction itself is there.
                break
            case .text, .media, .refusal: parts.append(block)
            case .reasoning, .toolCall: break
            }
        }
        guard !parts.isEmpty else { return }
        try ResponsesContentWriter.check(parts, &report)
        message("user", parts)
    }

    private mutating func message(_ role: String, _ blocks: [Block]) {
        let content = ResponsesContentWriter(
            keepsMarks: profile.hasCacheBreakpoints && isOwn)
        writer.object { writer in
            writer.member("type", "message")
            writer.member("role", role)
            writer.name("content")
            writer.array { writer in
                for block in blocks { content.write(block, into: &writer) }
            }
        }
    }

    private mutating func assistant(_ turn: Turn, _ report: inout LossReport) throws(GatewayError) {
        let blocks = profile.wantsCallsLast ? Self.callsLast(turn.blocks) : turn.blocks
        // A reasoning item belongs to the item behind it; at the end of a step it has none (pitfall 93).
        let last = blocks.lastIndex { isItem($0) } ?? -1
        var index = 0
        while index < blocks.count {
            switch blocks[index] {
            case .reasoning(let value):
                if index < last { reasoning(value) }
            case .toolCall(let value): call(value)
            case .opaque(let value): item(value)
            case .text, .refusal:
                let end = isOwn ? index + 1 : endOfText(blocks, index)
                text(blocks[index..<end])
                index = end
                continue
            case .media: try report.lose(.imageOutput)
            case .toolResult: break
            }
            index += 1
        }
    }

    private static func callsLast(_ blocks: [Block]) -> [Block] {
        func isCall(_ block: Block) -> Bool { if case .toolCall = block { true } else { false } }
        return blocks.filter { !isCall($0) } + blocks.filter(isCall)
    }

    private func isItem(_ block: Block) -> Bool {
        switch block {
        case .toolCall, .text, .refusal: true
        case .opaque(let opaque): opaque.dialect == .openaiResponses
        case .reasoning, .media, .toolResult: false
        }
    }

    /// Neighbouring texts of a foreign client are one message.
    private func endOfText(_ blocks: [Block], _ start: Int) -> Int {
        var end = start
        while end < blocks.count {
            switch blocks[end] {
            case .text, .refusal: end += 1
            case .media, .reasoning, .toolCall, .toolResult, .opaque: return end
            }
        }
        return end
    }

    // MARK: Items

    /// The writer, taken out while the rest of this value is read; it must be put back.
    private mutating func takeWriter() -> JSONWriter {
        var taken = JSONWriter()
        swap(&taken, &writer)
        return taken
    }

    private mutating func text(_ blocks: ArraySlice<Block>) {
        var phase: String?
        for case .text(let text) in blocks {
            guard phase == nil, let proof = text.proof, ProofEnvelope.fits(proof, target) else {
                continue
            }
            phase = ResponsesPhase.of(proof)
        }
        let content = ResponsesContentWriter(keepsMarks: false)
        writer.object { writer in
            writer.member("type", "message")
            writer.member("role", "assistant")
            writer.name("content")
            writer.array { writer in
                for block in blocks { content.writeOutput(block, into: &writer) }
            }
            if let phase { writer.member("phase", phase) }
        }
    }

    private mutating func reasoning(_ reasoning: Reasoning) {
        let proof = reasoning.proof.flatMap { ProofEnvelope.fits($0, target) ? $0 : nil }
        let id = proof?.itemID.flatMap {
            !profile.checksItemIDs || ResponsesIDs.isLegal($0, "reasoning") ? $0 : nil
        }
        let value = proof?.value ?? ""
        if let proof, !value.isEmpty {
            // It is sealed to its id: under another one it would be refused (pitfall 96).
            if proof.itemID != nil, id == nil { return }
            if let id, !seenIDs.insert(id).inserted { return }
            write(reasoning, id, proof: value, isBare: false)
        } else if let id, keepsReferences, isOwn, ResponsesIDs.isLegal(id, "reasoning") {
            // An id of OpenAI's form names an item that the provider keeps.
            if seenIDs.insert(id).inserted { write(reasoning, id, proof: nil, isBare: false) }
        } else if profile.takesBareReasoning, reasoning.proof == nil || isOwn,
            !reasoning.text.isEmpty
        {
            write(reasoning, id, proof: nil, isBare: true)
        }
    }

    private mutating func write(
        _ reasoning: Reasoning, _ id: String?, proof: String?, isBare: Bool
    ) {
        var writer = takeWriter()
        defer { self.writer = writer }
        writer.object { writer in
            writer.member("type", "reasoning")
            if let id { writer.member("id", id) }
            writer.name("summary")
            writer.array { writer in
                if isOwn, !isBare, !reasoning.text.isEmpty {
                    part("summary_text", reasoning.text, &writer)
                }
            }
            if isBare {
                writer.name("content")
                writer.array { part("reasoning_text", reasoning.text, &$0) }
            }
            if let proof { writer.member("encrypted_content", proof) }
        }
    }

    private func part(_ type: String, _ text: String, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("type", type)
            writer.member("text", text)
        }
    }

    private mutating func call(_ call: ToolCall) {
        if let builtin = call.builtin, builtin.dialect == .openaiResponses {
            return item(
                OpaqueBlock(.openaiResponses, type: "", json: builtin.json))
        }
        let (name, namespace) = tools.name(of: call)
        var writer = takeWriter()
        defer { self.writer = writer }
        writer.object { writer in
            let isCustom = call.kind == .custom
            writer.member("type", isCustom ? "custom_tool_call" : "function_call")
            writer.member("call_id", callID(call.id))
            writer.member("name", name)
            if let namespace { writer.member("namespace", namespace) }
            if isCustom {
                writer.member("input", call.arguments)
            } else {
                writer.member("arguments", Arguments.text(call.arguments))
            }
        }
    }

    private mutating func output(
        _ result: ToolResult, _ report: inout LossReport
    ) throws(GatewayError) {
        if let builtin = result.builtin, builtin.dialect == .openaiResponses {
            return item(OpaqueBlock(.openaiResponses, type: "", json: builtin.json))
        }
        let isPlain = result.content.allSatisfy { if case .text = $0 { true } else { false } }
        if !isPlain { try ResponsesContentWriter.check(result.content, &report) }
        let content = ResponsesContentWriter(keepsMarks: profile.hasCacheBreakpoints && isOwn)
        var writer = takeWriter()
        defer { self.writer = writer }
        writer.object { writer in
            let isCustom = result.kind == .custom
            writer.member("type", isCustom ? "custom_tool_call_output" : "function_call_output")
            writer.member("call_id", callID(result.callID))
            writer.name("output")
            guard isPlain else {
                writer.array { writer in
                    for block in result.content { content.write(block, into: &writer) }
                }
                return
            }
            writer.string(outputText(result))
        }
    }

    private func outputText(_ result: ToolResult) -> String {
        if result.content.isEmpty, let json = result.json { return json.text }
        let text = result.text
        return text.isEmpty && result.isError ? "error" : text
    }

    private func callID(_ id: String) -> String {
        CallIDs.legal(id, .length(ResponsesIDs.longest))
    }

    /// An item that stays as it came; its id may stand once only (pitfall 95).
    private mutating func item(_ opaque: OpaqueBlock) {
        guard opaque.dialect == .openaiResponses else { return }
        let item = try? JSONDocument(opaque.json.bytes)  // it came from a parsed document
        if let id = item?.root.text("id"), !id.isEmpty, !seenIDs.insert(id).inserted { return }
        writer.raw(opaque.json.bytes)
    }
}
