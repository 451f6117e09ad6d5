internal import DaemonLife
internal import EventLoop
internal import Logging
internal import Store

/// Takes over what an older version left, makes its sums anew, and takes away what is too old or too large, a piece at a time so that records
/// never wait long.
final class Housekeeping {
    private let reactor: Reactor
    private let ledger: Ledger
    private let log: Logger
    private var clock = ClockGuard()
    private var timer: Timer?
    private var deletions: [Deletion] = []

    /// Days that somebody wants deleted.
    private struct Deletion {
        let before: Int64
        let done: (StoreError?) -> Void
    }

    init(_ reactor: Reactor, _ ledger: Ledger, _ log: Logger) {
        self.reactor = reactor
        self.ledger = ledger
        self.log = log
    }

    func start() {
        timer = reactor.after(Limits.housekeepingInterval) { [weak self] in self?.run() }
    }

    /// Begins soon: something was changed that may be work.
    func hasten() {
        if let timer { reactor.rearm(timer, Limits.housekeepingPause) }
    }

    /// Deletes the days that were over before a time.
    func deleteDays(before: Int64, done: @escaping (StoreError?) -> Void) {
        deletions.append(Deletion(before: before, done: done))
        hasten()
    }

    private func run() {
        var pause = Limits.housekeepingInterval
        do throws(StoreError) {
            if try work() { pause = Limits.housekeepingPause }
        } catch {
            log.warning("cannot tidy the ledger, trying again", metadata: ["error": "\(error)"])
        }
        if let timer { reactor.rearm(timer, pause) }
    }

    /// One piece of work; whether there is more.
    private func work() throws(StoreError) -> Bool {
        guard ledger.isOpen else { return !deletions.isEmpty && failDeletion() }
        if try deleteSome() { return true }
        if catchUp("take old records over", ledger.importSome) { return true }
        if catchUp("make sums anew", ledger.recountSome) { return true }
        let isTrusted = clock.isTrusted(
            wall: wallMicroseconds(), monotonic: monotonicNanoseconds())
        let isBelieved = try ledger.isDateBelieved()
        return try ledger.retain(isClockTrusted: isTrusted && isBelieved)
    }

    /// What an older version left and cannot be dealt with now keeps nothing else from its turn.
    private func catchUp(_ what: String, _ piece: () throws(StoreError) -> Bool) -> Bool {
        do throws(StoreError) {
            return try piece()
        } catch {
            log.warning("cannot \(what), trying again", metadata: ["error": "\(error)"])
            return false
        }
    }

    private func deleteSome() throws(StoreError) -> Bool {
        guard let deletion = deletions.first else { return false }
        do throws(StoreError) {
            if try !ledger.deleteDay(before: deletion.before) {
                deletions.removeFirst()
                deletion.done(nil)
            }
        } catch {
            deletions.removeFirst()
            deletion.done(error)
        }
        return true
    }

    private func failDeletion() -> Bool {
        deletions.removeFirst().done(.noRoom("the records cannot be opened"))
        return true
    }
}
