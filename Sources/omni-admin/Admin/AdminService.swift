internal import DaemonLife
internal import IPC

/// Binds the parts to the daemon.
final class AdminService: DaemonService {
    private let daemon: Daemon

    init(_ daemon: Daemon) throws {
        self.daemon = daemon
    }

    func start() throws {}

    var health: Health { Health(ready: true) }

    func opened(_ stream: Stream, head: RawSpan) { stream.reset(.refused, "no such stream here") }

    func asked(_ call: Call, payload: RawSpan) { call.fail(.refused, "no such call here") }

    func noticed(_ kind: Kind, payload: RawSpan) {}

    func collect(_ metrics: inout MetricsWriter) {}
}
