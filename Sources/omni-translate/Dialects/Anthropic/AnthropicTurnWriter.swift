internal import IPC
internal import JSON

/// Writes a conversation for a provider (facts: anthropic-messages, section 3; translation-matrix, section 2).
struct AnthropicTurnWriter {
    private let profile: AnthropicProfile
    private let target: Target
    private let tools: AnthropicToolPlan
    private(set) var report: LossReport
    /// A file of the provider's own is mentioned.
    private(set) var usesFiles = false

    init(
        _ target: Target, _ profile: AnthropicProfile, _ tools: AnthropicToolPlan,
        _ report: LossReport
    ) {
        self.target = target
        self.profile = profile
        self.tools = tools
        self.report = report
    }

    /// The turns of a request as the dialect wants them.
    mutating func ordered(
        _ turns: [Turn], _ model: AnthropicModel, allowsPrefill: Bool
    ) throws(GatewayError) -> [Turn] {
        var rules = TurnRules()
        rules.mergesRoles = true
        rules.gathersResults = true
        rules.dropsBlankText = true
        rules.dropsThoughtOnly = true
        rules.userFirst = true
        rules.needsTurn = true
        rules.systemInside = model.systemInside
        rules.systemBeforeAssistantOnly = true
        rules.allowsPrefill = allowsPrefill
        rules.unansweredResult = "(no result)"
        var known: [Turn] = []
        known.reserveCapacity(turns.count)
        for turn in turns {
            if turn.name != nil { try report.lose(.participantName) }
            known.append(Turn(turn.role, try understood(turn), name: turn.name))
        }
        let ordered = try Turns.ordered(known, rules, &report)
        return ordered.map { $0.role == .assistant ? Turn($0.role, arranged($0.blocks)) : $0 }
    }

    /// The blocks of a turn that this provider understands.
    private mutating func understood(_ turn: Turn) throws(GatewayError) -> [Block] {
        var kept: [Block] = []
        kept.reserveCapacity(turn.blocks.count)
        for block in turn.blocks {
            switch block {
            case .reasoning(let reasoning):
                guard let known = try understood(reasoning) else { continue }
                kept.append(.reasoning(known))
            case .opaque(let opaque):
                if opaque.dialect == .anthropic, profile.isGenuine { kept.append(block) }
            case .media where turn.role == .assistant:
                report.warn("a picture or sound of the assistant's was left out")
            case .text, .refusal, .media, .toolCall, .toolResult: kept.append(block)
            }
        }
        return kept
    }

    /// A thought as it may go back: with a proof of this provider's, or without one where none is asked (pitfall 138).
    private mutating func understood(
        _ reasoning: Reasoning
    ) throws(GatewayError) -> Reasoning? {
        if let proof = reasoning.proof {
            if ProofEnvelope.fits(proof, target) { return reasoning }
            try report.lose(.foreignProof)
        }
        guard profile.takesUnsignedThoughts, !reasoning.text.isEmpty else { return nil }
        return Reasoning(reasoning.text)
    }

    /// A turn begins with a thought when it has one, and never ends with one; their order and text stay.
    private func arranged(_ blocks: [Block]) -> [Block] {
        var blocks = blocks
        while case .reasoning? = blocks.last { blocks.removeLast() }
        if case .reasoning? = blocks.first { return blocks }
        guard let first = blocks.firstIndex(where: Self.isThought) else { return blocks }
        let thoughts = blocks[first...].prefix(while: Self.isThought)
        blocks.removeSubrange(first..<first + thoughts.count)
        return thoughts + blocks
    }

    private static func isThought(_ block: Block) -> Bool {
        if case .reasoning = block { true } else { false }
    }

    // MARK: Writing

    /// Writes the array of messages.
    mutating func write(_ turns: [Turn], into writer: inout JSONWriter) throws(GatewayError) {
        writer.beginArray()
        for turn in turns {
            writer.beginObject()
            writer.member("role", Self.role(turn.role))
            writer.name("content")
            writer.beginArray()
            for block in turn.blocks { try write(block, in: turn.role, into: &writer) }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
    }

    private static func role(_ role: Turn.Role) -> String {
        switch role {
        case .system: "system"
        case .user: "user"
        case .assistant: "assistant"
        }
    }

    private mutating func write(
        _ block: Block, in role: Turn.Role, into writer: inout JSONWriter
    ) throws(GatewayError) {
        switch block {
        case .text(let text):
            writeText(text, withCitations: role == .assistant, into: &writer)
        case .refusal(let words): writeText(TextBlock(words), into: &writer)
        case .media(let media): try writeMedia(media, into: &writer)
        case .reasoning(let reasoning): write(reasoning, into: &writer)
        case .toolCall(let call): write(call, into: &writer)
        case .toolResult(let result): try write(result, into: &writer)
        case .opaque(let opaque): writer.raw(opaque.json.bytes)
        }
    }

    /// Writes a text block.
    func writeText(
        _ block: TextBlock, withCitations: Bool = false, into writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("type", "text")
            writer.member("text", block.text)
            Self.writeMark(block.cacheMark, into: &writer)
            guard withCitations, profile.isGenuine else { return }
            let own = block.citations.compactMap { citation -> OpaqueValue? in
                citation.original?.dialect == .anthropic ? citation.original : nil
            }
            guard !own.isEmpty else { return }
            writer.name("citations")
            writer.array { for citation in own { $0.raw(citation.json.bytes) } }
        }
    }

    /// Marks of other dialects mean nothing here.
    static func writeMark(_ mark: OpaqueValue?, into writer: inout JSONWriter) {
        guard let mark, mark.dialect == .anthropic else { return }
        writer.name("cache_control")
        writer.raw(mark.json.bytes)
    }

    private func write(_ reasoning: Reasoning, into writer: inout JSONWriter) {
        if reasoning.isRedacted, let proof = reasoning.proof {
            return AnthropicAnswerWriter.redacted(proof.value, into: &writer)
        }
        writer.object { writer in
            writer.member("type", "thinking")
            writer.member("thinking", reasoning.text)
            if let proof = reasoning.proof { writer.member("signature", proof.value) }
        }
    }

    private func write(_ call: ToolCall, into writer: inout JSONWriter) {
        let isFreeText = call.kind == .custom
        let input =
            isFreeText ? Arguments.wrapped(call.arguments) : Arguments.object(call.arguments)
        writer.object { writer in
            writer.member("type", "tool_use")
            writer.member("id", CallIDs.legal(call.id, AnthropicAnswerWriter.idRule))
            writer.member("name", tools.name(call.name, namespace: call.namespace))
            writer.name("input")
            writer.raw(input.bytes)
            if profile.isGenuine { AnthropicExtras.write(call.extras, into: &writer) }
            Self.writeMark(call.cacheMark, into: &writer)
        }
    }

    private mutating func write(
        _ result: ToolResult, into writer: inout JSONWriter
    ) throws(GatewayError) {
        writer.beginObject()
        writer.member("type", "tool_result")
        writer.member(
            "tool_use_id", CallIDs.legal(result.callID, AnthropicAnswerWriter.idRule))
        var content = result.content
        if content.isEmpty, let json = result.json { content = [.text(TextBlock(json.text))] }
        if !content.isEmpty {
            writer.name("content")
            writer.beginArray()
            for block in content { try writePart(block, into: &writer) }
            writer.endArray()
        }
        if result.isError { writer.member("is_error", true) }
        Self.writeMark(result.cacheMark, into: &writer)
        writer.endObject()
    }

    /// A part of a tool's result: text, a picture, a document, or what only this dialect knows.
    private mutating func writePart(
        _ block: Block, into writer: inout JSONWriter
    ) throws(GatewayError) {
        switch block {
        case .text, .refusal, .media: try write(block, in: .user, into: &writer)
        case .opaque(let opaque):
            guard opaque.dialect == .anthropic, profile.isGenuine else { return }
            writer.raw(opaque.json.bytes)
        case .reasoning, .toolCall, .toolResult: break
        }
    }

    private mutating func writeMedia(
        _ media: Media, into writer: inout JSONWriter
    ) throws(GatewayError) {
        var media = AnthropicMediaWriter(media, profile)
        try media.write(into: &writer, &report)
        if media.usesFile { usesFiles = true }
    }
}
