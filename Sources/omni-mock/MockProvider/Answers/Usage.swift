internal import NIOCore

/// The tokens that an answer counts.
package struct Usage: Sendable, Equatable {
    /// Tokens of the request.
    package let prompt: Int

    /// Tokens of all choices.
    package let completion: Int

    /// Counts an answer.
    init(request: ChatRequest, answer: Answer) {
        prompt = request.promptTokens
        completion = answer.tokens * request.choiceCount
    }

    /// Writes `"usage":{…}`.
    func write(to buffer: inout ByteBuffer) {
        buffer.writeStaticString(#""usage":{"prompt_tokens":"#)
        buffer.writeDecimal(prompt)
        buffer.writeStaticString(#","completion_tokens":"#)
        buffer.writeDecimal(completion)
        buffer.writeStaticString(#","total_tokens":"#)
        buffer.writeDecimal(prompt + completion)
        buffer.writeStaticString(
            #","prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0}"#)
        buffer.writeStaticString(#","completion_tokens_details":{"reasoning_tokens":0"#)
        buffer.writeStaticString(
            #","audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}"#)
    }
}
