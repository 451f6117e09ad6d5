internal import DaemonLife
internal import EventLoop
internal import Logging
internal import Store

/// Deletes what is too old, some rows at a time so that records never wait long.
final class Housekeeping {
    /// Rows deleted since the start.
    private(set) var deleted: UInt64 = 0
    private let reactor: Reactor
    private let journal: Journal
    private let retention: Retention
    private let log: Logger
    private var timer: Timer?

    init(_ reactor: Reactor, _ journal: Journal, _ retention: Retention, _ log: Logger) {
        self.reactor = reactor
        self.journal = journal
        self.retention = retention
        self.log = log
    }

    func start() {
        timer = reactor.after(Limits.housekeepingInterval) { [weak self] in self?.run() }
    }

    private func run() {
        var pause = Limits.housekeepingInterval
        do throws(StoreError) {
            if try work() { pause = Limits.housekeepingPause }
        } catch {
            log.warning("cannot delete old records, trying again", metadata: ["error": "\(error)"])
        }
        if let timer { reactor.rearm(timer, pause) }
    }

    /// One piece of work; whether there is more.
    private func work() throws(StoreError) -> Bool {
        guard journal.isOpen else { return false }
        return try journal.perform { (store) throws(StoreError) in
            let now = wallMicroseconds()
            let count = try store.deleteRecords(
                before: retention.limit(wallMicroseconds: now), limit: Limits.deletedRows)
            deleted += UInt64(count)
            if count > 0 { return true }
            if try store.releaseSomePages() { return true }
            try store.deleteProducers(before: now - Limits.producerMicroseconds)
            return false
        }
    }
}
