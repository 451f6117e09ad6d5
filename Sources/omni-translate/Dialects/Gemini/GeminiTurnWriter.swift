internal import IPC
internal import JSON

/// Writes the conversation (facts: gemini, section 3; translation-matrix, section 2).
struct GeminiTurnWriter {
    /// Stands for a signature that there never was (facts: gemini, section 3, "Thought signatures").
    static let sentinel = "skip_thought_signature_validator"

    private let target: Target
    private let profile: GeminiProfile
    private let model: GeminiModel
    private let tools: GeminiToolPlan
    private let media: GeminiMediaWriter
    private(set) var report: LossReport

    init(
        _ target: Target, _ profile: GeminiProfile, _ model: GeminiModel,
        _ tools: GeminiToolPlan, _ report: LossReport
    ) {
        self.target = target
        self.profile = profile
        self.model = model
        self.tools = tools
        self.report = report
        media = GeminiMediaWriter(target: target)
    }

    // MARK: Order

    /// The turns as the dialect wants them.
    mutating func ordered(_ turns: [Turn]) throws(GatewayError) -> [Turn] {
        var rules = TurnRules()
        rules.mergesRoles = true
        rules.gathersResults = true
        rules.namesResults = true
        rules.dropsBlankText = true
        rules.dropsThoughtOnly = true
        rules.userFirst = true
        rules.needsTurn = true
        rules.systemInside = false
        rules.allowsPrefill = model.takesPrefill
        rules.unansweredResult = "There is no result of this call."
        let sayable = GeminiHistory(target: target, tools: tools).sayable(turns)
        return try Turns.ordered(sayable, rules, &report)
    }

    // MARK: Writing

    /// Writes the array of contents.
    mutating func write(_ turns: [Turn], into writer: inout JSONWriter) throws(GatewayError) {
        writer.beginArray()
        for turn in turns {
            writer.beginObject()
            writer.member("role", turn.role == .assistant ? "model" : "user")
            writer.name("parts")
            writer.beginArray()
            if turn.role == .assistant {
                try writeModel(turn.blocks, into: &writer)
            } else {
                try writeUser(turn.blocks, into: &writer)
            }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
    }

    private mutating func writeModel(
        _ blocks: [Block], into writer: inout JSONWriter
    ) throws(GatewayError) {
        var isFirstCall = true
        for block in blocks {
            switch block {
            case .toolCall(let call):
                var signature = call.proof?.value
                if isFirstCall, model.needsSignatures { signature = signature ?? Self.sentinel }
                isFirstCall = false
                write(call, signature, into: &writer)
            case .reasoning(let reasoning):
                Self.writeText(
                    reasoning.text, isThought: true, signature: reasoning.proof?.value,
                    into: &writer)
            case .text(let text):
                Self.writeText(text.text, signature: text.proof?.value, into: &writer)
            case .refusal(let words): Self.writeText(words, into: &writer)
            case .media(let picture):
                try media.write(
                    picture, signature: picture.proof?.value, into: &writer, &report)
            case .opaque(let opaque): writer.raw(opaque.json.bytes)
            case .toolResult: break
            }
        }
    }

    private mutating func writeUser(
        _ blocks: [Block], into writer: inout JSONWriter
    ) throws(GatewayError) {
        // Parts of results that the model does not take within them stand behind all results.
        var deferred: [Media] = []
        for case .toolResult(let result) in blocks {
            try write(result, &deferred, into: &writer)
        }
        for picture in deferred {
            try media.write(picture, signature: nil, into: &writer, &report)
        }
        for block in blocks {
            switch block {
            case .text(let text): Self.writeText(text.text, into: &writer)
            case .refusal(let words): Self.writeText(words, into: &writer)
            case .media(let picture):
                try media.write(picture, signature: nil, into: &writer, &report)
            case .opaque(let opaque): writer.raw(opaque.json.bytes)
            case .toolResult, .toolCall, .reasoning: break
            }
        }
    }

    /// Writes a text part.
    private static func writeText(
        _ text: String, isThought: Bool = false, signature: String? = nil,
        into writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("text", text)
            if isThought { writer.member("thought", true) }
            if let signature { writer.member("thoughtSignature", signature) }
        }
    }

    private func write(_ call: ToolCall, _ signature: String?, into writer: inout JSONWriter) {
        let isFreeText = call.kind == .custom
        let arguments =
            isFreeText ? Arguments.wrapped(call.arguments) : Arguments.object(call.arguments)
        writer.object { writer in
            writer.name("functionCall")
            writer.object { writer in
                if profile.takesIDs, !call.id.isEmpty { writer.member("id", call.id) }
                writer.member("name", call.name)
                writer.name("args")
                writer.raw(arguments.bytes)
            }
            if let signature { writer.member("thoughtSignature", signature) }
        }
    }

    private mutating func write(
        _ result: ToolResult, _ deferred: inout [Media], into writer: inout JSONWriter
    ) throws(GatewayError) {
        var inside: [Media] = []
        for case .media(let picture) in result.content {
            if model.takesResultMedia, GeminiMediaWriter.isInline(picture) {
                inside.append(picture)
            } else {
                deferred.append(picture)
            }
        }
        writer.beginObject()
        writer.name("functionResponse")
        writer.beginObject()
        if profile.takesIDs, !result.callID.isEmpty { writer.member("id", result.callID) }
        writer.member("name", result.name ?? "")
        writer.name("response")
        writer.raw(GeminiResultText.object(result).bytes)
        if !inside.isEmpty {
            writer.name("parts")
            writer.beginArray()
            for picture in inside {
                try media.write(picture, signature: nil, into: &writer, &report)
            }
            writer.endArray()
        }
        writer.endObject()
        writer.endObject()
    }
}
