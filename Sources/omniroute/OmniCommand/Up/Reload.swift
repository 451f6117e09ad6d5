internal import Configuration
internal import EventLoop
internal import IPC

/// Applies a configuration that was read again, over connections of its own.
final class Reload {
    private static let limit = Duration.seconds(10)
    private let clients: [Client]
    private let applier: Applier

    /// Prepares the connections.
    init(_ reactor: Reactor, place: SocketPlace) {
        clients = [DaemonName.egress, .route].map { daemon in
            Client(
                reactor, path: place.socket(of: daemon), name: daemon.rawValue, hello: .ofCommand)
        }
        applier = Applier(reactor, egress: clients[0], route: clients[1])
    }

    /// Applies; `finish` is called once.
    func start(
        _ configuration: LoadedConfiguration,
        finish: @escaping (Result<UInt64, CommandFailure>) -> Void
    ) {
        for client in clients { client.start() }
        applier.apply(configuration, within: Self.limit) { [clients] result in
            for client in clients { client.stop() }
            finish(result)
        }
    }
}
