internal import IPC
internal import JSON

/// Writes a conversation (facts: others, section 7; translation-matrix, section 2).
struct CohereMessageWriter {
    /// What stands for a result that says nothing.
    private static let noOutput = "(no output)"

    private let target: Target
    private let model: CohereModel
    private let tools: FunctionTools
    private(set) var report: LossReport

    init(_ target: Target, _ model: CohereModel, _ tools: FunctionTools, _ report: LossReport) {
        self.target = target
        self.model = model
        self.tools = tools
        self.report = report
    }

    /// Writes the array of messages.
    mutating func write(
        _ turns: [Turn], system: [String], into writer: inout JSONWriter
    ) throws(GatewayError) {
        let turns = try ordered(turns)
        writer.beginArray()
        if !system.isEmpty {
            Self.writeText("system", system.joined(separator: "\n\n"), into: &writer)
        }
        for turn in turns {
            switch turn.role {
            case .system:
                Self.writeText("system", try text(turn.blocks, "\n\n"), into: &writer)
            case .user: try writeUser(turn.blocks, into: &writer)
            case .assistant: try writeAssistant(turn.blocks, into: &writer)
            }
        }
        writer.endArray()
    }

    private mutating func ordered(_ turns: [Turn]) throws(GatewayError) -> [Turn] {
        var rules = TurnRules()
        rules.gathersResults = true
        rules.dropsBlankText = true
        rules.dropsThoughtOnly = true
        rules.needsTurn = true
        // The last turn must be the user's or a tool's.
        rules.systemInside = turns.last?.role != .system
        rules.allowsPrefill = false
        rules.unansweredResult = "(no result)"
        var known: [Turn] = []
        known.reserveCapacity(turns.count)
        for turn in turns {
            if turn.name != nil { try report.lose(.participantName) }
            var turn = turn
            turn.blocks = turn.role == .assistant ? said(turn) : turn.blocks.filter(Self.isKnown)
            known.append(turn)
        }
        return try Turns.ordered(known, rules, &report)
    }

    private static func isKnown(_ block: Block) -> Bool {
        if case .opaque = block { false } else { true }
    }

    /// The blocks of an assistant's turn that the model can read again.
    private mutating func said(_ turn: Turn) -> [Block] {
        let hasPlan = !model.thinks && turn.calls
        return turn.blocks.filter { block in
            switch block {
            case .reasoning(let reasoning):
                return (model.thinks || hasPlan) && !reasoning.isRedacted
                    && !reasoning.text.isEmpty
            case .media:
                report.warn("a picture or sound of the assistant's was left out")
                return false
            case .opaque: return false
            case .text, .refusal, .toolCall, .toolResult: return true
            }
        }
    }

    private static func writeText(
        _ role: StaticString, _ text: String, into writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.name("role")
            writer.string(role)
            writer.member("content", text)
        }
    }

    // MARK: The assistant

    private mutating func writeAssistant(
        _ blocks: [Block], into writer: inout JSONWriter
    ) throws(GatewayError) {
        var thoughts: [String] = []
        var texts: [String] = []
        var calls: [ToolCall] = []
        for block in blocks {
            switch block {
            case .reasoning(let reasoning): thoughts.append(reasoning.text)
            case .text(let text): texts.append(text.text)
            case .refusal(let text): texts.append(text)
            case .toolCall(let call): calls.append(call)
            case .media, .toolResult, .opaque: break
            }
        }
        writer.beginObject()
        writer.member("role", "assistant")
        if !thoughts.isEmpty, !model.thinks {
            // Models that do not think plan their calls in words of this kind.
            writer.member("tool_plan", thoughts.joined(separator: "\n\n"))
            thoughts = []
        }
        Self.writeContent(thoughts, texts, into: &writer)
        if !calls.isEmpty {
            writer.name("tool_calls")
            writer.beginArray()
            for call in calls { write(call, into: &writer) }
            writer.endArray()
        }
        writer.endObject()
    }

    private static func writeContent(
        _ thoughts: [String], _ texts: [String], into writer: inout JSONWriter
    ) {
        if thoughts.isEmpty, texts.count == 1 { return writer.member("content", texts[0]) }
        guard !thoughts.isEmpty || !texts.isEmpty else { return }
        writer.name("content")
        writer.array { writer in
            for thought in thoughts {
                writer.object { writer in
                    writer.member("type", "thinking")
                    writer.member("thinking", thought)
                }
            }
            for text in texts { CoherePart.text(text).write(into: &writer) }
        }
    }

    private func write(_ call: ToolCall, into writer: inout JSONWriter) {
        let arguments =
            call.kind == .custom
            ? Arguments.wrapped(call.arguments) : Arguments.object(call.arguments)
        writer.object { writer in
            writer.member("id", CallIDs.legal(call.id, Self.idRule))
            writer.member("type", "function")
            writer.name("function")
            writer.object { writer in
                writer.member("name", tools.name(call))
                writer.member("arguments", arguments.text)
            }
        }
    }

    private static let idRule = CallIDRule.length(128)

    // MARK: The user

    /// Results first, each a message, then what the user says; pictures of results are the user's here.
    private mutating func writeUser(
        _ blocks: [Block], into writer: inout JSONWriter
    ) throws(GatewayError) {
        var shown: [CoherePart] = []
        var rest: [CoherePart] = []
        for block in blocks {
            guard case .toolResult(let result) = block else {
                if let part = try part(block) { rest.append(part) }
                continue
            }
            try write(result, &shown, into: &writer)
        }
        let parts = shown + rest
        guard !parts.isEmpty else { return }
        writer.object { writer in
            writer.member("role", "user")
            if parts.count == 1, case .text(let text) = parts[0] {
                return writer.member("content", text)
            }
            writer.name("content")
            writer.array { for part in parts { part.write(into: &$0) } }
        }
    }

    private mutating func write(
        _ result: ToolResult, _ shown: inout [CoherePart], into writer: inout JSONWriter
    ) throws(GatewayError) {
        let id = CallIDs.legal(result.callID, Self.idRule)
        var texts: [String] = []
        var images: [CoherePart] = []
        for block in result.content {
            if case .media(let media) = block, media.kind == .image, !model.sees {
                texts.append("[image omitted]")
                report.warn("a picture in a tool's result was left out: the model sees none")
                continue
            }
            switch try part(block) {
            case .text(let text): texts.append(text)
            case .image(let url, let detail): images.append(.image(url, detail: detail))
            case nil: break
            }
        }
        if texts.isEmpty, let json = result.json { texts = [json.text] }
        if !images.isEmpty { shown += [.text("Shown by the tool call \(id):")] + images }
        let text = texts.joined(separator: "\n")
        writer.object { writer in
            writer.member("role", "tool")
            writer.member("tool_call_id", id)
            writer.member("content", ASCIIText.isBlank(text) ? Self.noOutput : text)
        }
    }

    /// Text of blocks, where nothing else can stand.
    private mutating func text(
        _ blocks: [Block], _ separator: String
    ) throws(GatewayError) -> String {
        var texts: [String] = []
        for block in blocks {
            if case .text(let text)? = try part(block) { texts.append(text) }
        }
        return texts.joined(separator: separator)
    }

    private mutating func part(_ block: Block) throws(GatewayError) -> CoherePart? {
        switch block {
        case .text(let text): return .text(text.text)
        case .refusal(let text): return .text(text)
        case .media(let media):
            return try CoherePart.make(media, model, &report)
                ?? .text("(an attachment was left out)")
        case .reasoning, .toolCall, .toolResult, .opaque: return nil
        }
    }
}
