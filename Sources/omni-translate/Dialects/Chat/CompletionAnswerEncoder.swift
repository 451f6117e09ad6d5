internal import IPC
internal import JSON

/// Writes answers of legacy completions, which hold text and nothing else (facts: openai-chat, section 12).
struct CompletionAnswerEncoder: AnswerEncoder {
    private let context: AnswerContext
    private var start = AnswerStart(id: "", model: "")
    /// Whether a block is visible text, by its number.
    private var isText: [Bool] = []
    private var stop: StopReason?
    private var usage = TokenUsage()

    init(_ context: AnswerContext) { self.context = context }

    mutating func encode(_ event: AnswerEvent, into output: inout [UInt8]) {
        switch event {
        case .start(let start): self.start = start
        case .open(_, let start):
            switch start {
            case .text, .refusal: isText.append(true)
            case .reasoning, .redactedReasoning, .toolCall, .media, .opaque: isText.append(false)
            }
        case .text(let index, let text):
            guard isText.indices.contains(index), isText[index] else { return }
            write(text, finish: nil, &output)
        case .usage(let usage): self.usage = usage
        case .stop(let reason): stop = reason
        case .arguments, .proof, .citation, .logprobs, .close: break
        }
    }

    mutating func finish(into output: inout [UInt8]) {
        write("", finish: Self.word(stop), &output)
        if context.plan.includesUsage { writeUsage(&output) }
        output += Array("data: [DONE]\n\n".utf8)
    }

    mutating func fail(_ error: GatewayError, into output: inout [UInt8]) {
        output += Array("data: ".utf8) + ChatErrors.body(error) + Array("\n\n".utf8)
    }

    /// The end of a completion, which knows no calls.
    private static func word(_ stop: StopReason?) -> StaticString {
        switch stop {
        case .length, .contextLength: "length"
        case .filtered: "content_filter"
        case .end, .stopSequence, .toolCalls, .paused, .malformed, nil: "stop"
        }
    }

    private func write(_ text: String, finish: StaticString?, _ output: inout [UInt8]) {
        output += Array("data: ".utf8)
        let head = ChatAnswerHead(start, context)
        let includesUsage = context.plan.includesUsage
        JSONWriter.append(to: &output) { writer in
            writer.object { writer in
                head.write(object: "text_completion", into: &writer)
                writer.name("choices")
                writer.array { Self.writeChoice(text, finish, into: &$0) }
                guard includesUsage else { return }
                writer.name("usage")
                writer.null()
            }
        }
        output += Array("\n\n".utf8)
    }

    private static func writeChoice(
        _ text: String, _ finish: StaticString?, into writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("text", text)
            writer.member("index", 0)
            writer.name("logprobs")
            writer.null()
            writer.name("finish_reason")
            if let finish { writer.string(finish) } else { writer.null() }
        }
    }

    private func writeUsage(_ output: inout [UInt8]) {
        output += Array("data: ".utf8)
        let head = ChatAnswerHead(start, context)
        let usage = usage
        JSONWriter.append(to: &output) { writer in
            writer.object { writer in
                head.write(object: "text_completion", into: &writer)
                writer.name("choices")
                writer.array { _ in }
                writer.name("usage")
                ChatUsage.write(usage, into: &writer)
            }
        }
        output += Array("\n\n".utf8)
    }

    /// A plain completion.
    static func whole(_ answer: Answer, _ context: AnswerContext) -> [UInt8] {
        var text = ""
        for block in answer.blocks {
            switch block {
            case .text(let value): text += value.text
            case .refusal(let value): text += value
            case .reasoning, .toolCall, .toolResult, .media, .opaque: break
            }
        }
        var writer = JSONWriter()
        writer.object { writer in
            ChatAnswerHead(answer.start, context).write(object: "text_completion", into: &writer)
            writer.name("choices")
            writer.array { writeChoice(text, word(answer.stop), into: &$0) }
            writer.name("usage")
            ChatUsage.write(answer.usage, into: &writer)
        }
        return writer.take()
    }
}
