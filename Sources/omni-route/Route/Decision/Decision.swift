/// What is answered to an ask.
enum Decision {
    /// Call this one, after so many milliseconds.
    case lease(Candidate, delayMs: UInt32)
    /// All that is left will be free soon: choose again when one of them is, or at the time (nanoseconds of the monotonic
    /// clock) when the first of them says it will be; nil when none says so.
    case wait(until: UInt64?, [Candidate])
    /// None.
    case denied(Denial)
}
