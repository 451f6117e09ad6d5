internal import Store

/// Whether what changes can be written: since when not, and why.
///
/// Pure: time comes in with every call, nanoseconds of the monotonic clock.
struct WriteTrouble {
    /// Why the last write failed; nil once one has succeeded.
    private(set) var failure: StoreError?
    /// When the first of the failed writes failed, and the last.
    private var began: UInt64 = 0
    private var latest: UInt64 = 0

    /// A write has failed.
    mutating func failed(_ error: StoreError, at now: UInt64) {
        if failure == nil { began = now }
        failure = error
        latest = now
    }

    /// All that has changed is written.
    mutating func ended() { failure = nil }

    /// Whether the store took nothing a moment ago, so that it is not tried again yet.
    func isPaused(at now: UInt64) -> Bool {
        failure != nil && now < Saturating.sum(latest, Limits.writePause)
    }

    /// Whether it lasts for so long that a person must look.
    func isLasting(at now: UInt64) -> Bool {
        failure != nil && now >= Saturating.sum(began, Limits.writePatience)
    }

    /// What to tell people; nil while all is well.
    var note: String? {
        failure.map { "reports are booked and not written, translate keeps them: \($0)" }
    }
}
