@testable import Route

/// Made-up time and chance for the tests of health.
enum Simulated {
    /// The wall clock at the beginning, microseconds since 1970.
    static let wall: Int64 = 1_800_000_000_000_000
    /// The monotonic clock at the beginning: a year.
    static let now: UInt64 = 365 * 86_400 * 1_000_000_000

    /// The moment so many seconds after the beginning, with the wall clock set by `wallJump` seconds.
    static func at(_ seconds: Double, wallJump: Double = 0) -> Moment {
        Moment(now: nanoseconds(seconds), wall: microseconds(seconds + wallJump))
    }

    /// The monotonic clock so many seconds after the beginning.
    static func nanoseconds(_ seconds: Double) -> UInt64 {
        now + UInt64((seconds * 1_000_000_000).rounded())
    }

    /// The wall clock so many seconds after the beginning.
    static func microseconds(_ seconds: Double) -> Int64 {
        wall + Int64((seconds * 1_000_000).rounded())
    }
}

extension Jitter {
    /// Leaves every wait as it is.
    static var none: Jitter { Jitter { 1 << 63 } }
}
