package import NIOCore

/// The body of an answer that is no stream.
package enum Completion {
    /// Writes a `chat.completion`.
    ///
    /// - Parameters:
    ///   - answer: What each choice holds.
    ///   - identity: What names it.
    ///   - request: What it answers.
    ///   - now: The monotonic time in nanoseconds.
    /// - Returns: The JSON document.
    package static func body(
        _ answer: Answer, identity: AnswerIdentity, request: ChatRequest, now: UInt64
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
            write(answer.content, now: now, to: &body)
            body.writeStaticString(
                #","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":""#)
            body.writeString(answer.finishReason)
            body.writeStaticString("\"}")
        }
        body.writeStaticString("],")
        Usage(request: request, answer: answer).write(to: &body)
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

    private static func write(
        _ content: Answer.Content, now: UInt64, to body: inout ByteBuffer
    ) {
        switch content {
        case .text(let text):
            body.writeInteger(UInt8(ascii: "\""))
            for index in 0..<text.count { text.write(index, now: now, to: &body) }
            body.writeInteger(UInt8(ascii: "\""))
        case .calls(let calls):
            body.writeStaticString(#"null,"tool_calls":["#)
            for (index, call) in calls.enumerated() {
                if index > 0 { body.writeInteger(UInt8(ascii: ",")) }
                call.write(to: &body)
            }
            body.writeInteger(UInt8(ascii: "]"))
        }
    }
}
