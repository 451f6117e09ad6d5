internal import IPC
internal import JSON

/// Writes the conversation as messages.
struct ChatMessageWriter {
    private let request: ModelRequest
    private let target: Target
    private let profile: ChatProfile
    private let names: ToolNames
    private let content: ChatContentWriter
    /// Names of all calls by their ids, for hosts that want them with the results.
    private let calledNames: [String: String]
    /// User content that must wait until all results of the calls before it are written.
    private var waiting: [Turn] = []

    init(
        _ request: ModelRequest, _ target: Target, _ profile: ChatProfile, _ plan: AnswerPlan
    ) {
        self.request = request
        self.target = target
        self.profile = profile
        names = plan.toolNames
        content = ChatContentWriter(profile)
        calledNames = profile.namesResults ? Self.calledNames(request.turns) : [:]
    }

    private var rules: TurnRules {
        var rules = TurnRules()
        rules.mergesRoles = profile.alternates
        rules.gathersResults = true
        rules.userFirst = profile.alternates
        rules.needsTurn = profile.alternates
        rules.systemInside = profile.systemInside && profile.systemRole != .user
        if case .refused = profile.prefill { rules.allowsPrefill = false }
        rules.unansweredResult = "(no output)"
        return rules
    }

    /// Writes `messages`.
    mutating func write(
        _ system: [TextBlock], into writer: inout JSONWriter, _ report: inout LossReport
    ) throws(GatewayError) {
        var turns = request.turns
        let isTold = profile.systemRole == .user && !system.isEmpty
        if isTold { turns.insert(Turn(.user, system.map(Block.text)), at: 0) }
        turns = try Turns.ordered(turns, rules, &report)
        writer.name("messages")
        writer.beginArray()
        if !isTold, !system.isEmpty {
            write(role: profile.systemRole.rawValue, system: system, into: &writer)
        }
        for (index, turn) in turns.enumerated() {
            switch turn.role {
            case .user: try take(turn, into: &writer, &report)
            case .system:
                try flush(into: &writer, &report)
                writeSystem(turn, into: &writer)
            case .assistant:
                try flush(into: &writer, &report)
                let isLast = index == turns.count - 1
                try writeAssistant(turn, isLast: isLast, into: &writer, &report)
            }
        }
        try flush(into: &writer, &report)
        writer.endArray()
    }

    // MARK: System

    private func writeSystem(_ turn: Turn, into writer: inout JSONWriter) {
        var texts: [TextBlock] = []
        for case .text(let text) in turn.blocks { texts.append(text) }
        guard !texts.isEmpty else { return }
        write(role: profile.systemRole.rawValue, system: texts, into: &writer)
    }

    private func write(
        role: String, system: [TextBlock], into writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("role", role)
        if system.contains(where: { content.mark($0.cacheMark) != nil }) {
            writer.name("content")
            writer.beginArray()
            for text in system { content.write(text, into: &writer) }
            writer.endArray()
        } else {
            writer.member("content", system.map(\.text).joined(separator: "\n\n"))
        }
        writer.endObject()
    }

    // MARK: User

    /// Results at once; what else the user says after the last of them (pitfalls 89 and 90).
    private mutating func take(
        _ turn: Turn, into writer: inout JSONWriter, _ report: inout LossReport
    ) throws(GatewayError) {
        var rest = turn
        rest.blocks = []
        for block in turn.blocks {
            guard case .toolResult(let result) = block else {
                rest.blocks.append(block)
                continue
            }
            writeResult(result, into: &writer)
            let media = result.content.filter(content.isBesideText)
            guard !media.isEmpty else { continue }
            let label = TextBlock("Content of the result of \(id(result.callID)):")
            waiting.append(Turn(.user, [.text(label)] + media))
        }
        if !rest.blocks.isEmpty { waiting.append(rest) }
    }

    private mutating func flush(
        into writer: inout JSONWriter, _ report: inout LossReport
    ) throws(GatewayError) {
        for turn in waiting {
            writer.beginObject()
            writer.member("role", "user")
            writeName(turn, into: &writer)
            writer.name("content")
            try content.write(turn.blocks, into: &writer, &report)
            writer.endObject()
        }
        waiting.removeAll(keepingCapacity: true)
    }

    private func writeName(_ turn: Turn, into writer: inout JSONWriter) {
        if profile.hasNames, let name = turn.name { writer.member("name", name) }
    }

    private func writeResult(_ result: ToolResult, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("role", "tool")
        writer.member("tool_call_id", id(result.callID))
        if profile.namesResults, let name = result.name ?? calledNames[result.callID] {
            writer.member("name", names.provider(name))
        }
        writer.member("content", text(result))
        writer.endObject()
    }

    /// Text of a result; arrays are joined, and an error without words is given one (pitfalls 101 and 103).
    private func text(_ result: ToolResult) -> String {
        let text = content.joined(result.content)
        if !text.isEmpty { return text }
        if let json = result.json { return json.text }
        return result.isError ? "Error" : profile.emptyResult
    }

    private func id(_ callID: String) -> String { CallIDs.legal(callID, profile.callIDs) }

    private static func calledNames(_ turns: [Turn]) -> [String: String] {
        var names: [String: String] = [:]
        for turn in turns {
            for case .toolCall(let call) in turn.blocks {
                names[call.id] = ChatToolWriter.qualified(call.name, call.namespace)
            }
        }
        return names
    }

    // MARK: Assistant

    private func writeAssistant(
        _ turn: Turn, isLast: Bool, into writer: inout JSONWriter, _ report: inout LossReport
    ) throws(GatewayError) {
        let parts = ChatAssistantParts(turn, profile)
        // Thinking alone is no message (pitfalls 81 and 94).
        guard parts.hasContent else { return }
        if parts.hasMedia { report.warn("media that the model made were left out of the history") }
        writer.beginObject()
        writer.member("role", "assistant")
        writeName(turn, into: &writer)
        writeText(parts, into: &writer)
        if !parts.refusal.isEmpty { writer.member("refusal", parts.refusal) }
        if let audio = parts.audio { writer.member("audio", raw: audio.bytes) }
        writeReasoning(parts, into: &writer)
        writeProof(of: parts, into: &writer)
        writeCalls(parts.calls, into: &writer)
        if isLast, parts.calls.isEmpty, case .prefix = profile.prefill {
            writer.member("prefix", true)
        }
        writer.endObject()
    }

    private func writeText(_ parts: ChatAssistantParts, into writer: inout JSONWriter) {
        writer.name("content")
        guard parts.text.isEmpty else { return writer.string(parts.text) }
        switch profile.emptyContent {
        case .null where !parts.calls.isEmpty || !parts.refusal.isEmpty || parts.audio != nil:
            writer.null()
        case .null, .text: writer.string("")
        }
    }

    private func writeReasoning(_ parts: ChatAssistantParts, into writer: inout JSONWriter) {
        if profile.hasReasoningDetails || profile.isUnknown,
            let details = parts.details(fitting: target)
        {
            writer.member("reasoning_details", raw: details)
            if !profile.isUnknown { return }
        }
        let text = parts.reasoning
        let isSent =
            switch profile.replay {
            case .never: false
            case .sameDialect: target.client == .openaiChat && !text.isEmpty
            // Empty where nothing is known: these hosts miss the field, not the text (pitfall 142).
            case .toolTurns: !parts.calls.isEmpty
            case .always: !text.isEmpty
            }
        guard isSent else { return }
        writer.name(text: profile.reasoningField)
        writer.string(text)
    }

    private func writeProof(of parts: ChatAssistantParts, into writer: inout JSONWriter) {
        if let field = profile.opaqueField, let proof = parts.opaqueProof(fitting: target) {
            writer.name(text: field)
            writer.string(proof.value)
        }
        if let proof = parts.textProof, ProofEnvelope.fits(proof, target) {
            ChatExtraContent.write(proof.value, into: &writer)
        }
    }

    private func writeCalls(_ calls: [ToolCall], into writer: inout JSONWriter) {
        guard !calls.isEmpty else { return }
        let isProven = calls.contains { $0.proof.map { ProofEnvelope.fits($0, target) } ?? false }
        writer.name("tool_calls")
        writer.beginArray()
        for (index, call) in calls.enumerated() {
            writer.beginObject()
            writer.member("id", id(call.id))
            write(call, into: &writer)
            if let proof = call.proof, ProofEnvelope.fits(proof, target) {
                ChatExtraContent.write(proof.value, into: &writer)
            } else if index == 0, !isProven, let sentinel = profile.callProofSentinel {
                ChatExtraContent.write(sentinel, into: &writer)
            }
            writer.endObject()
        }
        writer.endArray()
    }

    private func write(_ call: ToolCall, into writer: inout JSONWriter) {
        let name = names.provider(ChatToolWriter.qualified(call.name, call.namespace))
        let isCustom = call.kind == .custom && profile.hasCustomTools
        let isWrapped = call.kind == .custom && !isCustom
        let text = isWrapped ? Arguments.wrapped(call.arguments).text : call.arguments
        writer.member("type", isCustom ? "custom" : "function")
        writer.name(text: isCustom ? "custom" : "function")
        writer.object { writer in
            writer.member("name", name)
            if isCustom {
                writer.member("input", text)
            } else {
                writer.member("arguments", Arguments.text(text))
            }
        }
    }
}
