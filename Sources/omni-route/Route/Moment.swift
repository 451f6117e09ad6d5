/// One point in time, on both clocks that decisions need.
///
/// Everything that waits takes its time from here, so that tests make it up.
struct Moment: Equatable {
    /// Nanoseconds of a monotonic clock: for delays, which a clock that is set must not change.
    var now: UInt64
    /// Microseconds since 1970: for windows of the calendar, and for what is kept over a restart.
    var wall: Int64

    /// The moment `nanoseconds` later.
    func after(_ nanoseconds: UInt64) -> Moment {
        Moment(now: now &+ nanoseconds, wall: wall &+ Int64(clamping: nanoseconds / 1000))
    }
}
