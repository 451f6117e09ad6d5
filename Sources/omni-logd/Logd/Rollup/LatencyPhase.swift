package import IPC

/// A part of a request's time of which percentiles are kept.
///
/// Numbers are in files: phases are added at the end only. Of most, 0 says that there was no such part, and the request
/// counts for nothing; of the wait for a place and of failures it is a length as any other, since a percentile of those
/// that waited or failed alone would be taken for one of all.
package enum LatencyPhase: Int, CaseIterable, Sendable {
    /// From arrival to the end.
    case total
    /// From arrival to the first text, tool call or finish reason.
    case firstToken
    /// Of the attempt that answered, to its first byte.
    case firstByte
    /// Waiting for decisions.
    case decide
    /// Of the attempt that answered, until connected.
    case connect
    /// Of decisions, waiting for a place at an account; of each request for which one was made.
    case queue
    /// From arrival until translate had the whole request.
    case receive
    /// In attempts that failed, and pauses between attempts; of each request with an attempt.
    case failed

    /// How many there are.
    package static let count = allCases.count

    /// Its name in answers.
    package var word: StaticString {
        switch self {
        case .total: "total"
        case .firstToken: "first_token"
        case .firstByte: "first_byte"
        case .decide: "decide"
        case .connect: "connect"
        case .queue: "queue"
        case .receive: "receive"
        case .failed: "failed"
        }
    }

    /// Its length in a row of `requests`, as SQL, and NULL where it is not known; the same as `microseconds(of:)`.
    package var expression: String {
        switch self {
        case .total: "nullif(total_us, 0)"
        case .firstToken: "nullif(time_first_token, 0)"
        case .firstByte: "nullif(time_first_byte, 0)"
        case .decide: "nullif(time_decide, 0)"
        case .connect: "nullif(time_connect, 0)"
        case .queue: "iif(time_decide > 0, time_queue, NULL)"
        case .receive: "nullif(time_receive, 0)"
        case .failed: "iif(attempts > 0, time_failed, NULL)"
        }
    }

    /// Its length in a request, in microseconds; nil where it is not known.
    package func microseconds(of request: RequestRecord) -> UInt64? {
        switch self {
        case .total: Self.known(request.totalUs)
        case .firstToken: Self.known(request.timings?.firstToken)
        case .firstByte: Self.known(request.timings?.firstByte)
        case .decide: Self.known(request.timings?.decide)
        case .connect: Self.known(request.timings?.connect)
        case .queue: request.timings.flatMap { $0.decide > 0 ? $0.queue : nil }
        case .receive: Self.known(request.timings?.receive)
        case .failed: request.attempts > 0 ? request.timings?.failed : nil
        }
    }

    private static func known(_ length: UInt64?) -> UInt64? { length == 0 ? nil : length }
}
