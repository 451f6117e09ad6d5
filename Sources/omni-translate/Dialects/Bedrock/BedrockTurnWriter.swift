internal import IPC
internal import JSON

/// Writes a conversation (facts: others, section 4; translation-matrix, section 2).
struct BedrockTurnWriter {
    private static let noOutput = "(no output)"
    private static let omitted = "(an attachment was left out)"
    /// A document must not stand without a text.
    private static let documentWords = "(see the attached document)"

    private let target: Target
    private let model: BedrockModel
    private let tools: FunctionTools
    private(set) var report: LossReport
    private var names = BedrockDocumentNames()

    init(_ target: Target, _ model: BedrockModel, _ tools: FunctionTools, _ report: LossReport) {
        self.target = target
        self.model = model
        self.tools = tools
        self.report = report
    }

    /// The turns of a request as the dialect wants them.
    mutating func ordered(
        _ turns: [Turn], allowsPrefill: Bool
    ) throws(GatewayError) -> [Turn] {
        var rules = TurnRules()
        rules.mergesRoles = true
        rules.gathersResults = true
        rules.dropsBlankText = true
        rules.dropsThoughtOnly = true
        rules.userFirst = true
        rules.needsTurn = true
        rules.systemInside = false
        rules.allowsPrefill = allowsPrefill
        rules.unansweredResult = "(no result)"
        var known: [Turn] = []
        known.reserveCapacity(turns.count)
        for turn in turns {
            if turn.name != nil { try report.lose(.participantName) }
            known.append(Turn(turn.role, try understood(turn), name: turn.name))
        }
        let ordered = try Turns.ordered(known, rules, &report)
        return ordered.map { $0.role == .assistant ? Turn($0.role, Self.arranged($0.blocks)) : $0 }
    }

    /// The blocks of a turn that this provider understands.
    private mutating func understood(_ turn: Turn) throws(GatewayError) -> [Block] {
        var kept: [Block] = []
        kept.reserveCapacity(turn.blocks.count)
        for block in turn.blocks {
            switch block {
            case .reasoning(let reasoning):
                if try fits(reasoning) { kept.append(block) }
            case .opaque: break
            case .media where turn.role == .assistant:
                report.warn("a picture or sound of the assistant's was left out")
            case .text, .refusal, .media, .toolCall, .toolResult: kept.append(block)
            }
        }
        return kept
    }

    /// Thoughts go back only with a proof of the model's own maker (pitfall 138).
    private mutating func fits(_ reasoning: Reasoning) throws(GatewayError) -> Bool {
        guard let proof = reasoning.proof else { return false }
        if ProofEnvelope.fits(proof, target) { return true }
        try report.lose(.foreignProof)
        return false
    }

    /// A turn begins with its thoughts and never ends with one; their order and text stay.
    private static func arranged(_ blocks: [Block]) -> [Block] {
        var blocks = blocks
        while let last = blocks.last, isThought(last) { blocks.removeLast() }
        guard let first = blocks.firstIndex(where: isThought), first > 0 else { return blocks }
        let thoughts = blocks[first...].prefix(while: isThought)
        blocks.removeSubrange(first..<first + thoughts.count)
        return thoughts + blocks
    }

    private static func isThought(_ block: Block) -> Bool {
        if case .reasoning = block { true } else { false }
    }

    // MARK: Writing

    /// Writes the array of messages; `lead` are texts that the first user's turn begins with.
    mutating func write(
        _ turns: [Turn], lead: [TextBlock], into writer: inout JSONWriter
    ) throws(GatewayError) {
        writer.beginArray()
        for (index, turn) in turns.enumerated() {
            writer.beginObject()
            writer.member("role", turn.role == .assistant ? "assistant" : "user")
            writer.name("content")
            writer.beginArray()
            if index == 0 { for text in lead { writeText(text, into: &writer) } }
            try write(turn.blocks, hasText: index == 0 && !lead.isEmpty, into: &writer)
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
    }

    private mutating func write(
        _ blocks: [Block], hasText: Bool, into writer: inout JSONWriter
    ) throws(GatewayError) {
        var hasText = hasText
        var hasDocument = false
        for block in blocks {
            switch block {
            case .text(let text):
                hasText = true
                writeText(text, into: &writer)
            case .refusal(let text):
                hasText = true
                writeText(TextBlock(text), into: &writer)
            case .media(let media):
                if try write(media, into: &writer) { hasDocument = true }
                BedrockCachePoint.write(media.cacheMark, model, into: &writer)
            case .reasoning(let reasoning): write(reasoning, into: &writer)
            case .toolCall(let call): write(call, into: &writer)
            case .toolResult(let result): try write(result, into: &writer)
            case .opaque: break
            }
        }
        if hasDocument, !hasText { writeText(TextBlock(Self.documentWords), into: &writer) }
    }

    /// Writes a text, and the cache point that it closes.
    func writeText(_ text: TextBlock, into writer: inout JSONWriter) {
        writer.object { $0.member("text", text.text) }
        BedrockCachePoint.write(text.cacheMark, model, into: &writer)
    }

    /// True for a document.
    private mutating func write(
        _ media: Media, into writer: inout JSONWriter
    ) throws(GatewayError) -> Bool {
        guard let block = try BedrockMedia(media, model, &names, &report) else {
            writer.object { $0.member("text", Self.omitted) }
            return false
        }
        block.write(into: &writer)
        return block.isDocument
    }

    private func write(_ reasoning: Reasoning, into writer: inout JSONWriter) {
        guard let proof = reasoning.proof else { return }
        writer.object { writer in
            writer.name("reasoningContent")
            writer.object { writer in
                if reasoning.isRedacted {
                    return writer.member("redactedContent", BedrockRedacted.content(proof))
                }
                writer.name("reasoningText")
                writer.object { writer in
                    writer.member("text", reasoning.text)
                    writer.member("signature", proof.value)
                }
            }
        }
    }

    private func write(_ call: ToolCall, into writer: inout JSONWriter) {
        let input =
            call.kind == .custom
            ? Arguments.wrapped(call.arguments) : Arguments.object(call.arguments)
        writer.object { writer in
            writer.name("toolUse")
            writer.object { writer in
                writer.member("toolUseId", CallIDs.legal(call.id, model.callIDs))
                writer.member("name", tools.name(call))
                writer.member("input", raw: input.bytes)
            }
        }
        BedrockCachePoint.write(call.cacheMark, model, into: &writer)
    }

    private mutating func write(
        _ result: ToolResult, into writer: inout JSONWriter
    ) throws(GatewayError) {
        writer.beginObject()
        writer.name("toolResult")
        writer.beginObject()
        writer.member("toolUseId", CallIDs.legal(result.callID, model.callIDs))
        writer.name("content")
        writer.beginArray()
        try writeContent(of: result, into: &writer)
        writer.endArray()
        if result.isError, model.takesStatus { writer.member("status", "error") }
        writer.endObject()
        writer.endObject()
        BedrockCachePoint.write(result.cacheMark, model, into: &writer)
    }

    private mutating func writeContent(
        of result: ToolResult, into writer: inout JSONWriter
    ) throws(GatewayError) {
        var isEmpty = true
        for block in result.content {
            switch block {
            case .text(let text): writer.object { $0.member("text", text.text) }
            case .refusal(let text): writer.object { $0.member("text", text) }
            case .media(let media): _ = try write(media, into: &writer)
            case .reasoning, .toolCall, .toolResult, .opaque: continue
            }
            isEmpty = false
        }
        guard isEmpty else { return }
        if let json = result.json, json.bytes.first == UInt8(ascii: "{") {
            return writer.object { $0.member("json", raw: json.bytes) }
        }
        let text = result.json?.text ?? Self.noOutput
        writer.object { $0.member("text", ASCIIText.isBlank(text) ? Self.noOutput : text) }
    }
}
