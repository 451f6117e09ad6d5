/// Decides about the life of one supervised program; pure.
///
/// Times are monotonic nanoseconds. A program's processes are its main one and, after renewals in
/// place, predecessors that still drain. Only the end of the main process matters; the others may
/// go whenever they like.
struct UnitStateMachine: Equatable {
    /// How a program lives.
    enum Phase: Equatable {
        /// Not started yet.
        case idle
        /// Nothing runs; started when somebody connects to its socket.
        case sleeping
        /// Started, not ready.
        case starting
        /// Ready.
        case serving
        /// Hung; a signal is on its way to it.
        case killing
        /// Dead; started again when the pause is over.
        case pausing
        /// Asked to stop.
        case stopping
        /// Gone for good.
        case ended
    }

    /// What the driver has to do, in order.
    enum Action: Equatable {
        /// Calls `wake` once somebody connects to the program's socket.
        case listen
        /// Watches the socket no more.
        case unlisten
        /// Starts the program.
        case spawn
        /// Sends a signal to a process.
        case signal(Int32, Signal)
        /// Calls `timerFired` after so long; replaces an earlier order.
        case arm(Duration)
        /// Forgets the timer.
        case disarm
        /// Watches a process that may not be a child.
        case follow(Int32)
        /// It serves for the first time, or again.
        case announceReady
        /// It died and is started again.
        case reportDeath(status: Int32?, pause: Duration)
        /// It hangs: no sign of life in time.
        case reportHang
        /// It cannot run with this set-up; stop everything.
        case giveUp(status: Int32)
        /// Nothing of it runs any more.
        case announceEnd
    }

    /// Signals that are sent.
    enum Signal: Equatable {
        case terminate
        case abort
        case kill
    }

    /// What a program promises.
    struct Rules: Equatable {
        /// It says READY=1; else it counts as ready once started.
        var notifies = true
        /// Longest silence between signs of life; nil when it gives none.
        var watchdog: Duration? = .seconds(30)
        /// Time from start to readiness.
        var readiness = Duration.seconds(10)
        /// It is started when somebody connects to its socket, and ends by itself when nobody asks.
        var isOnDemand = false
    }

    /// Time a hung process has to write down where it hangs.
    static let abortPatience = Duration.seconds(1)
    /// Time a program has that was asked to stop a second time: to say what is lost with it.
    static let urgedPatience = Duration.milliseconds(200)
    /// A program that served this long has earned a restart without pause.
    static let soundNanoseconds: UInt64 = 10_000_000_000
    /// Exit statuses after which a restart cannot help: usage and configuration.
    static let hopeless: Set<Int32> = [64, 78]

    /// How it lives.
    private(set) var phase = Phase.idle
    /// Main process; nil when there is none.
    private(set) var main: Int32?
    /// Predecessors that still run.
    private(set) var retired: Set<Int32> = []
    /// Deaths in a row.
    private(set) var failures = 0
    private let rules: Rules
    private var readySince: UInt64?
    /// Whether a program that stops has been asked twice, or killed.
    private var isUrged = false

    /// A program that has not been started.
    init(_ rules: Rules = Rules()) { self.rules = rules }

    /// Starts it, or lets it sleep until somebody asks.
    mutating func start() -> [Action] {
        precondition(phase == .idle, "started once")
        return rules.isOnDemand ? sleep() : spawn()
    }

    /// Somebody connects to its socket, or is about to.
    mutating func wake() -> [Action] {
        phase == .sleeping ? [.unlisten] + spawn() : []
    }

    private mutating func sleep() -> [Action] {
        phase = .sleeping
        return [.disarm, .listen]
    }

    private mutating func spawn() -> [Action] {
        phase = .starting
        return [.spawn]
    }

    /// The driver started a process.
    mutating func spawned(_ pid: Int32, at now: UInt64) -> [Action] {
        main = pid
        guard rules.notifies else {
            phase = .serving
            readySince = now
            return [.disarm, .announceReady]
        }
        return [.arm(rules.readiness)]
    }

    /// The driver could not start a process.
    mutating func spawnFailed() -> [Action] {
        died(status: nil)
    }

    /// A process says it is ready.
    mutating func ready(_ pid: Int32, at now: UInt64) -> [Action] {
        guard phase == .starting, pid == main else { return [] }
        phase = .serving
        readySince = now
        return watch() + [.announceReady]
    }

    private func watch() -> [Action] {
        rules.watchdog.map { [.arm($0)] } ?? [.disarm]
    }

    /// A process says which process is the main one from now on.
    mutating func mainProcess(_ pid: Int32, at now: UInt64) -> [Action] {
        guard pid > 0, pid != main, let old = main, phase == .serving || phase == .stopping
        else { return [] }
        retired.insert(old)
        retired.remove(pid)
        main = pid
        guard phase == .stopping else {
            readySince = now
            return [.follow(pid)] + watch()
        }
        // It was renewed while the stop was on its way.
        return [.follow(pid), .signal(pid, .terminate)]
    }

    /// A sign of life.
    mutating func ping(_ pid: Int32) -> [Action] {
        phase == .serving && pid == main ? watch() : []
    }

    /// A process ended; `status` is nil when nobody could learn it.
    mutating func exited(_ pid: Int32, status: Int32?, at now: UInt64) -> [Action] {
        if retired.remove(pid) != nil { return endIfOver() }
        guard pid == main else { return [] }
        main = nil
        if phase == .stopping {
            // Nothing is served any more: no reason left to wait for what predecessors still do.
            return retired.sorted().map { .signal($0, .terminate) } + endIfOver()
        }
        if let since = readySince, now &- since >= Self.soundNanoseconds { failures = 0 }
        readySince = nil
        if let status, Self.hopeless.contains(status) { return isHopeless(status) }
        if rules.isOnDemand, status == 0 {
            failures = 0
            return sleep()
        }
        return died(status: status)
    }

    /// Nothing else needs a program that runs on demand: it may be better when it is asked for again.
    private mutating func isHopeless(_ status: Int32) -> [Action] {
        guard rules.isOnDemand else {
            phase = .ended
            return [.disarm, .giveUp(status: status)]
        }
        failures += 1
        phase = .pausing
        return [.giveUp(status: status), .arm(Self.longestPause)]
    }

    private mutating func died(status: Int32?) -> [Action] {
        let pause = Self.pause(afterFailures: failures)
        failures += 1
        let report = Action.reportDeath(status: status, pause: pause)
        guard pause > .zero else { return [.disarm, report] + startAgain() }
        phase = .pausing
        return [report, .arm(pause)]
    }

    private mutating func startAgain() -> [Action] {
        rules.isOnDemand ? sleep() : spawn()
    }

    private mutating func endIfOver() -> [Action] {
        guard phase == .stopping, main == nil, retired.isEmpty else { return [] }
        phase = .ended
        return [.disarm, .announceEnd]
    }

    private static let longestPause = Duration.seconds(1)

    /// None before the first restart, then 10 ms, doubling up to 1 s.
    static func pause(afterFailures count: Int) -> Duration {
        count == 0 ? .zero : min(.milliseconds(10 << min(count - 1, 10)), longestPause)
    }

    /// The armed time is over.
    mutating func timerFired() -> [Action] {
        switch phase {
        case .starting, .serving:
            guard let main else { return [] }
            let first: Signal = phase == .serving ? .abort : .kill
            phase = .killing
            return [.reportHang, .signal(main, first), .arm(Self.abortPatience)]
        case .killing:
            guard let main else { return [] }
            return [.signal(main, .kill), .arm(Self.abortPatience)]
        case .pausing: return startAgain()
        case .stopping: return isUrged ? kill() : urge()
        case .idle, .sleeping, .ended: return []
        }
    }

    /// Asks once more, which cuts a drain short.
    private mutating func urge() -> [Action] {
        isUrged = true
        let asked = main.map { [$0] } ?? retired.sorted()
        return asked.map { .signal($0, .terminate) } + [.arm(Self.urgedPatience)]
    }

    /// Asks it to stop; after `patience` it is asked again, and `urgedPatience` later killed.
    mutating func stop(patience: Duration) -> [Action] {
        switch phase {
        case .stopping, .ended: return []
        case .idle, .sleeping, .pausing, .starting, .serving, .killing: break
        }
        let deaf: [Action] = phase == .sleeping ? [.unlisten] : []
        phase = .stopping
        guard let main else {
            let signals = retired.sorted().map { Action.signal($0, .terminate) }
            return deaf + signals + [.arm(patience)] + endIfOver()
        }
        return [.signal(main, .terminate), .arm(patience)]
    }

    /// Ends it at once.
    mutating func kill() -> [Action] {
        guard phase != .ended else { return [] }
        let deaf: [Action] = phase == .sleeping ? [.unlisten] : []
        phase = .stopping
        isUrged = true
        let all = (main.map { [$0] } ?? []) + retired.sorted()
        return deaf + all.map { .signal($0, .kill) } + [.arm(Self.abortPatience)] + endIfOver()
    }
}
