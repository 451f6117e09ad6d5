internal import DaemonLife
internal import EventLoop
internal import IPC

/// The daemons themselves, over their sockets.
final class LedgerClients: LedgerDaemons {
    private let reactor: Reactor
    private let logd: Client
    private let lasting: [Client]

    /// Clients that are started already.
    init(_ context: AdminContext) {
        reactor = context.reactor
        logd = context.logd
        lasting = [context.route, context.egress, context.logd]
    }

    func ask(
        _ query: LedgerQuery, isLasting: Bool, within patience: Duration,
        _ listener: any LedgerListener
    ) -> any LedgerReading {
        let exchange = LedgerExchange(logd, reactor, isLasting: isLasting, listener)
        exchange.begin(query, within: patience)
        return exchange
    }

    func order(
        _ command: LedgerCommand, within: Duration,
        _ finish: @escaping (Result<ApplyResult, APIError>) -> Void
    ) {
        let client = logd
        client.whenConnected(within: LiveLimits.daemon) { isConnected in
            guard isConnected else { return finish(.failure(APIError(absent: client.name))) }
            client.call(.ledgerCommand, command, within: within) {
                (result: Result<ApplyResult, CallError>) in
                finish(result.mapError { APIError($0, of: client.name) })
            }
        }
    }

    func status(
        of daemon: String, _ finish: @escaping (Result<DaemonStatus, APIError>) -> Void
    ) {
        if let known = lasting.first(where: { $0.name == daemon }) {
            return Self.ask(known, finish)
        }
        // Nothing else is asked of it: a lasting connection would only be in the way.
        let client = Client(
            reactor, path: Daemon.socketPath(daemon), name: daemon,
            hello: Daemon.hello(AdminDaemon.description))
        client.start()
        Self.ask(client) { result in
            client.stop()
            finish(result)
        }
    }

    private static func ask(
        _ client: Client, _ finish: @escaping (Result<DaemonStatus, APIError>) -> Void
    ) {
        client.whenConnected(within: LedgerLimits.status) { isConnected in
            guard isConnected else { return finish(.failure(APIError(absent: client.name))) }
            client.call(.status, StatusAsk(), within: LedgerLimits.status) {
                (result: Result<DaemonStatus, CallError>) in
                finish(result.mapError { APIError($0, of: client.name) })
            }
        }
    }
}
