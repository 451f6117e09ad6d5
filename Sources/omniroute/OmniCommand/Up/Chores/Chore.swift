internal import EventLoop
internal import Glibc
internal import Logging

/// A command of this program that runs now and then: what timers do under systemd.
final class Chore {
    private let spec: ProgramSpec
    private let reactor: Reactor
    private let log: Logger
    private var schedule: ChoreSchedule
    private var timer: Timer?
    /// Ends the run when this process ends.
    private var lifeline: Lifeline?

    /// Prepares a chore.
    init(_ reactor: Reactor, _ spec: ProgramSpec, _ schedule: ChoreSchedule, log: Logger) {
        self.reactor = reactor
        self.spec = spec
        self.schedule = schedule
        self.log = log
    }

    /// Begins; again is harmless.
    func start() { perform(schedule.start()) }
    /// Ends what runs, and runs no more.
    func stop() { perform(schedule.stop()) }

    /// A child of this process ended, perhaps a run of this.
    func exited(_ pid: Int32, status: Int32) {
        perform(schedule.exited(pid, status: status))
        if !schedule.isRunning { lifeline = nil }
    }

    private func perform(_ actions: [ChoreSchedule.Action]) {
        for action in actions { perform(action) }
    }

    private func perform(_ action: ChoreSchedule.Action) {
        switch action {
        case .arm(let delay): arm(delay)
        case .disarm: if let timer { reactor.cancel(timer) }
        case .spawn: spawn()
        case .terminate(let pid): Glibc.kill(pid, SIGTERM)
        case .kill(let pid): Glibc.kill(pid, SIGKILL)
        case .report(let status):
            // Its own words are above.
            let text = status.map(SupervisedUnit.statusText) ?? "not started"
            log.warning(
                "did not do its work, trying again later",
                metadata: ["peer": "\(spec.name)", "status": "\(text)"])
        }
    }

    private func arm(_ delay: Duration) {
        if let timer { return reactor.rearm(timer, delay) }
        timer = reactor.after(delay) { [weak self] in
            guard let self else { return }
            self.perform(self.schedule.fired())
        }
    }

    private func spawn() {
        do throws(SystemError) {
            let lifeline = try Lifeline()
            let pid = try ChildProcess.spawn(spec, notifySocket: nil, lifeline: lifeline)
            lifeline.tie(group: pid)
            self.lifeline = lifeline
            perform(schedule.spawned(pid))
        } catch {
            log.error(
                "cannot start it", metadata: ["peer": "\(spec.name)", "error": "\(error)"])
            perform(schedule.spawnFailed())
        }
    }
}
