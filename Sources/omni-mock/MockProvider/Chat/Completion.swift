package import NIOCore

/// The body of an answer that is no stream.
package enum Completion {
    /// Writes a `chat.completion`.
    ///
    /// - Parameters:
    ///   - answer: What each choice holds.
    ///   - identity: What names it.
    ///   - request: What it answers.
    ///   - usage: What it counts.
    ///   - now: The monotonic time in nanoseconds.
    /// - Returns: The JSON document.
    package static func body(
        _ answer: Answer, identity: AnswerIdentity, request: PromptRequest, usage: Usage,
        now: UInt64
    ) -> ByteBuffer {
        var body = ByteBuffer()
        body.reserveCapacity(640)
        writeStart(identity, to: &body)
        body.writeStaticString(#","choices":["#)
        for index in 0..<request.choiceCount {
            if index > 0 { body.writeInteger(UInt8(ascii: ",")) }
            body.writeStaticString(#"{"index":"#)
            body.writeDecimal(index)
            body.writeStaticString(#","message":{"role":"assistant","content":"#)
            write(answer.parts, now: now, to: &body)
            body.writeStaticString(
                #","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":""#)
            body.writeString(answer.stop.chatReason)
            body.writeStaticString("\"}")
        }
        body.writeStaticString("],")
        usage.write(to: &body)
        body.writeStaticString(#","service_tier":"default","system_fingerprint":"fp_mock"}"#)
        return body
    }

    /// The same without choices, as no sane server sends it.
    static func withoutChoices(_ identity: AnswerIdentity) -> ByteBuffer {
        var body = ByteBuffer()
        writeStart(identity, to: &body)
        body.writeStaticString("}")
        return body
    }

    private static func writeStart(_ identity: AnswerIdentity, to body: inout ByteBuffer) {
        body.writeStaticString(#"{"id":""#)
        body.writeString(identity.id)
        body.writeStaticString(#"","object":"chat.completion","created":"#)
        body.writeDecimal(identity.created)
        body.writeStaticString(#","model":"#)
        body.writeJSON(identity.model)
    }

    private static func write(_ parts: [Answer.Part], now: UInt64, to body: inout ByteBuffer) {
        var hasText = false
        var calls: [ToolCall] = []
        var thoughts: AnswerText?
        for part in parts {
            switch part {
            case .text(let text):
                hasText = true
                write(text, now: now, to: &body)
            case .reasoning(let text): thoughts = text
            case .call(let call): calls.append(call)
            }
        }
        if !hasText { body.writeStaticString("null") }
        if let thoughts {
            body.writeStaticString(#","reasoning_content":"#)
            write(thoughts, now: now, to: &body)
        }
        guard !calls.isEmpty else { return }
        body.writeStaticString(#","tool_calls":["#)
        for (index, call) in calls.enumerated() {
            if index > 0 { body.writeInteger(UInt8(ascii: ",")) }
            call.write(to: &body)
        }
        body.writeInteger(UInt8(ascii: "]"))
    }

    private static func write(_ text: AnswerText, now: UInt64, to body: inout ByteBuffer) {
        body.writeInteger(UInt8(ascii: "\""))
        for index in 0..<text.count { text.write(index, now: now, to: &body) }
        body.writeInteger(UInt8(ascii: "\""))
    }
}
