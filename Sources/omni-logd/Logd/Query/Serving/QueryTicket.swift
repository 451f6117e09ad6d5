internal import Synchronization

/// A piece of work that a query thread does: how long it may take, and whether it is still wanted.
package final class QueryTicket: Sendable {
    /// Monotonic nanoseconds after which it is given up.
    package let deadline: UInt64
    private let cancelled = Atomic(false)

    /// A piece of work with a deadline.
    package init(deadline: UInt64) { self.deadline = deadline }

    /// Nobody waits for it any more.
    package func cancel() { cancelled.store(true, ordering: .relaxed) }

    /// Whether it should be given up.
    package func isOver(now: UInt64) -> Bool {
        cancelled.load(ordering: .relaxed) || now > deadline
    }
}
