/// At most so many calls within any minute, exactly.
///
/// The times of the last calls are kept, as many as there may be in a minute: the next call may begin a minute after the one
/// that it follows by that number. A leaky bucket would need no memory, but whoever lets bursts through by one lets more than
/// the limit through in some minute.
///
/// Limits above `HealthLimits.stamps` are counted in groups of calls, each with the time of its last: a little fewer calls may
/// then begin than the limit says, and never more.
struct CallWindow {
    /// Its length in nanoseconds.
    static let length = HealthLimits.minute

    /// Calls a minute.
    let limit: UInt32
    private let groupSize: Int
    private let groups: Int
    /// A ring, begun at `oldest` when it is full.
    private var stamps: [UInt64] = []
    private var oldest = 0
    /// Calls in the newest group.
    private var used = 0

    /// A window for `limit` calls a minute, at least one.
    init(limit: UInt32) {
        self.limit = limit
        groupSize = max(1, (Int(limit) + HealthLimits.stamps - 1) / HealthLimits.stamps)
        groups = max(1, Int(limit) / groupSize)
    }

    /// A window for another limit with the calls of this one.
    func resized(to limit: UInt32) -> CallWindow {
        var window = CallWindow(limit: limit)
        // Groups of different sizes do not fit into one another. Such limits are so high that beginning anew does no harm.
        guard groupSize == 1, window.groupSize == 1 else { return window }
        let ordered = stamps[oldest...] + stamps[..<oldest]
        window.stamps = Array(ordered.suffix(window.groups))
        window.used = window.stamps.isEmpty ? 0 : 1
        return window
    }

    /// The earliest time for the next call; 0 for any.
    var next: UInt64 {
        if used > 0, used < groupSize { return 0 }
        return stamps.count < groups ? 0 : stamps[oldest] &+ Self.length
    }

    /// Counts a call, whether it was allowed or not.
    mutating func count(at moment: Moment) {
        if used > 0, used < groupSize {
            used += 1
            let newest = (oldest + stamps.count - 1) % stamps.count
            stamps[newest] = moment.now
            return
        }
        used = 1
        if stamps.count < groups {
            stamps.append(moment.now)
        } else {
            stamps[oldest] = moment.now
            oldest = (oldest + 1) % groups
        }
    }
}
