/// The deadlines of one client connection, looked at a few times a second instead of scheduling each.
package struct ConnectionAlarms {
    /// What a deadline is for.
    package enum Kind: Int, CaseIterable, Sendable {
        /// The head of a request is complete.
        case head
        /// A kept connection brings its next request.
        case idle
        /// The next body bytes come.
        case body
        /// The whole request is answered.
        case request
        /// The client takes some of its answer.
        case write
        /// The first snapshot of keys is there.
        case door
        /// Translate is there.
        case link
        /// The client closes after the end.
        case linger
    }

    /// Monotonic nanoseconds by kind; 0 when off.
    private var times = InlineArray<8, UInt64>(repeating: 0)
    private var earliest = UInt64.max

    /// No deadline.
    package init() {}

    /// Sets a deadline, or moves it.
    package mutating func set(_ kind: Kind, at time: UInt64) {
        times[kind.rawValue] = max(1, time)
        earliest = min(earliest, time)
    }

    /// Forgets a deadline.
    package mutating func clear(_ kind: Kind) {
        times[kind.rawValue] = 0
    }

    /// Forgets all deadlines.
    package mutating func clearAll() {
        times = InlineArray(repeating: 0)
        earliest = .max
    }

    /// Whether a deadline is set.
    package func isSet(_ kind: Kind) -> Bool { times[kind.rawValue] != 0 }

    /// Takes a deadline that is over at `now`; nil when there is none.
    package mutating func takeDue(at now: UInt64) -> Kind? {
        guard earliest <= now else { return nil }
        for kind in Kind.allCases where times[kind.rawValue] != 0 && times[kind.rawValue] <= now {
            times[kind.rawValue] = 0
            return kind
        }
        // Cleared or moved deadlines leave `earliest` too early; correct it when its time has come.
        earliest = .max
        for index in times.indices where times[index] != 0 {
            earliest = min(earliest, times[index])
        }
        return nil
    }
}
