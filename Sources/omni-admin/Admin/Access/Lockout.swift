internal import Store

/// Counts wrong passwords and keys, and makes whoever guesses wait.
///
/// Lives in the store, since this process ends when nobody asks.
struct Lockout {
    let store: AdminStore
    /// Microseconds since 1970.
    let clock: () -> Int64

    /// Seconds that a source has to wait before it may try a password; nil when it may now.
    func wait(for source: RequestSource) throws(StoreError) -> Int? {
        let now = clock()
        if let until = try store.lockedUntil(source.failureSource) {
            // A clock that was set back must not lock anybody out for longer.
            let left = until - now
            if left > 0, left <= Limits.lockoutMicroseconds { return Self.seconds(left) }
        }
        guard !source.isLoopback else { return nil }
        let since = now - Limits.failureWindowMicroseconds
        let remote = try store.remoteFailures(since: since, until: now)
        guard remote.count >= Limits.allFailures else { return nil }
        return Self.seconds(remote.oldest + Limits.failureWindowMicroseconds - now)
    }

    /// A wrong password or key came; whether the source is locked out by it.
    func failed(_ source: RequestSource) throws(StoreError) -> Bool {
        let now = clock()
        let name = source.failureSource
        return try store.database.atomically { () throws(StoreError) in
            try store.forgetFailures(before: now - Limits.failureWindowMicroseconds, after: now)
            try store.addFailure(name, isRemote: !source.isLoopback, at: now)
            let since = now - Limits.failureWindowMicroseconds
            guard try store.failures(of: name, since: since) >= Limits.failures else {
                return false
            }
            // Its failures stay: they count among those of all addresses, and are too old before it may try again.
            try store.lock(name, until: now + Limits.lockoutMicroseconds)
            return true
        }
    }

    /// The right password came.
    func succeeded(_ source: RequestSource) throws(StoreError) {
        try store.forgetFailures(of: source.failureSource)
        try store.unlock(source.failureSource)
    }

    private static func seconds(_ microseconds: Int64) -> Int {
        Int((max(1, microseconds) + 999_999) / 1_000_000)
    }
}
