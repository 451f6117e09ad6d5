/// When a call may begin.
enum Admission: Equatable {
    case now
    /// At this time, in the nanoseconds of the monotonic clock, as far as is known now.
    case at(UInt64)
    /// As many calls are under way as may be: when one of them has ended.
    case full
}
