internal import ArgumentParser
internal import Configuration
internal import DaemonLife

/// A moment as people name it: "2h" or "2h ago", a date, or a moment as RFC 3339 writes it.
enum TimeArgument: Equatable, ExpressibleByArgument {
    /// So many microseconds before now.
    case ago(Int64)
    /// A date or a moment as it was given: which day that is depends on the zone, which the API knows.
    case written(String)

    init?(argument: String) {
        if let span = TimeSpan(argument: Self.withoutAgo(argument)) {
            self = .ago(span.microseconds)
        } else if Timestamp.microseconds(argument) != nil {
            self = .written(argument)
        } else {
            return nil
        }
    }

    /// "2h" of "2h ago": a length of time is that long ago anyway.
    private static func withoutAgo(_ argument: String) -> String {
        guard argument.hasSuffix("ago") else { return argument }
        var span = argument.dropLast("ago".count)
        while span.last == " " { span.removeLast() }
        return String(span)
    }

    /// As the API takes it; `now` in microseconds since 1970.
    func text(now: Int64) -> String {
        switch self {
        case .ago(let span): timestamp(wallMicroseconds: max(0, now - span))
        case .written(let text): text
        }
    }

    /// The bounds of a span as parameters of a query; a date in it is in it whole.
    static func bounds(
        since: TimeArgument?, until: TimeArgument?, now: Int64
    ) -> [APIPath.Parameter] {
        let bounds: [(String, TimeArgument?)] = [("from", since), ("until", until)]
        return bounds.compactMap { name, time in time.map { (name, $0.text(now: now)) } }
    }
}
