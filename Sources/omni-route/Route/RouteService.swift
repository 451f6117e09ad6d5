internal import DaemonLife
internal import EventLoop
internal import IPC
internal import Logging

/// Connects a router to the IPC socket.
final class RouteService: DaemonService {
    private let reactor: Reactor
    private let log: Logger
    private let router: Router
    private var watchers = DoorWatchers<ObjectIdentifier>()
    private var doors: [ObjectIdentifier: DoorWatchStream] = [:]
    private var configurationsArriving = 0
    private var listsArriving = 0

    init(_ daemon: Daemon, _ router: Router) {
        reactor = daemon.reactor
        log = daemon.log
        self.router = router
    }

    func start() throws {
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
        let notes = router.table.targets.isEmpty ? ["no provider connection is configured"] : []
        return Health(ready: true, notes: notes)
    }

    func drain() {
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
                let begin = monotonicNanoseconds()
                let answer = router.answer(try RouteAsk(wire: payload), now: begin)
                call.reply(answer)
                router.counters.decisionNanoseconds += monotonicNanoseconds() &- begin
            case .routeSummary: call.reply(router.summary)
            case .keyAdd:
                let result = router.add(try KeyAdd(wire: payload), wall: wallMicroseconds())
                report(result, of: "key")
                call.reply(result)
            default: call.fail(.refused, "no such call here")
            }
        } catch {
            router.counters.malformed += 1
            call.fail(.protocol, "\(error)")
        }
    }

    func noticed(_ kind: Kind, payload: RawSpan) {
        guard kind == .routeReport else { return }
        do throws(WireError) {
            router.reported(try RouteReport(wire: payload), now: reactor.now)
        } catch {
            router.counters.malformed += 1
        }
    }

    func opened(_ stream: Stream, head: RawSpan) {
        switch stream.kind {
        case .modelsAsk: listModels(stream)
        case .modelsLearned: receiveModels(stream)
        case .doorWatch: watchDoor(stream, head)
        case .routeApply: receiveConfiguration(stream)
        default: stream.reset(.refused, "no such stream here")
        }
    }

    // MARK: Streams

    private func listModels(_ stream: Stream) {
        let bytes = router.models(now: reactor.now, wall: wallMicroseconds())
        stream.answer(ApplyResult(ok: true, generation: router.state.generation))
        BodySender.send(bytes, on: stream, reactor)
    }

    private func receiveModels(_ stream: Stream) {
        guard listsArriving < Limits.learnedAtOnce else { return stream.reset(.overloaded) }
        listsArriving += 1
        stream.handler = BodyCollector(stream, reactor, limit: Limits.learnedBytes) {
            [weak self] bytes in
            guard let self else { return }
            self.listsArriving -= 1
            guard let bytes else { return }
            self.answer(stream) { () throws(WireError) in
                self.router.learn(try ModelsLearned(bytes: bytes), wall: wallMicroseconds())
            }
        }
    }

    private func receiveConfiguration(_ stream: Stream) {
        guard configurationsArriving < Limits.configurationsAtOnce else {
            return stream.reset(.overloaded)
        }
        configurationsArriving += 1
        stream.handler = BodyCollector(stream, reactor, limit: Limits.configurationBytes) {
            [weak self] bytes in
            guard let self else { return }
            self.configurationsArriving -= 1
            guard let bytes else { return }
            self.answer(stream) { () throws(WireError) in
                let result = self.router.apply(
                    try RouteConfiguration(bytes: bytes), wall: wallMicroseconds())
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

    // MARK: Doors

    private func watchDoor(_ stream: Stream, _ head: RawSpan) {
        do throws(WireError) {
            let held = try DoorWatch(wire: head).generation
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
        let snapshot = router.door
        for token in watchers.changed() {
            doors.removeValue(forKey: token)?.answer(snapshot, reactor)
        }
    }

    // MARK: Metrics

    func collect(_ metrics: inout MetricsWriter) {
        router.expireLeases(now: reactor.now)
        RouteMetrics.collect(router, doors: watchers.count, &metrics)
    }
}
