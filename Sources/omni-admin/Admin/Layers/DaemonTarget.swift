internal import EventLoop
internal import IPC

/// The running daemons, over their sockets.
final class DaemonTarget: ConfigurationTarget {
    private let reactor: Reactor
    private let route: Client
    private let egress: Client
    private var running: [ObjectIdentifier: AnyObject] = [:]

    /// Uses clients that are started, or will be.
    init(_ reactor: Reactor, route: Client, egress: Client) {
        self.reactor = reactor
        self.route = route
        self.egress = egress
    }

    func summary(
        within: Duration, _ finish: @escaping (Result<RouteSummary, DaemonFailure>) -> Void
    ) {
        begin(route, within, finish) { [route] left, told in
            route.call(.routeSummary, RouteSummaryAsk(), within: left, finish: told)
        }
    }

    func check(
        _ configuration: RouteConfiguration, within: Duration,
        _ finish: @escaping (Result<ApplyResult, DaemonFailure>) -> Void
    ) {
        upload(.routeCheck, configuration, to: route, within, finish)
    }

    func stage(
        _ vault: VaultApply, within: Duration,
        _ finish: @escaping (Result<ApplyResult, DaemonFailure>) -> Void
    ) {
        upload(.vaultStage, vault, to: egress, within, finish)
    }

    func apply(
        _ configuration: RouteConfiguration, within: Duration,
        _ finish: @escaping (Result<ApplyResult, DaemonFailure>) -> Void
    ) {
        upload(.routeApply, configuration, to: route, within, finish)
    }

    func settle(
        revert: Bool, within: Duration,
        _ finish: @escaping (Result<ApplyResult, DaemonFailure>) -> Void
    ) {
        begin(egress, within, checked(egress, finish)) { [egress] left, told in
            egress.call(.vaultSettle, VaultSettle(revert: revert), within: left, finish: told)
        }
    }

    func credentialChanged(
        connection: String, within: Duration,
        _ finish: @escaping (Result<ApplyResult, DaemonFailure>) -> Void
    ) {
        let command = RouteCommand(action: .actionCredentialChanged, subject: connection)
        begin(route, within, checked(route, finish)) { [route] left, told in
            route.call(.routeCommand, command, within: left, finish: told)
        }
    }

    private func upload(
        _ kind: Kind, _ message: some WireMessage, to client: Client, _ within: Duration,
        _ finish: @escaping (Result<ApplyResult, DaemonFailure>) -> Void
    ) {
        begin(client, within, checked(client, finish)) { [reactor] left, told in
            StreamUpload.send(kind, message, to: client, on: reactor, within: left, finish: told)
        }
    }

    /// Takes an answer that says no for a failure.
    private func checked(
        _ client: Client, _ finish: @escaping (Result<ApplyResult, DaemonFailure>) -> Void
    ) -> (Result<ApplyResult, DaemonFailure>) -> Void {
        { result in
            finish(
                result.flatMap { answer in
                    answer.ok
                        ? .success(answer)
                        : .failure(.refused(daemon: client.program, reason: answer.error))
                })
        }
    }

    private func begin<Answer>(
        _ client: Client, _ within: Duration,
        _ finish: @escaping (Result<Answer, DaemonFailure>) -> Void,
        send: @escaping (Duration, @escaping (Result<Answer, CallError>) -> Void) -> Void
    ) {
        let attempt = DaemonAttempt(reactor, client, within: within, send: send)
        let key = ObjectIdentifier(attempt)
        running[key] = attempt
        attempt.start { [weak self] result in
            self?.running[key] = nil
            finish(result)
        }
    }
}

extension Client {
    /// The peer's program: "omni-route".
    var program: String { "omni-\(name)" }
}
