internal import EventLoop
internal import IPC
internal import Logging
internal import Synchronization

/// Lines of this process's log on their way to logd's console: taken from any thread, given on the loop's.
///
/// Bounded: lines that come faster than the loop turns are dropped and counted. Sending them logs nothing.
final class ConsoleLines: Sendable {
    /// Lowest level that is kept, whatever is shown.
    static let lowest = Logger.Level.info
    /// Lines that wait for the loop.
    static let capacity = 1000

    private struct State {
        var waiting: [ConsoleRecord] = []
        var dropped: UInt64 = 0
        var whenFirst: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let daemon: String
    private let process: Int32

    /// Lines of the program `daemon`.
    init(daemon: String, process: Int32) {
        self.daemon = daemon
        self.process = process
    }

    /// Lines dropped because too many waited.
    var dropped: UInt64 { state.withLock { $0.dropped } }

    /// Has `body` called, on whatever thread, when a line waits and none did before.
    func whenFirst(_ body: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            state.whenFirst = body
            return !state.waiting.isEmpty
        }
        if isLate { body() }
    }

    /// Takes a line.
    func add(_ level: Logger.Level, _ message: String, _ fields: [(String, String)], at time: Int64)
    {
        let line = ConsoleLine.record(level, message, fields)
        let told = state.withLock { state -> (@Sendable () -> Void)? in
            guard state.waiting.count < Self.capacity else {
                state.dropped += 1
                return nil
            }
            var line = line
            line.unixUs = time
            line.daemon = daemon
            line.pid = process
            state.waiting.append(line)
            return state.waiting.count == 1 ? state.whenFirst : nil
        }
        told?()
    }

    /// Gives the lines that wait.
    func take() -> [ConsoleRecord] {
        state.withLock { state in
            let taken = state.waiting
            state.waiting = []
            return taken
        }
    }
}
