internal import EventLoop
internal import Glibc
internal import Logging

/// One supervised program: does what its state machine decides.
final class SupervisedUnit {
    /// What is worth hearing outside.
    enum Event {
        case ready
        case gaveUp(status: Int32)
        case ended
    }

    /// What it is started with.
    let spec: ProgramSpec
    private(set) var machine: UnitStateMachine
    /// What it last said about itself.
    private(set) var statusText = ""
    /// What kept it from being started, when that was the last thing that happened.
    private(set) var spawnFailure: SystemError?

    private let reactor: Reactor
    private let log: Logger
    private let told: (SupervisedUnit, Event) -> Void
    private var notifySocket: NotifySocket?
    /// One for each start of which something may still run; the last is that of the main process.
    private var lifelines: [Lifeline] = []
    private var watches: [Int32: ProcessWatch] = [:]
    private var timer: Timer?
    private var demand: DemandWatch?
    /// Collects children that ended; called before a watched process is taken for gone without a status.
    var reap: (() -> Void)?

    /// Prepares a program; its notify socket is bound at `notifyPath` when it has one.
    init(
        _ reactor: Reactor, _ spec: ProgramSpec, notifyPath: String, log: Logger,
        told: @escaping (SupervisedUnit, Event) -> Void
    ) throws(SystemError) {
        self.reactor = reactor
        self.spec = spec
        self.log = log
        self.told = told
        machine = UnitStateMachine(spec.rules)
        guard spec.rules.notifies else { return }
        notifySocket = try NotifySocket(reactor, path: notifyPath) { [weak self] pid, message in
            self?.heard(pid, message)
        }
    }

    /// Starts it.
    func start() { perform(machine.start()) }
    /// Starts one that sleeps, because it is about to be asked.
    func wake() { perform(machine.wake()) }
    /// Asks it to stop within `patience`.
    func stop(patience: Duration) { perform(machine.stop(patience: patience)) }
    /// Ends it at once.
    func kill() { perform(machine.kill()) }

    /// Whether it has promised to serve.
    var isServing: Bool { machine.phase == .serving }
    /// Whether nothing of it runs.
    var isEnded: Bool { machine.phase == .ended }

    /// A process of this user ended, perhaps one of this program.
    func exited(_ pid: Int32, status: Int32?) {
        watches.removeValue(forKey: pid)?.close()
        perform(machine.exited(pid, status: status, at: monotonicNanoseconds()))
        dropOldLifelines()
    }

    /// Removes its notify socket.
    func close() { notifySocket?.close() }

    private func heard(_ pid: Int32, _ message: NotifyMessage) {
        if let main = message.mainProcess {
            perform(machine.mainProcess(main, at: reactor.now))
        }
        if message.isReady { perform(machine.ready(pid, at: reactor.now)) }
        if message.isAlive { perform(machine.ping(pid)) }
        if let status = message.status, pid == machine.main { statusText = status }
    }

    private func perform(_ actions: [UnitStateMachine.Action]) {
        for action in actions { perform(action) }
    }

    private func perform(_ action: UnitStateMachine.Action) {
        switch action {
        case .listen: listen()
        case .unlisten: unlisten()
        case .spawn: spawn()
        case .signal(let pid, let signal): Glibc.kill(pid, Self.number(signal))
        case .arm(let delay): arm(delay)
        case .disarm: if let timer { reactor.cancel(timer) }
        case .follow(let pid): follow(pid)
        case .announceReady: told(self, .ready)
        case .reportDeath(let status, let pause): reportDeath(status, pause)
        case .reportHang:
            log.error("gives no sign of life, killing it", metadata: ["peer": "\(spec.name)"])
        case .giveUp(let status): told(self, .gaveUp(status: status))
        case .announceEnd:
            lifelines = []
            told(self, .ended)
        }
    }

    private func listen() {
        guard let socket = spec.sockets.first(where: { $0.name == "ipc" }) else {
            preconditionFailure("what is started on demand has a socket")
        }
        do throws(SystemError) {
            demand = try DemandWatch(reactor, listener: socket.descriptor) { [weak self] in
                self?.wake()
            }
        } catch {
            // Without descriptors nothing can be watched: then it is there at once.
            log.warning(
                "cannot wait for its first caller, starting it",
                metadata: ["peer": "\(spec.name)", "error": "\(error)"])
            wake()
        }
    }

    private func unlisten() {
        demand?.close()
        demand = nil
    }

    private func spawn() {
        do throws(SystemError) {
            let lifeline = try Lifeline()
            let pid = try ChildProcess.spawn(
                spec, notifySocket: notifySocket?.path, lifeline: lifeline)
            lifeline.tie(group: pid)
            lifelines.append(lifeline)
            dropOldLifelines()
            spawnFailure = nil
            perform(machine.spawned(pid, at: monotonicNanoseconds()))
        } catch {
            spawnFailure = error
            perform(machine.spawnFailed())
        }
    }

    /// Ends what an earlier start left behind, unless a predecessor still drains.
    private func dropOldLifelines() {
        guard lifelines.count > 1, machine.retired.isEmpty else { return }
        lifelines.removeFirst(lifelines.count - 1)
    }

    private func follow(_ pid: Int32) {
        log.notice("renewed in place", metadata: ["peer": "\(spec.name)", "pid": "\(pid)"])
        let watch = ProcessWatch(reactor, pid: pid) { [weak self] in
            guard let self else { return }
            self.watches[pid] = nil
            // When it is a child by now, this brings its exit status.
            self.reap?()
            self.exited(pid, status: nil)
        }
        if let watch {
            watches[pid] = watch
        } else {
            exited(pid, status: nil)
        }
    }

    private func arm(_ delay: Duration) {
        if let timer { return reactor.rearm(timer, delay) }
        timer = reactor.after(delay) { [weak self] in
            guard let self else { return }
            self.perform(self.machine.timerFired())
        }
    }

    private func reportDeath(_ status: Int32?, _ pause: Duration) {
        var metadata: Logger.Metadata = [
            "peer": "\(spec.name)", "pause_ms": "\(nanoseconds(pause) / 1_000_000)",
        ]
        if let spawnFailure {
            metadata["error"] = "\(spawnFailure)"
            return log.error("cannot start it, trying again", metadata: metadata)
        }
        if let status { metadata["status"] = "\(Self.statusText(status))" }
        log.warning("died, starting it again", metadata: metadata)
    }

    /// An exit code, or the signal behind `128 + signal`.
    static func statusText(_ status: Int32) -> String {
        status > 128 ? "signal \(status - 128)" : "\(status)"
    }

    private static func number(_ signal: UnitStateMachine.Signal) -> CInt {
        switch signal {
        case .terminate: SIGTERM
        case .abort: SIGABRT
        case .kill: SIGKILL
        }
    }
}
