/// What is added up, by its place among `Measures`.
///
/// Numbers are in files: measures are added at the end only, each with a step of `DaySchema`.
package enum Measure: Int, CaseIterable, Sendable {
    /// Requests.
    case requests
    /// Calls of providers for them.
    case attempts
    /// Requests for a stream.
    case streams
    /// Requests with more than one attempt.
    case fallbacks
    /// Answers to the same question.
    case cacheExact
    /// Answers to a question that means the same.
    case cacheSemantic
    /// Answers to the same request again.
    case cacheIdempotent
    /// Input tokens.
    case input
    /// Of them, read from a cache.
    case cachedInput
    /// Of them, written to a cache.
    case cacheWrite
    /// Of these, for an hour.
    case cacheWriteHour
    /// Output tokens.
    case output
    /// Of them, reasoning.
    case reasoning
    /// Of the input, audio.
    case audioInput
    /// Of the input, pictures.
    case imageInput
    /// Of the output, audio.
    case audioOutput
    /// Of the output, pictures.
    case imageOutput
    /// Billed by use, picodollars.
    case metered
    /// What subscriptions would have cost, picodollars.
    case subscription
    /// Requests of whose cost, or of what failed attempts cost or a cached answer saved, a part is unknown.
    case unknown
    /// Failed attempts that a provider counts, picodollars.
    case failed
    /// What answers from the cache would have cost, picodollars.
    case saved
    /// Bytes from clients.
    case bytesIn
    /// Bytes to clients.
    case bytesOut
    /// Length of audio that is billed by time, milliseconds.
    case audioMs
    /// Calls of the providers' own tools.
    case serverToolCalls

    /// Those of the first step of a day's schema.
    static let first = allCases.prefix { $0 != .audioMs }

    /// How many there are.
    package static let count = allCases.count

    /// Its column in the tables of sums.
    package var column: String {
        switch self {
        case .requests: "requests"
        case .attempts: "attempts"
        case .streams: "streams"
        case .fallbacks: "fallbacks"
        case .cacheExact: "cache_exact"
        case .cacheSemantic: "cache_semantic"
        case .cacheIdempotent: "cache_idempotent"
        case .input: "input"
        case .cachedInput: "cached_input"
        case .cacheWrite: "cache_write"
        case .cacheWriteHour: "cache_write_hour"
        case .output: "output"
        case .reasoning: "reasoning"
        case .audioInput: "audio_input"
        case .imageInput: "image_input"
        case .audioOutput: "audio_output"
        case .imageOutput: "image_output"
        case .metered: "metered"
        case .subscription: "subscription"
        case .unknown: "unknown"
        case .failed: "failed"
        case .saved: "saved"
        case .bytesIn: "bytes_in"
        case .bytesOut: "bytes_out"
        case .audioMs: "audio_ms"
        case .serverToolCalls: "server_tool_calls"
        }
    }

    /// Its value in a row of `requests`, as SQL, to be read by `Measures(row:from:)`; the same as `Measures(of:)`.
    ///
    /// Of calls of tools, the message that has them: SQL cannot read it.
    package var expression: String {
        switch self {
        case .requests: "1"
        case .attempts: "attempts"
        case .streams: "stream"
        case .fallbacks: "attempts > 1"
        case .cacheExact: "cache = 1"
        case .cacheSemantic: "cache = 2"
        case .cacheIdempotent: "cache = 3"
        case .input, .cachedInput, .cacheWrite, .cacheWriteHour, .output, .reasoning, .audioInput,
            .imageInput, .audioOutput, .imageOutput, .audioMs:
            Self.bounded("iif(cache = 0, coalesce(usage_\(column), 0), 0)")
        case .metered:
            Self.bounded("iif(cost_counts IS NULL OR cost_notional, 0, coalesce(cost_total, 0))")
        case .subscription:
            Self.bounded("iif(cost_notional, coalesce(cost_total, 0), 0)")
        case .unknown:
            """
            (cost_counts IS NOT NULL AND cost_notional = 0 AND cost_total IS NULL
                OR failed_cost < 0 OR saved_cost < 0)
            """
        case .failed: Self.bounded(Self.known("failed_cost"))
        case .saved: Self.bounded(Self.known("saved_cost"))
        case .bytesIn: Self.bounded("bytes_in")
        case .bytesOut: Self.bounded("bytes_out")
        case .serverToolCalls: "iif(cache = 0, usage_tools, NULL)"
        }
    }

    /// The known part of an amount, which is negative where that is not all (`DaySchema`).
    private static func known(_ column: String) -> String {
        "iif(\(column) < 0, -1 - \(column), \(column))"
    }

    private static func bounded(_ expression: String) -> String {
        "min(\(expression), \(Measures.most))"
    }
}
