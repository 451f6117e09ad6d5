internal import EventLoop
internal import IPC

/// One question to one daemon, asked again while that daemon restarts.
final class DaemonAttempt<Answer> {
    /// Asks once; tells the answer within the time given.
    typealias Send = (Duration, @escaping (Result<Answer, CallError>) -> Void) -> Void

    private let reactor: Reactor
    private let client: Client
    private let deadline: UInt64
    private let send: Send
    private var finish: ((Result<Answer, DaemonFailure>) -> Void)?
    private var isAsked = false

    init(_ reactor: Reactor, _ client: Client, within: Duration, send: @escaping Send) {
        self.reactor = reactor
        self.client = client
        self.send = send
        deadline = monotonicNanoseconds() &+ nanoseconds(within)
    }

    /// Begins; `finish` is called once.
    func start(_ finish: @escaping (Result<Answer, DaemonFailure>) -> Void) {
        self.finish = finish
        connect()
    }

    private var left: Duration {
        let now = monotonicNanoseconds()
        return .nanoseconds(Int64(clamping: deadline > now ? deadline - now : 0))
    }

    private func connect() {
        client.whenConnected(within: left) { [weak self] isConnected in
            guard let self else { return }
            guard isConnected else { return self.end(.failure(self.absence)) }
            self.isAsked = true
            self.send(self.left) { [weak self] result in self?.answered(result) }
        }
    }

    private func answered(_ result: Result<Answer, CallError>) {
        switch result {
        case .success(let answer): end(.success(answer))
        case .failure(let error) where isRestarting(error):
            // A moment later, so that a peer that drains is not asked in a circle.
            _ = reactor.after(.milliseconds(5)) { [weak self] in self?.connect() }
        case .failure(let error) where error.code == .refused:
            // Not done, and never will be by this build of the daemon.
            end(.failure(.refused(daemon: client.program, reason: Self.text(error))))
        case .failure(let error): end(.failure(unreachable(Self.text(error))))
        }
    }

    private func isRestarting(_ error: CallError) -> Bool {
        (error.code == .peerGone || error.code == .draining) && left > .milliseconds(10)
    }

    /// One that went away when it had been asked may have done it before.
    private var absence: DaemonFailure {
        isAsked ? unreachable("it does not answer") : .absent(daemon: client.program)
    }

    private func unreachable(_ reason: String) -> DaemonFailure {
        .unreachable(daemon: client.program, reason: reason)
    }

    private static func text(_ error: CallError) -> String {
        error.message.isEmpty ? "it failed (\(error.code.word))" : error.message
    }

    private func end(_ result: Result<Answer, DaemonFailure>) {
        let told = finish
        finish = nil
        told?(result)
    }
}
