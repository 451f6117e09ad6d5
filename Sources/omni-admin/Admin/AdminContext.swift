internal import DaemonLife
internal import EventLoop
internal import IPC
internal import Logging

/// What the parts of admin share: the loop, the store, and the daemons they ask.
final class AdminContext {
    /// The loop everything runs on.
    let reactor: Reactor
    /// Log of the process.
    let log: Logger
    /// The file admin.db.
    let store: AdminStore
    /// The daemon that decides.
    let route: Client
    /// The daemon that keeps the providers' secrets and reaches them.
    let egress: Client
    /// The daemon that keeps the history.
    let logd: Client
    /// The wall clock: microseconds since 1970.
    let wallMicroseconds: () -> Int64

    init(
        reactor: Reactor, log: Logger, store: AdminStore, route: Client, egress: Client,
        logd: Client, wallMicroseconds: @escaping () -> Int64
    ) {
        self.reactor = reactor
        self.log = log
        self.store = store
        self.route = route
        self.egress = egress
        self.logd = logd
        self.wallMicroseconds = wallMicroseconds
    }
}
