/// When a chore runs; pure.
///
/// One run at a time: the pause begins when a run has ended.
struct ChoreSchedule: Equatable {
    /// What the driver has to do.
    enum Action: Equatable {
        /// Calls `fired` after so long; replaces an earlier order.
        case arm(Duration)
        /// Forgets the timer.
        case disarm
        /// Starts the program.
        case spawn
        /// Asks the process to end.
        case terminate(Int32)
        /// Ends the process at once.
        case kill(Int32)
        /// It did not do its work.
        case report(status: Int32?)
    }

    private enum Phase: Equatable {
        case idle
        case waiting
        case running(Int32)
        /// It was told to end because it took too long.
        case overdue(Int32)
        case stopped
    }

    /// How long a run that is told to end has for it.
    static let patience = Duration.seconds(5)

    /// Until the first run.
    let first: Duration
    /// From the end of one run to the next.
    let pause: Duration
    /// A run takes no longer.
    let limit: Duration
    private var phase = Phase.idle

    init(first: Duration, pause: Duration, limit: Duration) {
        self.first = first
        self.pause = pause
        self.limit = limit
    }

    /// Whether a process of it runs.
    var isRunning: Bool {
        switch phase {
        case .running, .overdue: true
        case .idle, .waiting, .stopped: false
        }
    }

    /// Begins.
    mutating func start() -> [Action] {
        guard phase == .idle else { return [] }
        phase = .waiting
        return [.arm(first)]
    }

    /// The armed time is over.
    mutating func fired() -> [Action] {
        switch phase {
        case .waiting: return [.spawn]
        case .running(let pid):
            phase = .overdue(pid)
            return [.terminate(pid), .arm(Self.patience)]
        case .overdue(let pid): return [.kill(pid), .arm(Self.patience)]
        case .idle, .stopped: return []
        }
    }

    /// The driver started a process.
    mutating func spawned(_ pid: Int32) -> [Action] {
        phase = .running(pid)
        return [.arm(limit)]
    }

    /// The driver could not start one.
    mutating func spawnFailed() -> [Action] {
        phase = .waiting
        return [.report(status: nil), .arm(pause)]
    }

    /// A process ended, perhaps its own.
    mutating func exited(_ pid: Int32, status: Int32) -> [Action] {
        switch phase {
        case .running(pid), .overdue(pid):
            phase = .waiting
            return (status == 0 ? [] : [.report(status: status)]) + [.arm(pause)]
        case .idle, .waiting, .stopped, .running, .overdue: return []
        }
    }

    /// Runs no more.
    mutating func stop() -> [Action] {
        defer { phase = .stopped }
        switch phase {
        case .running(let pid), .overdue(let pid): return [.disarm, .terminate(pid)]
        case .idle, .waiting, .stopped: return [.disarm]
        }
    }
}
