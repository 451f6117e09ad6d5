// DaemonLife: what every OmniRoute daemon does, written once.
//
// Adopts named sockets, logs, answers status, metrics and trace on its IPC socket, pings the watchdog, renews itself in
// place on SIGHUP, drains under a deadline on SIGTERM and ends what still runs a moment before it. A daemon's own library
// adds a `DaemonService`.
// Trusts the service manager (systemd or `omniroute up`) for sockets and directories; there is no other way to start.
internal import CLinux
internal import Glibc
public import IPC
public import Logging
public import EventLoop

/// One running daemon.
public final class Daemon {
    /// Fixed facts.
    public let description: DaemonDescription
    /// The loop everything runs on.
    public let reactor: Reactor
    /// Log of the process; per-request loggers add `request_id`.
    public let log: Logger
    /// Listening sockets passed on.
    public let sockets: InheritedSockets
    /// Delivers records to logd.
    public let records: RecordSender
    /// Takes this process's own log lines instead of `records`; for logd, which needs nobody to send them to.
    public var whenConsole: (([ConsoleRecord]) -> Void)?
    /// When the process started, wall clock microseconds.
    public let startedMicroseconds = wallMicroseconds()

    private var clients: [Client] = []
    private var server: Server?
    private var service: (any DaemonService)?
    private var front: Front?
    private var signals: SignalReader?
    private var renewal: Renewal?
    private var heartbeat: Timer?
    /// Most streams seen at a heartbeat since nothing ran.
    private var peakStreams = 0
    private static let burstStreams = 50
    private var drainTimer: Timer?
    /// When a drain does what; nil before one.
    private var clock: DrainClock?
    /// While peers that were told to go may still close their connections; 0 where nobody waits for that.
    private var leaveDeadline: UInt64 = 0
    private(set) var isDraining = false
    /// Draining to end for good, so only for seconds; false while draining for a successor.
    public private(set) var isStopping = false
    private let readyDescriptor: CInt?
    private let console: ConsoleLines

    init(_ description: DaemonDescription) throws {
        self.description = description
        reactor = try Reactor()
        let name = description.name
        let console = ConsoleLines(daemon: name, process: getpid())
        self.console = console
        log = Logger(label: name) { _ in LogOutput(name: name, console: console) }
        let inherited = ServiceManager.inheritedSockets()
        readyDescriptor = inherited[Renewal.readyName].first
        sockets = InheritedSockets(inherited.all.filter { $0.name != Renewal.readyName })
        let hello = Self.hello(description)
        let logd = Client(
            reactor, path: Self.socketPath("logd"), name: "logd", hello: hello)
        records = RecordSender(
            reactor, client: logd, producer: "\(name)-\(getpid())-\(wallMicroseconds())")
        if description.shortName != "logd" { clients.append(logd) }
    }

    /// Runs a daemon until it ends; `build` makes its service, with the sockets adopted and nothing opened yet.
    public static func main(
        _ description: DaemonDescription, build: (Daemon) throws -> any DaemonService
    ) -> Never {
        do {
            try Options.handle(description)
            let daemon = try Daemon(description)
            // First, because to whoever starts a daemon by hand this is what explains all that is missing.
            _ = try daemon.listener("ipc")
            try daemon.run(build(daemon))
            exit(0)
        } catch let failure as StartFailure {
            complain(description, "\(failure)")
            exit(failure.status)
        } catch {
            complain(description, "\(error)")
            exit(75)
        }
    }

    private static func complain(_ description: DaemonDescription, _ text: String) {
        Logger(label: description.name) { _ in LogOutput(name: description.name) }
            .critical("cannot go on", metadata: ["error": "\(text)"])
    }

    // MARK: What services use

    /// The only listening socket of that name; a missing one is a configuration failure.
    public func listener(_ name: String) throws -> CInt {
        guard let descriptor = sockets[name].first else {
            throw StartFailure.configuration(
                "no socket named \"\(name)\" was passed on; start this program with systemd or `omniroute up`"
            )
        }
        return descriptor
    }

    /// A client of another daemon ("route"), connecting once the daemon runs; of logd the one that records go by.
    public func client(of peer: String, credit: UInt32 = Limits.initialCredit) -> Client {
        if peer == "logd", let known = clients.first(where: { $0.name == peer }) { return known }
        let client = Client(
            reactor, path: Self.socketPath(peer), name: peer,
            hello: Self.hello(description, credit: credit))
        clients.append(client)
        return client
    }

    // MARK: Life

    private func run(_ service: any DaemonService) throws {
        self.service = service
        let bound = ReactorBound(self, waker: try Waker(reactor))
        console.whenFirst { bound.run { $0.deliverConsole() } }
        signals = try SignalReader(reactor) { [weak self] number in self?.signalled(number) }
        let front = Front(daemon: self, service: service)
        self.front = front
        let server = try Server(
            reactor, listener: listener("ipc"),
            hello: Self.hello(description, credit: description.credit),
            policy: PeerPolicy(description.peers), service: front)
        server.whenEvent = { [weak self] event in self?.report(event) }
        server.whenReady = { [weak front] connection in front?.watch(connection) }
        self.server = server
        for client in clients {
            client.whenLost = { [log, name = client.name] reason in
                log.info("peer lost", metadata: ["peer": "\(name)", "error": "\(reason)"])
            }
            client.start()
        }
        try service.start()
        announceReady()
        startHeartbeat()
        reactor.run()
        service.stop()
        tellLostRecords()
        log.notice("stopped")
    }

    /// Passes on what was logged.
    private func deliverConsole() {
        let lines = console.take()
        if let whenConsole { return whenConsole(lines) }
        // Without a connection to itself logd would keep them for ever.
        guard description.shortName != "logd" else { return }
        for line in lines { records.add(Record(entry: .console(line))) }
    }

    private func announceReady() {
        // MAINPID matters after a renewal, when the service manager still knows the predecessor.
        ServiceManager.notify("MAINPID=\(getpid())\nREADY=1\nSTATUS=serving")
        if let readyDescriptor { Renewal.tellPredecessor(readyDescriptor) }
        log.notice(
            "ready", metadata: ["version": "\(omniVersion)", "pid": "\(getpid())"])
    }

    private func startHeartbeat() {
        let interval = ServiceManager.watchdogInterval.map { $0 / 3 } ?? .seconds(10)
        heartbeat = reactor.after(interval) { [weak self] in
            guard let self, let heartbeat = self.heartbeat else { return }
            ServiceManager.notify("WATCHDOG=1\nSTATUS=\(self.statusLine)")
            self.releaseMemoryAfterBurst()
            self.reactor.rearm(heartbeat, interval)
        }
    }

    /// Once nothing runs any more, the memory of what ran goes back to the system.
    private func releaseMemoryAfterBurst() {
        let streams = openStreamCount
        if streams == 0, peakStreams > Self.burstStreams { omni_release_memory() }
        peakStreams = streams == 0 ? 0 : max(peakStreams, streams)
    }

    private var statusLine: String {
        let status = status()
        let state = isDraining ? "draining" : status.ready ? "serving" : "not ready"
        return
            "\(state): \(status.connections) connections, \(status.streams) streams, loop p99 \(status.loopLatencyP99Us) us, \(status.residentBytes >> 20) MiB"
    }

    private func signalled(_ number: CInt) {
        switch number {
        case SIGTERM, SIGINT: drain(within: Self.stopDrain)
        case SIGHUP: renew()
        default: break
        }
    }

    /// Seconds a stop may take: new requests wait meanwhile, so it is short.
    ///
    /// `OMNI_DRAIN_SECONDS` overrides.
    private static var stopDrain: Duration {
        .seconds(environment("OMNI_DRAIN_SECONDS").flatMap { Int($0) } ?? 5)
    }

    /// Streams that peers have open.
    public var openStreams: Int { server?.streamCount ?? 0 }

    /// Those, and the service's own.
    private var openStreamCount: Int { openStreams + (service?.streamCount ?? 0) }

    /// Who hears of the streams of a kind that peers have open, in no order.
    public func streamHandlers(of kind: Kind) -> [any StreamHandler] {
        server?.handlers(of: kind) ?? []
    }

    /// Ends the process with status 0, because nobody has wanted anything for a while.
    ///
    /// Peers are told to go and leave first, so that what they want from now on waits in the queue of the listening socket
    /// for the next life.
    public func stop() {
        guard !isDraining else { return }
        leaveDeadline = reactor.now &+ nanoseconds(Self.leaving)
        drain(within: Self.idleDrain)
    }

    /// Time that peers have to close connections without streams when the process ends by itself.
    private static let leaving = Duration.seconds(2)
    /// Time for what came in the very moment of that end.
    private static let idleDrain = Duration.seconds(10)

    /// Takes nothing new, and ends when nothing runs any more or the time is over.
    private func drain(within limit: Duration) {
        guard !isStopping else { return reactor.stop() }
        isStopping = true
        guard isDraining else {
            // A successor that is still starting would outlive the stop.
            renewal?.cancel()
            ServiceManager.notify("STOPPING=1\nSTATUS=draining")
            return beginDrain(within: limit)
        }
        // Draining for a successor. Where that was killed, the service manager waits for us before it starts another.
        if renewal?.hasEnded == true {
            clock?.stopsAtOnce(now: reactor.now)
        } else {
            clock?.stops(now: reactor.now, limit: nanoseconds(limit))
        }
    }

    private func beginDrain(within limit: Duration) {
        isDraining = true
        log.notice("draining", metadata: ["limit_ms": "\(limit.components.seconds * 1000)"])
        server?.drain(stopping: isStopping)
        service?.drain()
        deliverConsole()
        records.hasten()
        clock = DrainClock(
            now: reactor.now, limit: nanoseconds(limit), isStopping: isStopping)
        drainTimer = reactor.after(.milliseconds(10)) { [weak self] in self?.checkDrained() }
    }

    private func checkDrained() {
        if clock?.takeEnding(at: reactor.now) == true { endNow() }
        let streams = openStreamCount
        let isWritten = connections.allSatisfy { $0.output.isEmpty }
        let idle =
            streams == 0 && isWritten && service?.isIdle != false && records.isSettled
        let isLeft = reactor.now >= leaveDeadline || server?.connections.isEmpty != false
        if idle && isLeft || clock?.isOver(at: reactor.now) != false {
            if !idle {
                log.warning(
                    "drain ended early",
                    metadata: ["streams": "\(streams)", "records": "\(records.pending)"])
            }
            return reactor.stop()
        }
        records.hasten()
        if let drainTimer { reactor.rearm(drainTimer, .milliseconds(20)) }
    }

    /// The time of a stop is nearly over: what still runs ends while there is time to tell of it.
    private func endNow() {
        let streams = openStreamCount
        if streams > 0 {
            log.notice("ending what still runs", metadata: ["streams": "\(streams)"])
        }
        service?.endNow()
    }

    /// Records wait in this process alone: what logd has not taken by its end is nowhere.
    private func tellLostRecords() {
        let (rows, bodies) = (records.pendingRows, records.pendingBodies)
        guard rows > 0 || bodies > 0 else { return }
        log.error(
            "records are lost, logd did not take them",
            metadata: ["rows": "\(rows)", "bodies": "\(bodies)"])
    }

    // MARK: Renewal in place

    private func renew() {
        guard renewal == nil, !isDraining else {
            return log.warning("renewal refused: one is under way")
        }
        ServiceManager.notify("STATUS=starting a successor")
        do {
            renewal = try Renewal(reactor, sockets: sockets) { [weak self] succeeded, reason in
                self?.renewalEnded(succeeded, reason)
            }
            log.notice("successor started", metadata: ["pid": "\(renewal?.child ?? 0)"])
        } catch {
            log.error("cannot start a successor, ignoring", metadata: ["error": "\(error)"])
        }
    }

    private func renewalEnded(_ succeeded: Bool, _ reason: String) {
        guard !isStopping else { return }
        guard succeeded else {
            renewal = nil
            return log.error("successor failed, going on", metadata: ["error": "\(reason)"])
        }
        // The successor is the main process now: drain for as long as streams last, and no STOPPING=1.
        beginDrain(within: .seconds(3600))
    }

    private func report(_ event: Server.Event) {
        switch event {
        case .refused(let user, let process):
            log.warning("peer refused", metadata: ["uid": "\(user)", "pid": "\(process)"])
        case .closed(let peer, let reason):
            log.debug("peer closed", metadata: ["peer": "\(peer)", "reason": "\(reason)"])
        case .failed(let error): log.error("accept failed", metadata: ["error": "\(error)"])
        }
    }

    // MARK: Status

    /// What `omniroute status` shows.
    func status() -> DaemonStatus {
        let health = service?.health ?? Health(ready: false, notes: ["starting"])
        return DaemonStatus(
            name: description.name, pid: getpid(), version: omniVersion,
            startedUnixUs: startedMicroseconds, ready: health.ready && !isDraining,
            notes: health.notes,
            connections: UInt32(
                (server?.connections.count ?? 0) + (service?.connectionCount ?? 0)),
            streams: UInt32(openStreamCount),
            loopLatencyP50Us: reactor.latency.microseconds(share: 0.5),
            loopLatencyP99Us: reactor.latency.microseconds(share: 0.99),
            loopLatencyMaxUs: reactor.latency.maximumMicroseconds,
            residentBytes: residentBytes(), peers: clients.map(peerStatus),
            draining: isDraining, generation: service?.generation ?? 0,
            retiringRequests: UInt32(service?.retiringRequests ?? 0))
    }

    private func peerStatus(_ client: Client) -> PeerStatus {
        PeerStatus(
            name: client.name, state: client.isConnected ? "connected" : "connecting",
            pid: client.connection?.peer?.pid ?? 0, streams: UInt32(client.streamCount),
            bytesIn: client.connections.reduce(0) { $0 + $1.bytesIn },
            bytesOut: client.connections.reduce(0) { $0 + $1.bytesOut })
    }

    /// All connections, for tracing.
    var connections: [Connection] {
        (server?.connections ?? []) + clients.flatMap(\.connections)
    }

    /// Metrics of every daemon and of this one.
    public func metricsText() -> String {
        var metrics = MetricsWriter(daemon: description.shortName)
        let status = status()
        metrics.gauge(
            "omniroute_ready", "Whether a request could be served now.", status.ready ? 1 : 0)
        metrics.gauge(
            "omniroute_process_resident_memory_bytes", "Resident memory.",
            Double(status.residentBytes))
        metrics.gauge(
            "omniroute_process_start_time_seconds", "Start of the process since 1970.",
            Double(startedMicroseconds) / 1_000_000)
        metrics.gauge("omniroute_connections", "Connections open.", Double(status.connections))
        metrics.gauge("omniroute_streams", "Streams open.", Double(status.streams))
        metrics.gauge(
            "omniroute_loop_latency_p99_seconds", "Delay of events by handlers, last minute.",
            Double(status.loopLatencyP99Us) / 1_000_000)
        metrics.gauge(
            "omniroute_records_pending", "Records not yet on disk at logd.",
            Double(records.pending))
        metrics.counters(
            "omniroute_records_dropped_total", "Records given up because logd was away.",
            [
                ([("kind", "rows")], records.dropped),
                ([("kind", "bodies")], records.droppedBodies),
                ([("kind", "console")], records.droppedLines + console.dropped),
            ])
        service?.collect(&metrics)
        return metrics.text
    }
}
