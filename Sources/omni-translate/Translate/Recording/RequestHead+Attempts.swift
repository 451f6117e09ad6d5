internal import IPC

extension RequestHead {
    /// What the numbers of its attempts begin behind: above all that a lost process may have used.
    ///
    /// So ids of spans, which are derived from the numbers, are not used twice either.
    var attemptsBefore: UInt32 {
        // The door sends it again a few times at most.
        min(resend, 1_000) * Limits.attemptsOfASending
    }
}
