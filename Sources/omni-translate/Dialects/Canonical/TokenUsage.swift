/// Token counts of an answer (facts: translation-matrix, section 9); all counters are disjoint.
package struct TokenUsage: Sendable, Equatable {
    /// Input that was neither read from nor written to a cache.
    package var input: UInt64 = 0
    package var cacheRead: UInt64 = 0
    package var cacheWrite: UInt64 = 0
    /// Visible output.
    package var output: UInt64 = 0
    package var reasoning: UInt64 = 0
    /// Of input and output, where the provider tells.
    package var inputAudio: UInt64 = 0
    package var outputAudio: UInt64 = 0
    /// The part of `cacheWrite` that lives an hour.
    package var cacheWriteHour: UInt64 = 0
    /// Whether anything was reported; a usage of zeros or nulls is no report.
    package var isReported = false

    package init() {}

    /// All input.
    package var allInput: UInt64 { input &+ cacheRead &+ cacheWrite }
    /// All output, reasoning included.
    package var allOutput: UInt64 { output &+ reasoning }
    package var total: UInt64 { allInput &+ allOutput }
}

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
