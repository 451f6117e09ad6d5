internal import ArgumentParser
internal import Configuration

/// A moment as people name it: "2h" ago, a date, or a moment as RFC 3339 writes it.
enum TimeArgument: Equatable, ExpressibleByArgument {
    /// So many microseconds before now.
    case ago(Int64)
    /// A day in UTC, by the microseconds since 1970 at its start.
    case day(Int64)
    /// Microseconds since 1970.
    case moment(Int64)

    private static let dayMicroseconds: Int64 = 86_400_000_000

    init?(argument: String) {
        if let span = TimeSpan(argument: argument) {
            self = .ago(span.microseconds)
        } else if let moment = Timestamp.microseconds(argument) {
            // A date alone is read as the end of that day.
            self = argument.utf8.count == 10 ? .day(moment - Self.dayMicroseconds) : .moment(moment)
        } else {
            return nil
        }
    }

    /// Where a span that begins here begins; `now` in microseconds since 1970.
    func start(now: Int64) -> Int64 {
        switch self {
        case .ago(let span): max(0, now - span)
        case .day(let start): start
        case .moment(let moment): moment
        }
    }

    /// Where a span that goes until here ends: a day is in it whole.
    func end(now: Int64) -> Int64 {
        switch self {
        case .ago, .moment: start(now: now)
        case .day(let start): start + Self.dayMicroseconds
        }
    }
}
