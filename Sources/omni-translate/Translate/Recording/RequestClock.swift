internal import IPC

/// Where the time of a request goes while it is under way.
///
/// Takes the loop's time, in nanoseconds; tells microseconds.
struct RequestClock {
    /// How long the last decision took, and of that the wait for a place.
    private(set) var decision: (whole: UInt64, queue: UInt64) = (0, 0)
    /// What is known so far.
    private(set) var timings = Timings()
    /// When the decision that is under way was first asked for; 0 while none is.
    private var askedAt: UInt64 = 0
    /// Since when nothing is done but to wait; 0 otherwise.
    private var pausedAt: UInt64 = 0

    /// route is asked; asking it again for the same decision goes on with the same wait.
    mutating func asks(now: UInt64) {
        resumes(now: now, isFirst: false)
        if askedAt == 0 { askedAt = max(1, now) }
    }

    /// Microseconds since the decision that is under way was first asked for; 0 while none is.
    func askedFor(now: UInt64) -> UInt64 { askedAt == 0 ? 0 : (now &- askedAt) / 1000 }

    /// The decision is made; `queued`: the wait for a place in it.
    mutating func decided(now: UInt64, queued: UInt32) {
        pass(now: now, queued: queued)
        timings.decide += decision.whole
        timings.queue += decision.queue
        askedAt = 0
    }

    /// A part of it is: a question is to be embedded first.
    mutating func pass(now: UInt64, queued: UInt32) {
        let whole = askedAt == 0 ? 0 : (now &- askedAt) / 1000
        decision = (whole, min(UInt64(queued), whole))
    }

    /// The next attempt has to wait.
    mutating func pauses(now: UInt64) { pausedAt = max(1, now) }

    /// The wait is over; before a first attempt it was one for a place.
    mutating func resumes(now: UInt64, isFirst: Bool) {
        guard pausedAt > 0 else { return }
        let wait = (now &- pausedAt) / 1000
        pausedAt = 0
        guard isFirst else { return timings.failed += wait }
        decision.whole += wait
        decision.queue += wait
        timings.decide += wait
        timings.queue += wait
    }

    /// An attempt of so many microseconds came to nothing.
    mutating func failed(_ microseconds: UInt64) { timings.failed += microseconds }

    /// The answer begins.
    mutating func answers(_ response: EgressResponse?) {
        timings.connect = response?.connectUs ?? 0
        timings.firstByte = response?.firstByteUs ?? 0
    }

    /// The client was sent something of meaning, so many microseconds after the request came; only the first time counts.
    mutating func shows(after microseconds: UInt64) {
        if timings.firstToken == 0 { timings.firstToken = max(1, microseconds) }
    }
}
