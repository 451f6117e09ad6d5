internal import EventLoop
internal import IPC

/// Asks the daemons that are always there how they are, again and again, over connections that stay.
final class DaemonPoll {
    private static let limit = Duration.seconds(1)

    private let clients: [(daemon: DaemonName, client: Client)]
    /// What each said last.
    private(set) var reports: [DaemonReport]

    /// Connects to the sockets of `place`.
    init(_ reactor: Reactor, _ place: SocketPlace) {
        clients = DaemonName.alwaysOn.map { daemon in
            let client = Client(
                reactor, path: place.socket(of: daemon), name: daemon.rawValue,
                hello: .ofCommand)
            client.start()
            return (daemon, client)
        }
        reports = DaemonName.alwaysOn.map { DaemonReport(daemon: $0) }
    }

    /// Asks all that are there.
    func ask() {
        for (index, entry) in clients.enumerated() {
            guard entry.client.isConnected else {
                reports[index].status = nil
                continue
            }
            entry.client.call(.status, StatusAsk(), within: Self.limit) {
                [weak self] (result: Result<DaemonStatus, CallError>) in
                // One that does not answer is shown as such.
                self?.reports[index].status = try? result.get()
            }
        }
    }

    /// Ends the connections.
    func close() {
        for entry in clients { entry.client.stop() }
    }
}
