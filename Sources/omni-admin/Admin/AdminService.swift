internal import Configuration
internal import Crypto
internal import DaemonLife
internal import EventLoop
internal import IPC
internal import Logging
internal import Store

/// Binds the parts to the daemon: takes requests, counts them, ends when nobody asks any more.
final class AdminService: DaemonService {
    private let daemon: Daemon
    private let context: AdminContext
    private let keeper: ConfigurationKeeper
    private let front: APIFront
    private let audit: AuditLog
    private let budget = BodyBudget()
    private let hub = EventHub()
    private var running = 0
    private var answered: UInt64 = 0
    private var refused: UInt64 = 0
    private var lastUse: UInt64
    private let idle: Duration
    private var idleTimer: Timer?

    init(_ daemon: Daemon) throws {
        self.daemon = daemon
        idle = .seconds(
            environment("OMNI_ADMIN_IDLE_SECONDS").flatMap { Int($0) } ?? Limits.idleSeconds)
        lastUse = daemon.reactor.now
        let store = try Self.openStore(try daemon.stateDirectory() + "/admin.db")
        try Self.prepareSetup(store, daemon.log)
        context = AdminContext(
            reactor: daemon.reactor, log: daemon.log, store: store,
            route: daemon.client(of: "route"), egress: daemon.client(of: "egress"),
            logd: daemon.client(of: "logd"), wallMicroseconds: wallMicroseconds)
        keeper = try Self.readableKeeper(context)
        audit = AuditLog(store: store, log: daemon.log, clock: wallMicroseconds)
        audit.whenWritten = { [hub] entry in hub.audited(entry) }
        keeper.noted = { [hub] entry in hub.audited(entry) }
        keeper.changed = { [hub] generation in
            hub.configurationChanged(to: generation, at: wallMicroseconds())
        }
        front = APIFront(
            OperationTable(Self.groups(context, keeper, hub).flatMap(\.operations)),
            Authenticator(store: store, clock: wallMicroseconds), audit)
    }

    /// All that the API can do.
    static func groups(
        _ context: AdminContext, _ keeper: ConfigurationKeeper, _ hub: EventHub = EventHub()
    ) -> [any OperationGroup] {
        let live = LiveOperations(context) { () throws(APIError) in try keeper.read().merged }
        let ledger = LedgerClients(context)
        keeper.connectionsChanged = { [quotas = live.quotas] names in quotas.forget(names) }
        return [
            AccessOperations(context),
            ManagementKeyOperations(context),
            AuditOperations(context),
            AboutOperations(
                context.store,
                health: HealthDesk(
                    ledger, live.daemons, wallMicroseconds: context.wallMicroseconds)),
            ConfiguredOperations(
                keeper, random: Crypto.randomBytes, wallMicroseconds: context.wallMicroseconds),
            live,
            LiveRequestOperations(
                requests: LiveRequestClients(context.reactor), daemons: ledger),
            LedgerOperations(
                ledger, live.daemons, schedule: schedule(context.reactor),
                wallMicroseconds: context.wallMicroseconds, merged: live.merged),
            EventOperations(
                daemons: ledger, hub: hub, schedule: schedule(context.reactor),
                stillHolds: Authenticator(
                    store: context.store, clock: context.wallMicroseconds
                ).stillHolds),
        ]
    }

    /// Timers of the loop.
    private static func schedule(_ reactor: Reactor) -> EventFeed.Schedule {
        { time, body in
            let timer = reactor.after(time, body)
            return { reactor.cancel(timer) }
        }
    }

    /// What keeps the configuration, and brings it to the daemons.
    static func keeper(_ context: AdminContext) throws -> ConfigurationKeeper {
        try ConfigurationKeeper(
            store: context.store,
            target: DaemonTarget(context.reactor, route: context.route, egress: context.egress),
            log: context.log, process: .current, wallMicroseconds: context.wallMicroseconds,
            monotonic: monotonicNanoseconds)
    }

    /// What is kept and cannot be read is so at the next start as well: only another version helps.
    private static func readableKeeper(_ context: AdminContext) throws -> ConfigurationKeeper {
        do {
            return try Self.keeper(context)
        } catch let errors as ConfigurationErrors {
            throw StartFailure.configuration(
                "the configuration that is kept cannot be read: \(errors)")
        }
    }

    /// Has the code of the first password ready to be read as long as there is no password.
    private static func prepareSetup(_ store: AdminStore, _ log: Logger) throws {
        let code = SetupCode(directory: store.directory)
        if try store.hasPassword() { return code.remove() }
        if code.current() == nil {
            log.warning(
                "the setup code cannot be written; `omniroute password set` works without",
                metadata: ["file": "\(store.directory)/\(SetupCode.fileName)"])
        }
    }

    private static func openStore(_ path: String) throws -> AdminStore {
        do throws(StoreError) {
            return try AdminStore(path: path)
        } catch {
            if case .newerDatabase = error {
                throw StartFailure.configuration("\(path): \(error)")
            }
            throw StartFailure.temporary("\(path): \(error)")
        }
    }

    func start() throws {
        keeper.start()
        watchIdleness()
    }

    // MARK: Peers

    func opened(_ stream: Stream, head: RawSpan) {
        guard stream.kind == .manage else {
            return stream.reset(.refused, "admin opens no such stream")
        }
        lastUse = daemon.reactor.now
        do throws(WireError) {
            handle(stream, try ManageRequest(wire: head))
        } catch {
            stream.reset(.protocol, "\(error)")
        }
    }

    private func handle(_ stream: Stream, _ request: ManageRequest) {
        running += 1
        let exchange = ManageExchange(stream, daemon.reactor, front, budget, daemon.log) {
            [weak self] in self?.ended()
        }
        guard running <= Limits.requests else {
            refused += 1
            return exchange.refuse(request)
        }
        exchange.begin(request)
    }

    private func ended() {
        running -= 1
        answered += 1
        lastUse = daemon.reactor.now
    }

    func asked(_ call: Call, payload: RawSpan) { call.fail(.refused, "admin answers no such call") }

    func noticed(_ kind: Kind, payload: RawSpan) {}

    // MARK: Life

    private func watchIdleness() {
        guard idle > .zero else { return }
        idleTimer = daemon.reactor.after(idle) { [weak self] in self?.checkIdleness() }
    }

    /// Ends the process when nobody has asked for a while; the next request starts it again.
    private func checkIdleness() {
        guard !daemon.isStopping, let idleTimer else { return }
        let unused = Duration.nanoseconds(Int64(clamping: daemon.reactor.now &- lastUse))
        if isIdle, daemon.openStreams == 0, unused >= idle {
            daemon.log.info("unused, going to sleep")
            return daemon.stop()
        }
        let left = isIdle ? idle - unused : idle
        daemon.reactor.rearm(idleTimer, max(left, .milliseconds(100)))
    }

    let health = Health(ready: true)

    var isIdle: Bool { running == 0 && !keeper.isRunning }

    /// Event streams would never end by themselves; their clients come again, to the next process.
    func drain() { hub.drain() }

    func stop() {
        audit.close()
        context.store.close()
    }

    func collect(_ metrics: inout MetricsWriter) {
        metrics.gauge("omniroute_admin_requests_running", "Requests under way.", Double(running))
        metrics.counter("omniroute_admin_requests_total", "Requests answered.", answered)
        metrics.counter(
            "omniroute_admin_requests_refused_total", "Requests refused because of too many.",
            refused)
        metrics.gauge(
            "omniroute_admin_event_streams", "Event streams that run.", Double(hub.count))
    }
}
