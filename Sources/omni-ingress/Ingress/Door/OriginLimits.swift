internal import Synchronization

/// What is counted of each client, whatever its key: requests, and wrong keys.
///
/// Both tables are bounded; they forget the client that was not heard of for the longest.
package final class OriginLimits: Sendable {
    private let requests: Mutex<RecentTable<ClientOrigin, RateCounts>>
    private let guesses: Mutex<RecentTable<ClientOrigin, KeyGuesses>>

    /// Remembers so many clients of either kind.
    package init(origins: Int = DoorLimits.origins) {
        requests = Mutex(RecentTable(limit: origins))
        guesses = Mutex(RecentTable(limit: origins))
    }

    /// Counts a request if it keeps all bounds.
    package func take(
        _ origin: ClientOrigin, _ limits: RateLimits, at wall: Int64
    ) -> RateVerdict {
        guard !limits.isEmpty else { return .passed(nil) }
        return requests.withLock { table in
            table.update(origin.subscriber, initial: RateCounts()) { $0.take(limits, at: wall) }
        }
    }

    /// Seconds until keys from there are looked at again; nil when they are now.
    package func guessDelay(_ origin: ClientOrigin, at wall: Int64) -> Int? {
        guesses.withLock { $0[origin.subscriber] }?.delay(at: wall)
    }

    /// A wrong key came.
    package func guessed(_ origin: ClientOrigin, _ hash: KeyHash, at wall: Int64) {
        guesses.withLock { table in
            table.update(origin.subscriber, initial: KeyGuesses()) { $0.add(hash, at: wall) }
        }
    }
}
