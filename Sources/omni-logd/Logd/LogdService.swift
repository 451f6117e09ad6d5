internal import DaemonLife
internal import EventLoop
internal import Glibc
internal import IPC
internal import Logging
internal import Store

/// Binds the parts to the daemon: takes batches, settings and commands, keeps time, tells health.
final class LogdService: DaemonService {
    private let daemon: Daemon
    private let ledger: Ledger
    private let group: GroupCommit
    private let queries: LedgerQueries
    private let traces: TraceExport
    private let housekeeping: Housekeeping
    private var gathering: Timer?
    private var moving: Timer?
    /// This life of this process, as a producer of console lines.
    private let producer: String
    private var nextLine: UInt64 = 1

    init(_ daemon: Daemon) throws {
        self.daemon = daemon
        let log = daemon.log
        var environment = LedgerEnvironment(
            folder: try daemon.stateDirectory(), wallMicroseconds: wallMicroseconds,
            timestamp: timestamp(wallMicroseconds:))
        environment.youngLog = Limits.youngLog
        environment.whenSetAside = { name, reason in
            log.error(
                "damaged file set aside, a new one begun",
                metadata: ["file": "\(name)", "error": "\(reason)"])
        }
        environment.whenBodiesFail = { reason in
            log.warning("bodies not stored", metadata: ["error": "\(reason)"])
        }
        ledger = Ledger(environment)
        group = GroupCommit(ledger)
        queries = try LedgerQueries(daemon.reactor, ledger)
        traces = TraceExport(
            daemon.reactor, client: daemon.client(of: "egress"), version: omniVersion, log: log)
        housekeeping = Housekeeping(daemon.reactor, ledger, log)
        producer = "\(daemon.description.name)-\(getpid())-\(wallMicroseconds())"
    }

    func start() throws {
        do throws(StoreError) {
            try ledger.open()
        } catch {
            if case .newerDatabase = error {
                throw StartFailure.configuration("\(ledger.environment.folder): \(error)")
            }
            // Producers keep their records; each commit tries to open the files again.
            daemon.log.error(
                "cannot open the records, trying again",
                metadata: ["folder": "\(ledger.environment.folder)", "error": "\(error)"])
        }
        traces.apply(ledger.settings.telemetry)
        daemon.whenConsole = { [weak self] lines in self?.note(lines) }
        housekeeping.start()
    }

    // MARK: Peers

    func opened(_ stream: Stream, head: RawSpan) {
        guard stream.kind == .ledgerQuery else {
            return stream.reset(.refused, "logd opens no such stream")
        }
        queries.opened(stream, head: head)
    }

    func asked(_ call: Call, payload: RawSpan) {
        do throws(WireError) {
            switch call.kind {
            case .records: try takeRecords(call, payload)
            case .ledgerApply: apply(try LedgerSettings(wire: payload), call)
            case .ledgerCommand: obey(try LedgerCommand(wire: payload), call)
            default: call.fail(.refused, "logd answers no such call")
            }
        } catch {
            call.fail(.protocol, "\(error)")
        }
    }

    func noticed(_ kind: Kind, payload: RawSpan) {}

    private func takeRecords(_ call: Call, _ payload: RawSpan) throws(WireError) {
        // Known before the batch is decoded: producers ask again ten times a second.
        guard !group.isPaused(now: daemon.reactor.now) else {
            return call.fail(.overloaded, "records cannot be stored now")
        }
        add(try RecordBatch(wire: payload), call)
    }

    // MARK: Settings and commands

    private func apply(_ settings: LedgerSettings, _ call: Call) {
        do throws(StoreError) {
            try ledger.apply(settings)
            traces.apply(settings.telemetry)
            housekeeping.hasten()
            call.reply(ApplyResult(ok: true))
        } catch {
            call.reply(ApplyResult(ok: false, error: "\(error)"))
        }
    }

    private func obey(_ command: LedgerCommand, _ call: Call) {
        switch command.action {
        case .deleteBodies:
            do throws(StoreError) {
                try ledger.deleteBodies()
                call.reply(ApplyResult(ok: true))
            } catch {
                call.reply(ApplyResult(ok: false, error: "\(error)"))
            }
        case .deleteBefore:
            housekeeping.deleteDays(before: command.beforeUnixUs) { error in
                call.reply(ApplyResult(ok: error == nil, error: error.map { "\($0)" } ?? ""))
            }
        case .check:
            queries.check { problems in
                call.reply(
                    ApplyResult(ok: problems.isEmpty, error: problems.joined(separator: "\n")))
            }
        case .actionNone:
            call.reply(ApplyResult(ok: false, error: "logd knows no such command"))
        }
    }

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
        // Listing rows that nobody waits for would copy each of them.
        ledger.collecting = queries.count > 0 || traces.isOn
        let report = group.commit(now: monotonicNanoseconds(), clock: monotonicNanoseconds)
        if let report {
            tell(report)
            pass(report)
            if ledger.isMovingDue { moveLogsSoon() }
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
        if report.expired > 0 {
            daemon.log.info(
                "records of days that are gone or cannot be opened",
                metadata: ["count": "\(report.expired)"])
        }
    }

    /// What is on disk goes to those who follow, and to the collector of traces.
    private func pass(_ report: CommitReport) {
        queries.committed(report.requests)
        queries.committed(console: report.console)
        guard traces.isOn else { return }
        // What stands in another's place has the spans of that one.
        for row in report.requests where row.replaced == nil {
            traces.committed(Record(entry: .request(row.request)))
        }
        for row in report.attempts { traces.committed(Record(entry: .attempt(row))) }
    }

    /// This daemon's own log lines.
    private func note(_ lines: [ConsoleRecord]) {
        let report = ledger.note(lines, producer: producer, first: nextLine)
        nextLine += UInt64(lines.count)
        group.count(report)
        queries.committed(console: report.console)
    }

    /// After the answers have left: moving a log waits for the disk.
    private func moveLogsSoon() {
        if let moving { return daemon.reactor.rearm(moving, .zero) }
        moving = daemon.reactor.after(.zero) { [weak self] in self?.moveLogs() }
    }

    private func moveLogs() {
        do throws(StoreError) {
            try ledger.moveLogs()
        } catch {
            daemon.log.warning(
                "log not moved into the file, trying again", metadata: ["error": "\(error)"])
        }
    }

    // MARK: Life

    var health: Health {
        group.forgetFailure(now: daemon.reactor.now)
        var notes = ledger.troubles
        if let failure = group.failure {
            notes.append("records are not stored, their producers keep them: \(failure)")
        }
        if let note = traces.note { notes.append(note) }
        return Health(ready: ledger.isOpen && group.failure == nil, notes: notes)
    }

    func drain() {
        queries.drain()
        traces.drain()
    }

    var isIdle: Bool { group.waitingBatches == 0 && traces.isIdle }

    func stop() {
        commit()
        queries.stop()
        ledger.close()
    }

    func collect(_ metrics: inout MetricsWriter) {
        group.counts.collect(&metrics)
        collectStore(&metrics)
        queries.collect(&metrics)
        traces.collect(&metrics)
    }

    private func collectStore(_ metrics: inout MetricsWriter) {
        let facts = ledger.facts()
        metrics.gauge(
            "omniroute_logd_waiting_batches", "Batches waiting for their commit.",
            Double(group.waitingBatches))
        metrics.gauge(
            "omniroute_logd_held_back", "Whether records are held back for want of room.",
            ledger.holdsBack || group.failure != nil ? 1 : 0)
        if let free = facts.freeBytes {
            metrics.gauge(
                "omniroute_logd_disk_free_bytes", "Room on the disk of the ledger.",
                Double(free))
        }
        metrics.gauge("omniroute_logd_days", "Days kept.", Double(ledger.days.count))
        metrics.counter(
            "omniroute_logd_days_deleted_total", "Days deleted for their age or size.",
            ledger.daysDeleted)
        metrics.counter(
            "omniroute_logd_damaged_files_total", "Damaged files set aside.",
            ledger.setAsideCount)
        metrics.gauges(
            "omniroute_logd_ledger_bytes", "Size of the ledger on disk, logs included.",
            [
                (labels: [("part", "days")], value: Double(facts.dayBytes)),
                (labels: [("part", "bodies")], value: Double(facts.bodyBytes)),
                (labels: [("part", "console")], value: Double(facts.consoleBytes)),
                (labels: [("part", "derived")], value: Double(facts.derivedBytes)),
            ])
    }
}
