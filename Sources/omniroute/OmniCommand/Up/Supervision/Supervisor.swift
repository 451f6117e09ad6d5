internal import CLinux
internal import EventLoop
internal import Glibc
internal import Logging

/// Starts, watches, restarts and stops programs.
final class Supervisor {
    /// Called when a program is ready, the first time and after each restart.
    var whenReady: ((SupervisedUnit) -> Void)?
    /// Called when a program cannot run with this set-up, with its exit status.
    var whenGivenUp: ((SupervisedUnit, Int32) -> Void)?
    /// Called for each child that ended, whose ever it was.
    var whenReaped: ((Int32, Int32) -> Void)?
    /// Called once all have ended after `stop` or `kill`.
    var whenEnded: (() -> Void)?

    /// The programs.
    private(set) var units: [SupervisedUnit] = []
    private let reactor: Reactor
    private let log: Logger
    private var stage: Int?

    /// A supervisor without programs.
    ///
    /// Takes over all children of this process, and their orphans.
    init(_ reactor: Reactor, log: Logger) {
        self.reactor = reactor
        self.log = log
        // Successors of renewed daemons become children once their predecessor is gone.
        _ = omni_become_subreaper()
    }

    /// Adds a program, not started yet.
    func add(_ spec: ProgramSpec, notifyPath: String) throws(SystemError) {
        let unit = try SupervisedUnit(reactor, spec, notifyPath: notifyPath, log: log) {
            [weak self] unit, event in self?.heard(unit, event)
        }
        unit.reap = { [weak self] in self?.reap() }
        units.append(unit)
    }

    /// Starts all.
    func start() {
        for unit in units where stage == nil { unit.start() }
    }

    /// Starts a program that sleeps, because it is about to be asked.
    func wake(_ name: String) {
        for unit in units where stage == nil && unit.spec.name == name { unit.wake() }
    }

    /// Collects ended children; called on SIGCHLD.
    func reap() {
        while true {
            var status: CInt = 0
            let pid = omni_reap(&status)
            guard pid > 0 else { return }
            for unit in units { unit.exited(pid, status: status) }
            whenReaped?(pid, status)
        }
    }

    /// Stops all in order; again is harmless.
    func stop() {
        guard stage == nil else { return }
        stage = 0
        stopStage()
    }

    /// Ends all at once.
    func kill() {
        stage = StopOrder.stages.count
        for unit in units { unit.kill() }
        finishIfOver()
    }

    /// Removes the sockets of the programs.
    func close() {
        for unit in units { unit.close() }
    }

    private func heard(_ unit: SupervisedUnit, _ event: SupervisedUnit.Event) {
        switch event {
        case .ready: whenReady?(unit)
        case .gaveUp(let status): whenGivenUp?(unit, status)
        case .ended: break
        }
        // Also after giving up: that program has ended too.
        if stage != nil { stopStage() }
    }

    /// Asks the programs of the current stage to stop, and goes on to the next once they have.
    private func stopStage() {
        while let current = stage, current < StopOrder.stages.count {
            let names = StopOrder.stages[current]
            let members = units.filter { names.contains($0.spec.name) }
            for unit in members { unit.stop(patience: StopOrder.patience(stage: current)) }
            // Stopping one that was not running ends it at once and has led here again.
            guard stage == current else { return }
            guard members.allSatisfy(\.isEnded) else { return }
            stage = current + 1
        }
        finishIfOver()
    }

    private func finishIfOver() {
        guard units.allSatisfy(\.isEnded), let told = whenEnded else { return }
        whenEnded = nil
        told()
    }
}
