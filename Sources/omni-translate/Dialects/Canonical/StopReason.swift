/// Why an answer ended.
package enum StopReason: Sendable, Equatable {
    case end
    /// One of the client's stop texts.
    case stopSequence(String?)
    case length
    /// The context window is full.
    case contextLength
    case toolCalls
    /// The provider's filter, or the model's refusal.
    case filtered
    /// anthropic: a turn of the provider's own tools is to be continued.
    case paused
    /// The model produced something unusable, such as a malformed call.
    case malformed
}
