internal import IPC
internal import JSON

/// Writes a plain answer (facts: openai-chat, section 4): the same that a stream adds up to.
struct ChatWholeAnswer {
    private let answer: Answer
    private let context: AnswerContext

    /// The answer as a client wants it.
    static func write(_ answer: Answer, _ context: AnswerContext) -> [UInt8] {
        let whole = ChatWholeAnswer(answer: answer, context: context)
        var writer = JSONWriter()
        writer.object { writer in
            ChatAnswerHead(answer.start, context).write(object: "chat.completion", into: &writer)
            writer.name("choices")
            writer.array { writer in
                writer.object { whole.writeChoice(into: &$0) }
            }
            writer.name("usage")
            ChatUsage.write(answer.usage, into: &writer)
        }
        return writer.take()
    }

    private func writeChoice(into writer: inout JSONWriter) {
        writer.member("index", 0)
        writer.name("message")
        writer.object { writeMessage(into: &$0) }
        writer.name("logprobs")
        if answer.logprobs.isEmpty {
            writer.null()
        } else {
            writer.raw(ChatLogprobs.joined(answer.logprobs))
        }
        let word = ChatFinish.word(
            answer.stop ?? .end, isLegacy: context.plan.usesLegacyFunctions)
        writer.name("finish_reason")
        writer.string(word)
    }

    private func writeMessage(into writer: inout JSONWriter) {
        let parts = AnswerParts(answer)
        writer.member("role", "assistant")
        writer.name("content")
        // Clients tell "no text" from a missing member, and calls from words, by this null.
        if parts.text.isEmpty, !parts.calls.isEmpty {
            writer.null()
        } else {
            writer.string(parts.text)
        }
        writer.name("refusal")
        if parts.refusal.isEmpty { writer.null() } else { writer.string(parts.refusal) }
        writeReasoning(parts.thoughts, into: &writer)
        if let proof = parts.textProof {
            ChatExtraContent.write(ChatProofs.value(proof, context.target), into: &writer)
        }
        writeCalls(parts.calls, into: &writer)
        if !parts.citations.isEmpty { ChatCitations.write(parts.citations, into: &writer) }
        writeMedia(parts, into: &writer)
    }

    // MARK: Reasoning

    private func writeReasoning(_ thoughts: [Reasoning], into writer: inout JSONWriter) {
        let isOwn = context.target.provider == .openaiChat
        let texts = thoughts.filter { !$0.isRedacted && !$0.text.isEmpty }.map(\.text)
        let text = isOwn ? texts.joined() : texts.joined(separator: "\n\n")
        if context.plan.showsReasoning != false, !text.isEmpty {
            writer.member("reasoning_content", text)
        }
        let proven = thoughts.filter { $0.proof != nil }
        guard !proven.isEmpty else { return }
        guard !isOwn else { return writeOwn(proven.compactMap(\.proof), into: &writer) }
        let covers =
            context.target.provider == .anthropic || context.target.provider == .bedrock
        writer.name("reasoning_details")
        writer.beginArray()
        for (index, thought) in proven.enumerated() {
            guard let proof = thought.proof else { continue }
            ChatDetails.write(
                proof, text: covers && !thought.isRedacted ? thought.text : "",
                isRedacted: thought.isRedacted, index: index, into: &writer)
        }
        writer.endArray()
    }

    private func writeOwn(_ proofs: [Proof], into writer: inout JSONWriter) {
        let arrays = proofs.filter(ChatDetails.isArray)
        if !arrays.isEmpty {
            let inner = arrays.map { $0.value.dropFirst().dropLast() }.joined(separator: ",")
            writer.member("reasoning_details", raw: Array("[\(inner)]".utf8))
        }
        if let opaque = proofs.last(where: { !ChatDetails.isArray($0) }) {
            writer.member("reasoning_opaque", opaque.value)
        }
    }

    // MARK: Calls

    private func writeCalls(_ calls: [ToolCall], into writer: inout JSONWriter) {
        guard let first = calls.first else { return }
        if context.plan.usesLegacyFunctions {
            writer.name("function_call")
            writer.object { writer in
                writer.member("name", first.name)
                writer.member("arguments", first.arguments)
            }
            return
        }
        writer.name("tool_calls")
        writer.beginArray()
        for call in calls { write(call, into: &writer) }
        writer.endArray()
    }

    private func write(_ call: ToolCall, into writer: inout JSONWriter) {
        let isCustom = call.kind == .custom
        let name = ChatToolWriter.qualified(call.name, call.namespace)
        writer.beginObject()
        writer.member("id", call.id)
        writer.member("type", isCustom ? "custom" : "function")
        writer.name(text: isCustom ? "custom" : "function")
        writer.object { writer in
            writer.member("name", name)
            writer.member(isCustom ? "input" : "arguments", call.arguments)
        }
        if let proof = call.proof {
            ChatExtraContent.write(ChatProofs.value(proof, context.target), into: &writer)
        }
        writer.endObject()
    }

    // MARK: Media

    private func writeMedia(_ parts: AnswerParts, into writer: inout JSONWriter) {
        if !parts.images.isEmpty {
            writer.name("images")
            writer.beginArray()
            for (index, url) in parts.images.enumerated() {
                ChatImages.write(url, index: index, into: &writer)
            }
            writer.endArray()
        }
        if let audio = parts.audio { writer.member("audio", raw: audio.bytes) }
    }

    /// An answer's blocks, sorted into what a message can hold.
    private struct AnswerParts {
        var text = ""
        var refusal = ""
        var thoughts: [Reasoning] = []
        var calls: [ToolCall] = []
        var citations: [Citation] = []
        var textProof: Proof?
        var images: [String] = []
        var audio: RawJSON?

        init(_ answer: Answer) {
            for block in answer.blocks {
                switch block {
                case .text(let value):
                    text += value.text
                    citations += ChatCitations.known(value.citations)
                    textProof = value.proof ?? textProof
                case .refusal(let value): refusal += value
                case .reasoning(let value): thoughts.append(value)
                case .toolCall(let call): calls.append(call)
                case .media(let media):
                    guard media.kind == .image, let url = ChatImages.address(of: media) else {
                        continue
                    }
                    images.append(url)
                case .opaque(let opaque):
                    guard opaque.dialect == .openaiChat, opaque.type == "audio" else { continue }
                    audio = opaque.json
                case .toolResult: break
                }
            }
        }
    }
}

/// `logprobs` of a stream's chunks as those of one answer.
enum ChatLogprobs {
    /// One object with all tokens.
    static func joined(_ pieces: [RawJSON]) -> [UInt8] {
        guard pieces.count > 1 else { return pieces.first?.bytes ?? Array("null".utf8) }
        var writer = JSONWriter()
        writer.object { writer in
            for name in ["content", "refusal"] {
                let tokens = pieces.flatMap { Self.tokens(name, of: $0) }
                writer.name(text: name)
                guard !tokens.isEmpty else {
                    writer.null()
                    continue
                }
                writer.array { writer in
                    for token in tokens { writer.raw(token) }
                }
            }
        }
        return writer.take()
    }

    private static func tokens(_ name: String, of piece: RawJSON) -> [[UInt8]] {
        // What a decoder kept is JSON.
        guard let document = try? JSONDocument(piece.bytes) else { return [] }
        return document[name]?.array?.map(\.rawBytes) ?? []
    }
}
