/// Times of the wall clock, in microseconds since 1970, and what they are on the monotonic one.
enum WallTime {
    /// Microseconds of a second.
    static let second: Int64 = 1_000_000

    /// When the monotonic clock, in nanoseconds, shows what will be `wall` if nobody sets the clock.
    static func monotonic(_ wall: Int64, at moment: Moment) -> UInt64 {
        Saturating.sum(moment.now, Saturating.product(microseconds(until: wall, at: moment), 1_000))
    }

    /// Microseconds until a time; 0 when it has passed.
    static func microseconds(until wall: Int64, at moment: Moment) -> UInt64 {
        wall > moment.wall ? distance(wall, moment.wall) : 0
    }

    /// Microseconds between two times.
    static func distance(_ first: Int64, _ second: Int64) -> UInt64 {
        // The true distance always fits into 64 bits without a sign.
        UInt64(bitPattern: first > second ? first &- second : second &- first)
    }
}
