/// A span of time on the wall clock, as it is kept over a restart; microseconds since 1970.
struct WallSpan: Equatable {
    /// Its beginning.
    let began: Int64
    /// Its end.
    let until: Int64

    /// A stored span.
    init(began: Int64, until: Int64) {
        self.began = began
        self.until = until
    }

    /// The span between two points of the monotonic clock, in nanoseconds.
    init(from: UInt64, until: UInt64, at moment: Moment) {
        began = Self.wall(from, at: moment)
        self.until = Self.wall(until, at: moment)
    }

    /// Its length in nanoseconds; 0 when it ends before it begins.
    var length: UInt64 { Self.nanoseconds(from: began, to: until) }

    /// Nanoseconds that are left of it.
    ///
    /// Never more than its length: with a clock that was set back it would seem to begin in the future.
    func left(at moment: Moment) -> UInt64 {
        min(Self.nanoseconds(from: moment.wall, to: until), length)
    }

    /// Nanoseconds since its end; 0 before.
    func over(at moment: Moment) -> UInt64 { Self.nanoseconds(from: until, to: moment.wall) }

    private static func nanoseconds(from: Int64, to: Int64) -> UInt64 {
        let (difference, isOver) = to.subtractingReportingOverflow(from)
        guard !isOver else { return to > from ? .max : 0 }
        let (product, isLarge) = UInt64(max(0, difference)).multipliedReportingOverflow(by: 1_000)
        return isLarge ? .max : product
    }

    private static func wall(_ point: UInt64, at moment: Moment) -> Int64 {
        if point >= moment.now {
            return moment.wall &+ Int64(clamping: (point - moment.now) / 1_000)
        }
        return moment.wall &- Int64(clamping: (moment.now - point) / 1_000)
    }
}
