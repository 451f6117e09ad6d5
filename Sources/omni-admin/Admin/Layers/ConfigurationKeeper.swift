internal import Configuration
internal import EventLoop
internal import Glibc
internal import IPC
internal import Logging
internal import Store

/// Keeps the configuration's layers, and changes them: one change after the other, each wholly or not at all.
///
/// A change is checked here and by route, brought to egress and then to route, and then kept; egress holds the credentials
/// of before beside the new ones until that is done. What was begun and not ended, by this process or by one that was
/// killed, is taken back before the next change.
final class ConfigurationKeeper {
    /// Who this process is, and which others live.
    struct Process {
        /// Its number.
        var id: Int32
        /// Whether a process is there.
        var isAlive: (Int32) -> Bool

        /// This one.
        static var current: Process {
            // Signal 0 is sent to nobody; kill(2) only looks.
            Process(id: getpid()) { kill($0, 0) == 0 || errno == EPERM }
        }
    }

    /// Where configurations are brought to.
    let target: any ConfigurationTarget
    let store: any LayerStore
    let log: Logger
    let process: Process
    let wallMicroseconds: () -> Int64
    let monotonic: () -> UInt64

    /// What is kept.
    var held: CurrentConfiguration
    /// Begun and not ended, as far as is known.
    var pending: KeptLayers.Pending?
    /// Whether egress may still keep a set of before that nobody needs.
    var isUnsettled = true
    /// Whether route was asked what it holds.
    var isCompared = false
    /// Told the names of connections that are others now, or whose secrets are.
    var connectionsChanged: ([String]) -> Void = { _ in }
    /// Told the generation of each configuration that is kept from now on.
    var changed: (UInt64) -> Void = { _ in }
    /// Told each row of the audit log that was kept with a change.
    var noted: (AuditEntry) -> Void = { _ in }

    private var waiting: [Waiting] = []
    /// Whether a change is on its way.
    private(set) var isRunning = false

    private struct Waiting {
        let change: LayerChange
        let finish: (Result<LayerOutcome, APIError>) -> Void
    }

    /// Reads what is kept.
    ///
    /// - Throws: What the store says, or `ConfigurationErrors` for what a later version has kept.
    init(
        store: any LayerStore, target: any ConfigurationTarget, log: Logger, process: Process,
        wallMicroseconds: @escaping () -> Int64, monotonic: @escaping () -> UInt64
    ) throws {
        self.store = store
        self.target = target
        self.log = log
        self.process = process
        self.wallMicroseconds = wallMicroseconds
        self.monotonic = monotonic
        let kept = try store.loadLayers()
        held = try CurrentConfiguration(kept)
        pending = kept.pending
    }

    /// Gives route the configuration again where it has lost it.
    func start() {
        guard held.generation > 0 || pending != nil else { return }
        enqueue(LayerChange(isTrial: true) { $0 }) { [log] result in
            if case .failure(let error) = result {
                log.warning(
                    "the daemons could not be compared with the configuration that is kept",
                    metadata: ["error": "\(error.message)"])
            }
        }
    }

    /// What is kept now; another process may have changed it.
    func read() throws(APIError) -> CurrentConfiguration {
        try refresh()
        return held
    }

    /// Both layers as one document, without secrets.
    func document() throws(APIError) -> Document { try read().merged }

    /// Changes the configuration when it is this change's turn; `finish` is called once.
    func change(
        _ change: LayerChange, finish: @escaping (Result<LayerOutcome, APIError>) -> Void
    ) {
        guard waiting.count < LayerLimits.waitingChanges else {
            return finish(
                .failure(
                    APIError(
                        .unavailable, "busy", "Too many changes wait for their turn.",
                        retryAfter: 1)))
        }
        enqueue(change, finish)
    }

    private func enqueue(
        _ change: LayerChange, _ finish: @escaping (Result<LayerOutcome, APIError>) -> Void
    ) {
        waiting.append(Waiting(change: change, finish: finish))
        if !isRunning { next() }
    }

    /// Begins with the change that waits for longest.
    private func next() {
        while !waiting.isEmpty, !isRunning {
            let first = waiting.removeFirst()
            guard first.change.isWanted() else { continue }
            isRunning = true
            let run = ChangeRun(self, first.change) { [self] result in
                isRunning = false
                first.finish(result)
                next()
            }
            run.begin()
        }
    }

    /// Looks who has begun a change and not ended it.
    func refreshPending() throws(APIError) {
        do throws(StoreError) {
            pending = try store.pending()
        } catch {
            throw APIError(store: error)
        }
    }

    /// Notes that a change begins here.
    ///
    /// - Parameters:
    ///   - reach: What it replaces.
    ///   - base: The generation that it is made from.
    /// - Throws: What the store says, or `changedElsewhere` when another process is at it, or has been faster.
    func mark(_ reach: LayerChange.Reach, after base: UInt64) throws(APIError) {
        let mark = KeptLayers.Pending(
            process: process.id, since: wallMicroseconds(), reach: reach)
        let isMarked: Bool
        do throws(StoreError) {
            isMarked = try store.begin(mark, after: base)
        } catch {
            throw APIError(store: error)
        }
        guard isMarked else { throw .changedElsewhere }
        pending = mark
    }

    /// Makes a change that was begun and not ended this process's own, so that nobody else takes it back as well.
    ///
    /// - Throws: What the store says, or `changedElsewhere` when another process was faster.
    func takeOver(_ seen: KeptLayers.Pending) throws(APIError) {
        try replacePending(
            seen,
            with: KeptLayers.Pending(
                process: process.id, since: wallMicroseconds(), reach: seen.reach))
    }

    /// Notes that nothing is going on any more.
    ///
    /// - Throws: What the store says, or `changedElsewhere` when another process has taken over what was.
    func clearPending() throws(APIError) {
        guard let pending else { return }
        try replacePending(pending, with: nil)
    }

    private func replacePending(
        _ seen: KeptLayers.Pending, with next: KeptLayers.Pending?
    ) throws(APIError) {
        let isReplaced: Bool
        do throws(StoreError) {
            isReplaced = try store.replacePending(seen, with: next)
        } catch {
            throw APIError(store: error)
        }
        guard isReplaced else { throw .changedElsewhere }
        pending = next
    }

    /// Reads what is kept again when another process has changed it.
    func refresh() throws(APIError) {
        do throws(StoreError) {
            guard try store.generation() != held.generation else { return }
            take(try store.loadLayers())
        } catch {
            throw APIError(store: error)
        }
    }

    private func take(_ kept: KeptLayers) {
        do throws(ConfigurationErrors) {
            held = try CurrentConfiguration(kept)
        } catch {
            // Of a later version: this process goes on with what it has, and can keep nothing over it.
            log.error(
                "the configuration that is kept cannot be read",
                metadata: ["error": "\(error)"])
        }
    }
}
