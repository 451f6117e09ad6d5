internal import EventLoop
internal import IPC

/// Applies a configuration file that was read again, over a connection of its own.
final class Reload {
    private static let limit = Duration.seconds(10)
    private let client: Client
    private let layer: FileLayer

    /// Prepares the connection.
    init(
        _ reactor: Reactor, place: SocketPlace, _ configuration: UpConfiguration,
        demoPort: UInt16?
    ) {
        client = Client(
            reactor, path: place.socket(of: .admin), name: DaemonName.admin.rawValue,
            hello: .ofCommand)
        layer = FileLayer(
            reactor, client, configuration, demoPort: demoPort, within: Self.limit)
    }

    /// Applies; `finish` is called once.
    func start(finish: @escaping (FileLayer.Outcome) -> Void) {
        client.start()
        layer.start { [client] result in
            client.stop()
            finish(result)
        }
    }
}
