internal import EventLoop

/// The clock of query threads.
enum QueryClock {
    /// Monotonic nanoseconds.
    @Sendable static func now() -> UInt64 { monotonicNanoseconds() }
}
