internal import DaemonLife
internal import EventLoop
internal import IPC
internal import Logging
internal import NIOCore
internal import NIOPosix

/// The main thread's part of the door: lanes, listeners, the snapshot of keys, records and metrics.
final class IngressService: DaemonService {
    private let daemon: Daemon
    private let loopCount: Int
    private let sockets: [CInt]
    private let localSockets: [CInt]
    private let adminSockets: [CInt]
    private let watcher: DoorWatcher
    private let gatherer: MetricsGatherer
    private var shared: DoorShared?
    private var lanes: [NIOLoopBound<Lane>] = []
    private var listeners: [any Channel] = []
    private let route: Client
    private var door: DoorState?
    private var isDraining = false
    /// Requests that got no row in the ledger, as far as the log says so.
    private var unrecordedTold: UInt64 = 0

    init(_ daemon: Daemon) throws {
        self.daemon = daemon
        loopCount = try Self.loops()
        sockets = daemon.sockets["http"]
        localSockets = daemon.sockets["local"]
        adminSockets = daemon.sockets["admin"]
        guard !sockets.isEmpty else {
            throw StartFailure.configuration(
                "no socket named \"http\" was passed on; start this program with systemd or `omniroute up`"
            )
        }
        route = daemon.client(of: "route")
        gatherer = MetricsGatherer(daemon)
        // Set below, when `self` is whole.
        let box = PublishBox()
        watcher = DoorWatcher(route, daemon.reactor, log: daemon.log) { box.publish?($0) }
        box.publish = { [weak self] state in self?.publish(state) }
        watcher.start()
    }

    /// Breaks the circle between the service and its watcher.
    private final class PublishBox {
        var publish: ((DoorState) -> Void)?
    }

    private static func loops() throws(StartFailure) -> Int {
        guard let text = environment("OMNI_INGRESS_LOOPS") else {
            let cores = System.coreCount
            return cores <= 4 ? 1 : cores / 4
        }
        guard let count = Int(text), 1...64 ~= count else {
            throw .configuration("OMNI_INGRESS_LOOPS must be a number from 1 to 64")
        }
        return count
    }

    // MARK: Start

    func start() throws {
        let main = ReactorBound(self, waker: try Waker(daemon.reactor))
        let shared = DoorShared(
            hasAdminDoor: !adminSockets.isEmpty,
            deliver: { records in main.run { $0.take(records) } },
            gather: { finish in main.run { $0.gatherMetrics(finish) } })
        self.shared = shared
        let group = MultiThreadedEventLoopGroup(numberOfThreads: loopCount)
        lanes = try group.makeIterator().map { loop in try Self.makeLane(loop, shared) }
        let listener = HTTPListener(group: group, lanes: lanes)
        listeners = try sockets.map { try listener.open($0) }
        listeners += try adminSockets.map { try listener.open($0, for: .admin) }
        listeners += try localSockets.map { try listener.openLocal($0) }
        if let door { shared.publish(door) }
        watchStrangers()
        daemon.log.info(
            "door is open",
            metadata: ["loops": "\(loopCount)", "sockets": "\(listeners.count)"])
    }

    private static func makeLane(
        _ loop: any NIOCore.EventLoop, _ shared: DoorShared
    ) throws -> NIOLoopBound<Lane> {
        let hello = Daemon.hello(IngressDaemon.description, credit: DoorLimits.answerCredit)
        let (translate, admin) = (Daemon.socketPath("translate"), Daemon.socketPath("admin"))
        return try loop.submit {
            let lane = Lane(
                loop, shared: shared, hello: hello,
                connectAdmin: LinkConnector.unixSocket(admin, on: loop),
                connect: LinkConnector.unixSocket(translate, on: loop))
            lane.start()
            return NIOLoopBound(lane, eventLoop: loop)
        }.wait()
    }

    private func gatherMetrics(_ finish: @escaping @Sendable (String) -> Void) {
        gatherer.gather(asksAdmin: shared?.isAdminLinked ?? false, finish)
    }

    // MARK: From route and from lanes

    private func publish(_ state: DoorState) {
        door = state
        guard let shared else { return }
        let isFirst = shared.state == nil
        shared.publish(state)
        guard isFirst else { return }
        for lane in lanes { lane.eventLoop.execute { lane.value.doorOpened() } }
    }

    private func take(_ records: [Record]) {
        for record in records { daemon.records.add(record) }
        shared?.pendingRecordsChanged(by: -records.count)
    }

    private func watchStrangers() {
        _ = daemon.reactor.after(DoorLimits.strangersTold) { [weak self] in
            self?.tellStrangers()
            self?.watchStrangers()
        }
    }

    /// Says how many requests without a valid key got no row since that was said.
    private func tellStrangers() {
        guard let count = shared?.counters[.unrecorded], count > unrecordedTold else { return }
        daemon.log.warning(
            "requests without a valid key are too many for the ledger",
            metadata: ["unrecorded": "\(count - unrecordedTold)"])
        unrecordedTold = count
    }

    // MARK: DaemonService

    var health: Health {
        var notes: [String] = []
        if door == nil { notes.append("no keys from route yet") }
        if shared?.isLinked != true { notes.append("translate is not there") }
        return Health(ready: notes.isEmpty, notes: notes)
    }

    var generation: UInt64 { door?.generation ?? 0 }
    var streamCount: Int { shared?.requestCount ?? 0 }
    var connectionCount: Int { shared?.connectionCount ?? 0 }
    var retiringRequests: Int { shared?.retiringCount ?? 0 }

    /// A stop is short, because new clients wait for the next process; a renewal has time for connections that a client
    /// is about to use again.
    func drain() {
        guard !isDraining else { return }
        isDraining = true
        for listener in listeners { listener.close(promise: nil) }
        tellStrangers()
        let idle = daemon.isStopping ? DoorLimits.stopIdle : DoorLimits.renewalIdle
        for lane in lanes { lane.eventLoop.execute { lane.value.drain(idle: idle) } }
    }

    func endNow() {
        for lane in lanes { lane.eventLoop.execute { lane.value.endNow() } }
    }

    var isIdle: Bool {
        guard let shared else { return true }
        return shared.connectionCount == 0 && shared.pendingRecords == 0
    }

    func collect(_ metrics: inout MetricsWriter) {
        guard let shared else { return }
        shared.counters.collect(&metrics)
        metrics.gauge(
            "omniroute_http_connections", "Client connections open.",
            Double(shared.connectionCount))
        metrics.gauge(
            "omniroute_http_requests_running", "Requests being answered.",
            Double(shared.requestCount))
        metrics.gauge(
            "omniroute_http_resend_buffer_bytes", "Request bodies kept for sending again.",
            Double(shared.budget.usedBytes))
    }

    // MARK: Nobody asks the door for anything but what all daemons answer

    func opened(_ stream: IPC.Stream, head: RawSpan) { stream.reset(.refused) }
    func asked(_ call: Call, payload: RawSpan) { call.fail(.refused) }
    func noticed(_ kind: Kind, payload: RawSpan) {}
}
