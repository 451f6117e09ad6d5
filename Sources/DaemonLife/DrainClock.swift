/// When a drain does what.
///
/// Takes the loop's time, in nanoseconds. A drain for a successor lasts as long as streams do. A stop is short, and before
/// its deadline what still runs is ended, so that peers can be told and records delivered while the process is there.
struct DrainClock: Equatable {
    /// Before the deadline of a stop: time for last words, reports and records; half of a stop that is shorter than twice
    /// that.
    static let lastWords: UInt64 = 1_000_000_000

    /// The drain is over then, whatever runs.
    private(set) var deadline: UInt64
    /// What runs is ended then; nil where it was, or nobody stops.
    private var ending: UInt64?

    /// Begins at `now`, for at most `limit` nanoseconds; `isStopping`: no successor is there.
    init(now: UInt64, limit: UInt64, isStopping: Bool) {
        deadline = now &+ limit
        if isStopping { ending = Self.ending(now: now, deadline: deadline) }
    }

    /// A drain for a successor becomes a stop of at most `limit` nanoseconds.
    mutating func stops(now: UInt64, limit: UInt64) {
        deadline = max(now, min(deadline, now &+ limit))
        ending = Self.ending(now: now, deadline: deadline)
    }

    /// The same, where somebody waits for the end of the process.
    mutating func stopsAtOnce(now: UInt64) {
        stops(now: now, limit: Self.lastWords)
        ending = now
    }

    /// Whether what runs is to be ended now; true once.
    mutating func takeEnding(at now: UInt64) -> Bool {
        guard let ending, now >= ending else { return false }
        self.ending = nil
        return true
    }

    /// Whether the time is over.
    func isOver(at now: UInt64) -> Bool { now >= deadline }

    private static func ending(now: UInt64, deadline: UInt64) -> UInt64 {
        deadline &- min(lastWords, (deadline &- now) / 2)
    }
}
