internal import CLinux
internal import Configuration
internal import DaemonLife
internal import EventLoop
internal import Glibc
internal import IPC
internal import Logging

/// One run of `omniroute up`: what systemd does elsewhere.
final class UpSession {
    private let settings: UpSettings
    private let configuration: UpConfiguration
    private let executables = Executables()
    private let lock: DirectoryLock
    private let sockets: SocketSet
    private let demoListener: TCPListener?
    private let terminal = ControllingTerminal()
    private let streams: StandardStreams
    private let reactor: Reactor
    private let supervisor: Supervisor
    private let log: Logger

    private var signals: SignalSource?
    private var bringUp: BringUp?
    private var reload: Reload?
    /// A signal came while the configuration was being read.
    private var mustReadAgain = false
    private var chores: [Chore] = []
    private var failure: CommandFailure?
    private var isStopping = false

    /// Checks everything and opens all sockets; nothing has been started when it throws.
    init(_ settings: UpSettings) throws {
        self.settings = settings
        configuration = try UpConfiguration(settings)
        let needed =
            DaemonName.allCases.map(\.program) + (configuration.wantsDemo ? [Demo.program] : [])
        for program in needed { _ = try executables.require(program) }
        try settings.data.create()
        lock = try DirectoryLock(settings.data)
        sockets = try SocketSet(
            settings.data, settings.address, admin: settings.adminAddress,
            runtimeDirectory: settings.runtimeDirectory)
        demoListener = configuration.wantsDemo ? try TCPListener.open("127.0.0.1", 0) : nil
        streams = StandardStreams()
        DescriptorLimit.raise()
        reactor = try Reactor()
        log = Logger(label: "omniroute") { _ in LogOutput(name: "omniroute") }
        supervisor = Supervisor(reactor, log: log)
    }

    /// Runs until it is told to stop.
    func run() throws {
        defer { close() }
        signals = try SignalSource(reactor) { [weak self] number in self?.signalled(number) }
        // Those that open stores take the longest, so they go first.
        for daemon in [DaemonName.route, .egress, .admin, .logd, .ingress, .translate] {
            try add(daemon)
        }
        if let demoListener { try addDemo(demoListener) }
        if configuration.ignoresOpenDoor {
            log.warning("require_api_key: false holds on loopback only; clients need a key")
        }
        supervisor.whenGivenUp = { [weak self] unit, status in self?.gaveUp(unit, status) }
        chores = choreList()
        supervisor.whenReaped = { [weak self] pid, status in
            self?.chores.forEach { $0.exited(pid, status: status) }
        }
        supervisor.whenEnded = { [weak self] in self?.reactor.stop() }
        supervisor.start()
        // It is about to be asked: its start goes beside that of the others.
        supervisor.wake(DaemonName.admin.program)
        begin()
        reactor.run()
        if let failure { throw failure }
    }

    private func begin() {
        guard !isStopping else { return }
        let bringUp = BringUp(reactor, place: sockets.place)
        self.bringUp = bringUp
        bringUp.start(configuration, demoPort: demoListener?.port) { [weak self] outcome in
            self?.cameUp(outcome)
        }
    }

    private func add(_ daemon: DaemonName) throws {
        let spec = ProgramSpec(
            name: daemon.program, path: try executables.require(daemon.program),
            arguments: daemon == .egress && settings.fetchesLoopback ? ["--fetch-loopback"] : [],
            environment: ChildEnvironment.entries(
                of: daemon, data: settings.data, place: sockets.place,
                own: ChildEnvironment.current()),
            sockets: sockets.inherited(daemon),
            rules: UnitStateMachine.Rules(isOnDemand: daemon.isOnDemand),
            niceness: daemon.niceness)
        try supervisor.add(spec, notifyPath: sockets.place.notifySocket(of: daemon.program))
    }

    private func addDemo(_ listener: TCPListener) throws {
        let spec = ProgramSpec(
            name: Demo.program, path: try executables.require(Demo.program),
            arguments: ["--with-parent"],
            environment: ChildEnvironment.base(ChildEnvironment.current()),
            sockets: [("http", listener.descriptor)],
            rules: UnitStateMachine.Rules(notifies: false, watchdog: nil))
        try supervisor.add(spec, notifyPath: "")
    }

    /// Without the path of this program there are none; everything else goes on.
    private func choreList() -> [Chore] {
        guard let program = executables.find("omniroute") else { return [] }
        return ChoreList.all(
            reactor, program: program, data: settings.data, place: sockets.place,
            own: ChildEnvironment.current(), log: log)
    }

    private func cameUp(_ outcome: BringUp.Outcome) {
        bringUp = nil
        switch outcome {
        case .failure(let failure): fail(failure)
        case .success(let found):
            Terminal.error(banner(found).text)
            streams.print("ready \(url)")
            chores.forEach { $0.start() }
            // `up` may be a service itself, in a container for example.
            ServiceManager.notify("READY=1\nSTATUS=serving \(url)")
        }
    }

    private var url: String {
        let first = sockets.door[0]
        return DoorAddress.url(host: first.host, port: first.port) + "/v1"
    }

    private func banner(_ found: BringUp.Found) -> Banner {
        Banner(
            url: url, newKey: found.key, requiresKey: found.requiresKey, hasDemo: found.hasDemo,
            exampleModel: configuration.exampleModel ?? found.model,
            configurationFile: settings.configurationFile, hasConfiguration: configuration.hasFile)
    }

    // MARK: Signals

    private func signalled(_ number: CInt) {
        switch number {
        case SIGCHLD: supervisor.reap()
        case SIGHUP where terminal.isLost: stop()
        case SIGHUP: readAgain()
        case SIGTERM, SIGINT: stop()
        default: break
        }
    }

    private func stop() {
        guard !isStopping else {
            log.warning("stopping at once")
            return supervisor.kill()
        }
        isStopping = true
        bringUp?.cancel()
        bringUp = nil
        log.notice("stopping")
        chores.forEach { $0.stop() }
        ServiceManager.notify("STOPPING=1")
        supervisor.stop()
    }

    private func fail(_ failure: CommandFailure) {
        if self.failure == nil { self.failure = failure }
        if !isStopping { stop() }
    }

    private func gaveUp(_ unit: SupervisedUnit, _ status: Int32) {
        let text = "\(unit.spec.name) cannot run with this set-up (exit status \(status))"
        // Requests are served without it, once there is a configuration.
        guard !unit.spec.rules.isOnDemand || bringUp != nil else {
            return log.error(
                "it cannot run with this set-up", metadata: ["peer": "\(unit.spec.name)"])
        }
        fail(CommandFailure(.configuration, "\(text); its message is above"))
    }

    // MARK: Configuration read again

    private func readAgain() {
        guard !isStopping, bringUp == nil else {
            return log.warning("configuration not read again: starting or stopping")
        }
        // What is being read may be what it was before this signal.
        guard reload == nil else { return mustReadAgain = true }
        mustReadAgain = false
        do throws(CommandFailure) {
            let reload = Reload(
                reactor, place: sockets.place, try UpConfiguration(settings),
                demoPort: demoListener?.port)
            self.reload = reload
            reload.start { [weak self] result in self?.reloadEnded(result) }
        } catch {
            reloaded(.failure(error))
        }
    }

    private func reloaded(_ result: FileLayer.Outcome) {
        reload = nil
        switch result {
        case .success(let applied):
            guard let reply = applied.reply else {
                return log.notice("no configuration file: what was applied holds")
            }
            // `"7"`: the number of the configuration, as an entity tag.
            let generation = reply.header("etag")?.filter { $0 != "\"" } ?? ""
            log.notice("configuration applied", metadata: ["generation": "\(generation)"])
        case .failure(let failure):
            log.error(
                "configuration not applied, the old one holds",
                metadata: ["error": "\(failure.message)"])
        }
    }

    private func reloadEnded(_ result: FileLayer.Outcome) {
        reloaded(result)
        if mustReadAgain { readAgain() }
    }

    private func close() {
        supervisor.close()
        sockets.close()
        if let demoListener { closeDescriptor(demoListener.descriptor) }
    }
}
