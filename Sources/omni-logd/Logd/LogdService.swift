internal import DaemonLife
internal import EventLoop
internal import IPC
internal import Logging
internal import Store

/// Binds the parts to the daemon: takes batches, keeps time, tells health.
final class LogdService: DaemonService {
    private let daemon: Daemon
    private let journal: Journal
    private let group: GroupCommit
    private let queries: LogQueries
    private let housekeeping: Housekeeping
    private var gathering: Timer?
    private var moving: Timer?

    init(_ daemon: Daemon) throws {
        self.daemon = daemon
        let retention = try Retention(environment("OMNI_LOG_RETENTION_DAYS"))
        journal = Journal(
            path: try daemon.stateDirectory() + "/log.db", wallMicroseconds: wallMicroseconds,
            timestamp: timestamp(wallMicroseconds:))
        group = GroupCommit(journal)
        queries = LogQueries(journal)
        housekeeping = Housekeeping(daemon.reactor, journal, retention, daemon.log)
        journal.whenSetAside = { [log = daemon.log] name, reason in
            log.error(
                "damaged file set aside, a new one begun",
                metadata: ["file": "\(name)", "error": "\(reason)"])
        }
    }

    func start() throws {
        do throws(StoreError) {
            try journal.open()
        } catch {
            if case .newerDatabase = error {
                throw StartFailure.configuration("\(journal.path): \(error)")
            }
            // Producers keep their records; each commit tries to open the file again.
            daemon.log.error(
                "cannot open the records, trying again",
                metadata: ["file": "\(journal.path)", "error": "\(error)"])
        }
        housekeeping.start()
    }

    // MARK: Peers

    func opened(_ stream: Stream, head: RawSpan) {
        guard stream.kind == .logQuery else {
            return stream.reset(.refused, "logd opens no such stream")
        }
        queries.opened(stream, head: head)
    }

    func asked(_ call: Call, payload: RawSpan) {
        guard call.kind == .records else {
            return call.fail(.refused, "logd answers no such call")
        }
        // Known before the batch is decoded: producers ask again ten times a second.
        guard !group.isPaused(now: daemon.reactor.now) else {
            return call.fail(.overloaded, "records cannot be stored now")
        }
        do throws(WireError) {
            add(try RecordBatch(wire: payload), call)
        } catch {
            call.fail(.protocol, "\(error)")
        }
    }

    func noticed(_ kind: Kind, payload: RawSpan) {}

    // MARK: Committing

    private func add(_ batch: RecordBatch, _ call: Call) {
        let next = group.add(batch, now: daemon.reactor.now) { result in
            switch result {
            case .success(let sequence): call.reply(RecordAck(sequence: sequence))
            case .failure(let error): call.fail(error.code, error.message)
            }
        }
        switch next {
        case .nothing: break
        case .commitNow: commit()
        case .commitSoon: commitSoon()
        }
    }

    private func commitSoon() {
        if let gathering { return daemon.reactor.rearm(gathering, Limits.gathering) }
        gathering = daemon.reactor.after(Limits.gathering) { [weak self] in self?.commit() }
    }

    private func commit() {
        let failures = group.counts.failures
        let report = group.commit(now: monotonicNanoseconds(), clock: monotonicNanoseconds)
        if let report {
            tell(report)
            queries.committed(report.changed)
            if journal.logPages >= Limits.logPages { moveLogSoon() }
        } else if group.counts.failures > failures, let failure = group.failure {
            daemon.log.error(
                "records not stored, their producers keep them",
                metadata: ["error": "\(failure)", "code": "\(failure.extendedCode)"])
        }
    }

    private func tell(_ report: CommitReport) {
        for gap in report.gaps {
            daemon.log.warning(
                "producer left out numbers",
                metadata: [
                    "producer": "\(gap.producer)", "last": "\(gap.last)", "first": "\(gap.first)",
                ])
        }
        if report.unusable > 0 {
            daemon.log.warning("records not usable", metadata: ["count": "\(report.unusable)"])
        }
    }

    /// After the answers have left: moving the log waits for the disk.
    private func moveLogSoon() {
        if let moving { return daemon.reactor.rearm(moving, .zero) }
        moving = daemon.reactor.after(.zero) { [weak self] in self?.moveLog() }
    }

    private func moveLog() {
        do throws(StoreError) {
            try journal.perform { (store) throws(StoreError) in try store.database.checkpoint() }
        } catch {
            daemon.log.warning(
                "log not moved into the file, trying again", metadata: ["error": "\(error)"])
        }
    }

    // MARK: Life

    var health: Health {
        group.forgetFailure(now: daemon.reactor.now)
        var notes = journal.setAside.map { "a damaged file was set aside: \($0)" }
        if let failure = group.failure {
            notes.append("records are not stored, their producers keep them: \(failure)")
        } else if !journal.isOpen {
            notes.append("the records cannot be opened: \(journal.path)")
        }
        return Health(ready: journal.isOpen && group.failure == nil, notes: notes)
    }

    func drain() { queries.drain() }

    var isIdle: Bool { group.waitingBatches == 0 }

    func stop() {
        commit()
        journal.close()
    }

    func collect(_ metrics: inout MetricsWriter) {
        group.counts.collect(&metrics)
        metrics.gauge(
            "omniroute_logd_waiting_batches", "Batches waiting for their commit.",
            Double(group.waitingBatches))
        metrics.gauge("omniroute_logd_queries", "Queries running.", Double(queries.count))
        metrics.gauge(
            "omniroute_logd_database_bytes", "Size of the records on disk, with their log.",
            Double(journal.bytes))
        metrics.counter(
            "omniroute_logd_rows_deleted_total", "Rows deleted because of their age.",
            housekeeping.deleted)
    }
}
