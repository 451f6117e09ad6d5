internal import NIOCore

/// The tokens that an answer counts.
package struct Usage: Sendable, Equatable {
    /// Tokens of the request, those of `cached` included.
    package let prompt: Int

    /// Tokens of the request that were read from a cache.
    package let cached: Int

    /// Tokens of all choices, those of `reasoning` included.
    package let completion: Int

    /// Tokens of all choices that are reasoning.
    package let reasoning: Int

    /// Counts an answer.
    init(request: PromptRequest, answer: Answer, directives: Directives) {
        cached = directives.cached ?? 0
        prompt = max(request.promptTokens, cached)
        completion = answer.tokens * request.choiceCount
        reasoning = answer.reasoningTokens * request.choiceCount
    }

    /// Tokens of both sides.
    var total: Int { prompt + completion }

    /// Writes `"usage":{…}` of a chat answer.
    func write(to buffer: inout ByteBuffer) {
        buffer.writeStaticString(#""usage":{"prompt_tokens":"#)
        buffer.writeDecimal(prompt)
        buffer.writeStaticString(#","completion_tokens":"#)
        buffer.writeDecimal(completion)
        buffer.writeStaticString(#","total_tokens":"#)
        buffer.writeDecimal(total)
        buffer.writeStaticString(#","prompt_tokens_details":{"cached_tokens":"#)
        buffer.writeDecimal(cached)
        buffer.writeStaticString(#","audio_tokens":0},"completion_tokens_details":{"#)
        buffer.writeStaticString(#""reasoning_tokens":"#)
        buffer.writeDecimal(reasoning)
        buffer.writeStaticString(
            #","audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}"#)
    }
}
