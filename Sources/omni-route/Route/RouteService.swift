internal import DaemonLife
internal import EventLoop
internal import IPC
internal import Logging

/// Connects a router to the IPC socket.
final class RouteService: DaemonService, EndOfTick {
    private let reactor: Reactor
    private let log: Logger
    private let router: Router
    private var watchers = DoorWatchers<ObjectIdentifier>()
    private var doors: [ObjectIdentifier: DoorWatchStream] = [:]
    private var configurationsArriving = 0
    private var listsArriving = 0
    /// Reports taken over, answered once they are on disk.
    private var reports: [Call] = []
    /// It was logged that they cannot be written.
    private var isTroubled = false
    private var endsTick = false
    /// What is unwritten goes with the end of this tick.
    private var writesNow = false
    /// Traces go along with that, however few they are.
    private var writesAll = false
    /// Fires when what was gathered is to be written.
    private var writer: Timer?
    /// Fires when something that waits is due.
    private var alarm: Timer?
    private var alarmTime = UInt64.max
    private var isDraining = false
    /// Looks for leases that nobody will report.
    private var sweeper: Timer?
    private let ledger: LedgerPush

    init(_ daemon: Daemon, _ router: Router) {
        reactor = daemon.reactor
        log = daemon.log
        self.router = router
        let logd = daemon.client(of: "logd")
        ledger = LedgerPush(
            send: { settings, finish in
                logd.call(.ledgerApply, settings, within: .seconds(5), finish: finish)
            },
            later: { [reactor] delay, body in _ = reactor.after(delay, body) },
            refused: { [log] reason in
                log.error("logd refuses its settings", metadata: ["error": "\(reason)"])
            })
        ledger.apply(router.ledger)
        logd.whenReady = { [weak ledger] _ in ledger?.connected() }
    }

    func start() throws {
        sweep()
        router.whenChanged = { [weak self] in self?.changed() }
        let summary = router.summary
        log.notice(
            "configuration loaded",
            metadata: [
                "generation": "\(summary.generation)", "connections": "\(summary.connections)",
                "keys": "\(summary.keys)",
            ])
    }

    var health: Health {
        var notes = [router.zoneProblem, router.trouble.note].compactMap { $0 }
        if router.table.targets.isEmpty { notes.append("no provider connection is configured") }
        return Health(ready: !router.trouble.isLasting(at: reactor.now), notes: notes)
    }

    private var moment: Moment { Moment(now: reactor.now, wall: wallMicroseconds()) }

    func drain() {
        isDraining = true
        router.drain()
        sweeper.map { reactor.cancel($0) }
        writer.map { reactor.cancel($0) }
        writesAll = true
        write()
        // They would wait for ever; the door asks the successor.
        for door in doors.values { door.reset(.draining, "") }
        doors = [:]
        watchers = DoorWatchers()
    }

    // MARK: Service

    func asked(_ call: Call, payload: RawSpan) {
        do throws(WireError) {
            switch call.kind {
            case .routeAsk:
                let ask = try RouteAsk(wire: payload)
                guard !isDraining else { return call.fail(.draining) }
                let begin = monotonicNanoseconds()
                let asked = router.ask(ask, at: moment, isWanted: call.liveness) { answer in
                    if let answer { call.reply(answer) } else { call.fail(.draining) }
                }
                if !asked.isAnswered {
                    // It holds the call, and the call what is done here.
                    call.whenWithdrawn { [weak self, weak asked] in
                        if let asked { self?.withdrawn(asked) }
                    }
                }
                router.counters.decisionNanoseconds += monotonicNanoseconds() &- begin
                atTickEnd()
            case .routeReport:
                // The successor has read how things stand, and takes the rest.
                guard !isDraining else { return call.fail(.draining) }
                try takeReport(call, payload)
            case .routeSummary:
                router.catchUp(at: moment)
                call.reply(router.summary)
            case .routeCommand:
                guard !isDraining else { return call.fail(.draining) }
                let result = router.obey(try RouteCommand(wire: payload), at: moment)
                report(result, of: "order")
                call.reply(result)
                writesNow = true
                atTickEnd()
            default: call.fail(.refused, "no such call here")
            }
        } catch {
            router.counters.malformed += 1
            call.fail(.protocol, "\(error)")
        }
    }

    /// Takes over a report; it is answered once it is written.
    ///
    /// While the store takes nothing it is booked all the same, once, for others wait for the place that it gives back; and it
    /// comes again.
    private func takeReport(_ call: Call, _ payload: RawSpan) throws(WireError) {
        guard router.hasRoomForReports else {
            return call.fail(.overloaded, "too many reports are not written")
        }
        router.reported(try RouteReport(wire: payload), at: moment)
        atTickEnd()
        guard !router.trouble.isPaused(at: reactor.now) else { return failUnwritten(call) }
        reports.append(call)
    }

    private func failUnwritten(_ call: Call) {
        call.fail(.overloaded, "the store cannot be written")
    }

    private func withdrawn(_ ask: Ask) {
        router.withdraw(ask, at: moment)
        atTickEnd()
    }

    func noticed(_ kind: Kind, payload: RawSpan) {
        guard kind == .answerKeep else { return }
        do throws(WireError) {
            router.keep(try AnswerKeep(wire: payload), at: moment)
            atTickEnd()
        } catch {
            router.counters.malformed += 1
        }
    }

    func opened(_ stream: Stream, head: RawSpan) {
        switch stream.kind {
        case .modelsAsk: listModels(stream, head)
        case .routeQuery: query(stream, head)
        case .modelsLearned: receiveModels(stream)
        case .doorWatch: watchDoor(stream, head)
        case .routeApply, .routeCheck: receiveConfiguration(stream)
        default: stream.reset(.refused, "no such stream here")
        }
    }

    // MARK: Streams

    private func listModels(_ stream: Stream, _ head: RawSpan) {
        do throws(WireError) {
            let bytes = router.models(try ModelsAsk(wire: head), at: moment)
            stream.answer(ApplyResult(ok: true, generation: router.state.generation))
            StreamSender.send(bytes, on: stream, reactor)
        } catch {
            router.counters.malformed += 1
            stream.reset(.protocol, "\(error)")
        }
    }

    private func query(_ stream: Stream, _ head: RawSpan) {
        do throws(WireError) {
            let bytes = router.lines(try RouteQuery(wire: head), at: moment)
            stream.answer(ApplyResult(ok: true, generation: router.state.generation))
            StreamSender.send(bytes, on: stream, reactor)
        } catch {
            router.counters.malformed += 1
            stream.reset(.protocol, "\(error)")
        }
    }

    private func receiveModels(_ stream: Stream) {
        guard !isDraining else { return stream.reset(.draining) }
        guard listsArriving < Limits.learnedAtOnce else { return stream.reset(.overloaded) }
        listsArriving += 1
        stream.handler = StreamCollector(stream, reactor, limit: Limits.learnedBytes) {
            [weak self] bytes in
            guard let self else { return }
            self.listsArriving -= 1
            guard let bytes else { return }
            guard !self.isDraining else { return stream.reset(.draining) }
            self.answer(stream) { () throws(WireError) in
                self.router.learn(try ModelsLearned(bytes: bytes), wall: wallMicroseconds())
            }
        }
    }

    private func receiveConfiguration(_ stream: Stream) {
        guard !isDraining else { return stream.reset(.draining) }
        guard configurationsArriving < Limits.configurationsAtOnce else {
            return stream.reset(.overloaded)
        }
        configurationsArriving += 1
        stream.handler = StreamCollector(stream, reactor, limit: Limits.configurationBytes) {
            [weak self] bytes in
            guard let self else { return }
            self.configurationsArriving -= 1
            guard let bytes else { return }
            // The successor has read what is configured, and would not hear of it.
            guard !self.isDraining else { return stream.reset(.draining) }
            self.answer(stream) { () throws(WireError) in
                let configuration = try RouteConfiguration(bytes: bytes)
                guard stream.kind == .routeApply else {
                    return self.router.check(configuration, at: self.moment)
                }
                let result = self.router.apply(configuration, at: self.moment)
                self.writesNow = true
                self.atTickEnd()
                self.report(result, of: "configuration")
                return result
            }
        }
    }

    private func answer(_ stream: Stream, _ make: () throws(WireError) -> ApplyResult) {
        do throws(WireError) {
            stream.answer(try make())
            stream.end()
        } catch {
            router.counters.malformed += 1
            stream.reset(.protocol, "\(error)")
        }
    }

    private func report(_ result: ApplyResult, of what: String) {
        let fields: Logger.Metadata = ["what": "\(what)", "generation": "\(result.generation)"]
        if result.ok {
            log.notice("change taken", metadata: fields)
        } else {
            log.warning(
                "change refused", metadata: fields.merging(["error": "\(result.error)"]) { $1 })
        }
    }

    // MARK: Time and disk

    private func atTickEnd() {
        guard !endsTick else { return }
        endsTick = true
        reactor.atEndOfTick(self)
    }

    private func sweep() {
        router.catchUp(at: moment)
        router.expireLeases(at: moment)
        writesAll = true
        writesNow = true
        atTickEnd()
        if let sweeper { return reactor.rearm(sweeper, Limits.sweepInterval) }
        sweeper = reactor.after(Limits.sweepInterval) { [weak self] in self?.sweep() }
    }

    /// Whoever waits for a place is waited for; what has changed is written a little later, for many requests at once.
    func tickEnded() {
        endsTick = false
        if writesNow {
            write()
        } else {
            writeSoon()
        }
        setAlarm()
    }

    private func writeSoon() {
        if let writer {
            if !writer.isPending { reactor.rearm(writer, Limits.writeDelay) }
            return
        }
        writer = reactor.after(Limits.writeDelay) { [weak self] in self?.write() }
    }

    /// Writes what has changed, all in one transaction, then answers the reports.
    private func write() {
        writesNow = false
        let moment = self.moment
        // A store that takes nothing is tried once a second; a failed transaction costs as much as one that succeeds.
        let isTried = writesAll || !router.trouble.isPaused(at: moment.now)
        let isWritten = isTried && router.flush(at: moment, isLast: writesAll)
        writesAll = false
        let told = reports
        reports = []
        for call in told {
            if isWritten {
                call.reply(ApplyResult(ok: true, generation: router.state.generation))
            } else {
                failUnwritten(call)
            }
        }
        tellTrouble()
        warn()
    }

    /// Once when writing begins to fail, once when it works again.
    private func tellTrouble() {
        let note = router.trouble.note
        guard (note != nil) != isTroubled else { return }
        isTroubled = note != nil
        if let note {
            log.error("the store cannot be written", metadata: ["error": "\(note)"])
        } else {
            log.notice("the store is written again")
        }
    }

    /// Budgets of which four fifths are spent.
    private func warn() {
        for budget in router.budgets.takeWarnings() {
            log.notice(
                "a budget is nearly spent",
                metadata: [
                    "budget": "\(budget.name)", "subject": "\(budget.subject)",
                    "spent_usd": "\(DollarText.of(budget.spent))",
                    "limit_usd": "\(DollarText.of(budget.limit))",
                ])
        }
    }

    private func setAlarm() {
        let due = router.nextDeadline
        guard due != alarmTime else { return }
        alarmTime = due
        guard due != .max else {
            if let alarm { reactor.cancel(alarm) }
            return
        }
        let delay = Duration.nanoseconds(Int64(clamping: due > reactor.now ? due - reactor.now : 0))
        if let alarm {
            reactor.rearm(alarm, delay)
        } else {
            alarm = reactor.after(delay) { [weak self] in self?.alarmRang() }
        }
    }

    private func alarmRang() {
        alarmTime = .max
        router.due(at: moment)
        atTickEnd()
    }

    // MARK: Doors

    private func watchDoor(_ stream: Stream, _ head: RawSpan) {
        do throws(WireError) {
            let held = try DoorWatch(wire: head).generation
            router.catchUp(at: moment)
            let door = DoorWatchStream(stream) { [weak self] door in
                self?.watchers.left(ObjectIdentifier(door))
                self?.doors[ObjectIdentifier(door)] = nil
            }
            let token = ObjectIdentifier(door)
            switch watchers.watch(token, holding: held, current: router.state.generation) {
            case .answer: door.answer(router.door, reactor)
            case .refuse: stream.reset(.overloaded)
            case .wait:
                stream.handler = door
                doors[token] = door
            }
        } catch {
            router.counters.malformed += 1
            stream.reset(.protocol, "\(error)")
        }
    }

    private func changed() {
        ledger.apply(router.ledger)
        let snapshot = router.door
        for token in watchers.changed() {
            doors.removeValue(forKey: token)?.answer(snapshot, reactor)
        }
    }

    // MARK: Metrics

    func collect(_ metrics: inout MetricsWriter) {
        router.expireLeases(at: moment)
        atTickEnd()
        RouteMetrics.collect(router, doors: watchers.count, &metrics)
    }
}
