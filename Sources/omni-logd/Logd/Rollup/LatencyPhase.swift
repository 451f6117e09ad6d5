package import IPC

/// A part of a request's time of which percentiles are kept.
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
        }
    }

    /// Its column in `requests`.
    package var column: String {
        switch self {
        case .total: "total_us"
        case .firstToken: "time_first_token"
        case .firstByte: "time_first_byte"
        case .decide: "time_decide"
        case .connect: "time_connect"
        }
    }

    /// Its length in a request, in microseconds; 0 where it is not known.
    package func microseconds(of request: RequestRecord) -> UInt64 {
        switch self {
        case .total: request.totalUs
        case .firstToken: request.timings?.firstToken ?? 0
        case .firstByte: request.timings?.firstByte ?? 0
        case .decide: request.timings?.decide ?? 0
        case .connect: request.timings?.connect ?? 0
        }
    }
}
