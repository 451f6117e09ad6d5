internal import NIOCore

/// Writes answers as OpenAI's legacy completions, which are text and nothing else.
struct CompletionsWriter: AnswerWriter {
    private let context: AnswerContext
    private let events: EventStream

    /// Writes one answer.
    init(_ context: AnswerContext) {
        self.context = context
        events = context.events
    }

    func chunkCount(of part: Answer.Part) -> Int {
        if case .text(let text) = part { text.count } else { 0 }
    }

    mutating func chunk(
        _ index: Int, of part: Answer.Part, now: UInt64, to buffer: inout ByteBuffer
    ) {
        guard case .text(let text) = part else { return }
        let choice = choice(text.escaped(index, now: now), finish: nil)
        events.write(object(choices: [choice], usage: openUsage), to: &buffer)
    }

    mutating func finish(to buffer: inout ByteBuffer) {
        let choice = choice([], finish: context.answer.stop.chatReason)
        events.write(object(choices: [choice], usage: openUsage), to: &buffer)
        guard context.request.includesUsage else { return }
        events.write(object(choices: [], usage: #","usage":\#(raw: usage)"#), to: &buffer)
    }

    mutating func terminate(to buffer: inout ByteBuffer) {
        events.write("[DONE]", to: &buffer)
    }

    mutating func fail(to buffer: inout ByteBuffer) {
        let body = ProviderError.usual(for: 500).body
        events.write(JSONText(raw: Array(body.readableBytesView)), to: &buffer)
    }

    mutating func garbage(to buffer: inout ByteBuffer) {
        events.writeGarbage(to: &buffer)
    }

    mutating func comment(to buffer: inout ByteBuffer) {
        events.writeComment(to: &buffer)
    }

    func whole(now: UInt64) -> ByteBuffer {
        let said = context.answer.parts.flatMap { part in
            if case .text(let text) = part { text.escaped(now: now) } else { [UInt8]() }
        }
        let choice = choice(said, finish: context.answer.stop.chatReason)
        return object(choices: [choice], usage: #","usage":\#(raw: usage)"#).buffer
    }

    func empty() -> ByteBuffer {
        object(choices: [], usage: "").buffer
    }

    private var openUsage: JSONText { context.request.includesUsage ? #","usage":null"# : "" }

    private func object(choices: [JSONText], usage: JSONText) -> JSONText {
        #"""
        {"id":\#(context.identity.id),"object":"text_completion",\#
        "created":\#(context.identity.created),"model":\#(context.identity.model),\#
        "choices":\#(list: choices)\#(raw: usage)}
        """#
    }

    private func choice(_ text: [UInt8], finish: String?) -> JSONText {
        #"{"text":"\#(escaped: text)","index":0,"logprobs":null,"finish_reason":\#(finish)}"#
    }

    private var usage: JSONText {
        let usage = context.usage
        return #"""
            {"prompt_tokens":\#(usage.prompt),"completion_tokens":\#(usage.completion),\#
            "total_tokens":\#(usage.total)}
            """#
    }
}
