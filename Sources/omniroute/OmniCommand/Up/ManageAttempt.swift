internal import EventLoop
internal import IPC

/// One request to the management API, made again while that restarts.
///
/// Only for requests that may be made twice.
final class ManageAttempt {
    /// What it came to: an answer that is no success is a failure.
    typealias Outcome = Result<ManageReply, CommandFailure>

    /// Until the next try after one that was lost.
    private static let pause = Duration.milliseconds(5)

    private let reactor: Reactor
    private let client: Client
    private let call: ManageCall
    private let deadline: UInt64
    private var finish: ((Outcome) -> Void)?
    /// It was made more than once: what it asks for may have been done by one whose answer was lost.
    private(set) var isRepeated = false

    /// Prepares a request on a client that is started.
    ///
    /// - Parameters:
    ///   - reactor: The loop.
    ///   - client: Connects to admin.
    ///   - call: The request.
    ///   - within: How long it may take, with the start of admin.
    init(_ reactor: Reactor, _ client: Client, _ call: ManageCall, within: Duration) {
        self.reactor = reactor
        self.client = client
        self.call = call
        deadline = monotonicNanoseconds() &+ nanoseconds(within)
    }

    /// Makes it; `finish` is called once, unless it is withdrawn.
    func start(_ finish: @escaping (Outcome) -> Void) {
        self.finish = finish
        send()
    }

    /// Ends without a word.
    func withdraw() { finish = nil }

    private var left: Duration {
        let now = monotonicNanoseconds()
        return .nanoseconds(Int64(clamping: deadline > now ? deadline - now : 0))
    }

    private func send() {
        guard finish != nil else { return }
        client.whenConnected(within: left) { [weak self] connected in
            guard let self, self.finish != nil else { return }
            guard connected else {
                return self.end(
                    .failure(
                        CommandFailure(.unavailable, "\(DaemonName.admin.program) does not answer"))
                )
            }
            ManageClient.send(self.call, to: self.client, on: self.reactor, within: self.left) {
                [weak self] outcome in self?.answered(outcome)
            }
        }
    }

    private func answered(_ outcome: ManageClient.Outcome) {
        switch outcome {
        case .success(let reply):
            end(reply.failure.map { .failure($0) } ?? .success(reply))
        case .failure(let error) where isRestarting(error):
            isRepeated = true
            _ = reactor.after(Self.pause) { [weak self] in self?.send() }
        case .failure(let error): end(.failure(DaemonLine.failure(.admin, error)))
        }
    }

    private func isRestarting(_ error: CallError) -> Bool {
        (error.code == .peerGone || error.code == .draining) && left > .milliseconds(10)
    }

    private func end(_ outcome: Outcome) {
        let told = finish
        finish = nil
        told?(outcome)
    }
}
