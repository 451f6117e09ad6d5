internal import Synchronization

/// Runs work of other threads on a reactor's thread.
///
/// The queue is bounded by its users: what crosses threads are snapshots and batches, never bytes of a request.
public final class Waker: ReadinessHandler, Sendable {
    private let counter: CInt
    private let pending = Mutex<[@Sendable () -> Void]>([])

    /// Attaches to `reactor`; belongs to it until the process ends.
    public init(_ reactor: Reactor) throws(SystemError) {
        counter = try EventCounter.create()
        _ = try reactor.add(counter, .readable, self)
    }

    /// Queues `body` and wakes the reactor; callable from any thread.
    public func submit(_ body: @escaping @Sendable () -> Void) {
        let first = pending.withLock { queue in
            queue.append(body)
            return queue.count == 1
        }
        if first { EventCounter.signal(counter) }
    }

    /// Runs what was queued.
    public func ready(_ readiness: Readiness) {
        EventCounter.clear(counter)
        let work = pending.withLock { queue in
            let taken = queue
            queue = []
            return taken
        }
        for body in work { body() }
    }
}
