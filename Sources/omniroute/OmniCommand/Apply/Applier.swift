internal import Configuration
internal import EventLoop
internal import IPC

/// Brings a configuration to egress and route.
///
/// Credentials go first, so that route never leads a request to a connection whose credential is still missing. A daemon
/// that restarts in between is waited for.
final class Applier {
    private let reactor: Reactor
    private let egress: Client
    private let route: Client
    private var running: [ObjectIdentifier: Attempt] = [:]

    /// Uses clients that are started already.
    init(_ reactor: Reactor, egress: Client, route: Client) {
        self.reactor = reactor
        self.egress = egress
        self.route = route
    }

    /// Applies all of it; `finish` gets route's generation, within the time given.
    func apply(
        _ configuration: LoadedConfiguration, within: Duration,
        finish: @escaping (Result<UInt64, CommandFailure>) -> Void
    ) {
        let deadline = monotonicNanoseconds() &+ nanoseconds(within)
        send(.vaultApply, configuration.vault, to: egress, .egress, deadline) { [self] vault in
            guard case .success = vault else { return finish(vault) }
            send(.routeApply, configuration.route, to: route, .route, deadline, finish: finish)
        }
    }

    private func send(
        _ kind: Kind, _ message: some WireMessage, to client: Client, _ daemon: DaemonName,
        _ deadline: UInt64, finish: @escaping (Result<UInt64, CommandFailure>) -> Void
    ) {
        let attempt = Attempt(reactor, client, daemon, deadline: deadline) {
            [reactor] within, told in
            StreamUpload.send(
                kind, message, to: client, on: reactor, within: within, finish: told)
        }
        let key = ObjectIdentifier(attempt)
        running[key] = attempt
        attempt.start { [weak self] result in
            self?.running[key] = nil
            finish(result)
        }
    }

    /// One message for one daemon, sent again while that daemon restarts.
    private final class Attempt {
        typealias Told = (Result<ApplyResult, CallError>) -> Void
        private let reactor: Reactor
        private let client: Client
        private let daemon: DaemonName
        private let deadline: UInt64
        private let send: (Duration, @escaping Told) -> Void
        private var finish: ((Result<UInt64, CommandFailure>) -> Void)?

        init(
            _ reactor: Reactor, _ client: Client, _ daemon: DaemonName, deadline: UInt64,
            send: @escaping (Duration, @escaping Told) -> Void
        ) {
            self.reactor = reactor
            self.client = client
            self.daemon = daemon
            self.deadline = deadline
            self.send = send
        }

        func start(_ finish: @escaping (Result<UInt64, CommandFailure>) -> Void) {
            self.finish = finish
            connect()
        }

        private var left: Duration {
            let now = monotonicNanoseconds()
            return .nanoseconds(Int64(clamping: deadline > now ? deadline - now : 0))
        }

        private func connect() {
            client.whenConnected(within: left) { [weak self] connected in
                guard let self else { return }
                guard connected else {
                    return self.end(
                        .failure(
                            CommandFailure(.unavailable, "\(self.daemon.program) does not answer")))
                }
                self.send(self.left) { [weak self] result in self?.answered(result) }
            }
        }

        private func answered(_ result: Result<ApplyResult, CallError>) {
            switch result {
            case .success(let answer) where answer.ok: end(.success(answer.generation))
            case .success(let answer):
                end(
                    .failure(
                        CommandFailure(
                            .configuration,
                            "\(daemon.program) refuses the configuration: \(answer.error)")))
            case .failure(let error) where isRestarting(error):
                // A moment later, so that a peer that drains is not asked in a circle.
                _ = reactor.after(.milliseconds(5)) { [weak self] in self?.connect() }
            case .failure(let error):
                end(.failure(DaemonLine.failure(daemon, error)))
            }
        }

        private func isRestarting(_ error: CallError) -> Bool {
            (error.code == .peerGone || error.code == .draining) && left > .milliseconds(10)
        }

        private func end(_ result: Result<UInt64, CommandFailure>) {
            let told = finish
            finish = nil
            told?(result)
        }
    }
}
