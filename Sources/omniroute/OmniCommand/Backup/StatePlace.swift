internal import DaemonLife
internal import EventLoop
internal import Glibc

/// Where the daemons keep their state: a data directory of `up`, or what systemd gives them.
struct StatePlace: Equatable {
    /// Where the systemd units keep it.
    static let systemDirectory = "/var/lib/omniroute"

    /// The directory that holds a directory for each daemon.
    let path: String
    /// Whether it is that of the systemd units.
    let isSystem: Bool

    /// Names a place.
    init(path: String, isSystem: Bool) {
        self.path = path
        self.isSystem = isSystem
    }

    /// The data directory that is asked for, else the usual one when it is there, else that of the units.
    static func find(_ options: PlaceOptions) -> StatePlace {
        let data = DataDirectory(options.dataDirectory)
        let isAsked = options.dataDirectory != nil || environment("DATA_DIR") != nil
        if isAsked || access(data.path, F_OK) == 0 || access(systemDirectory, F_OK) != 0 {
            return StatePlace(path: data.path, isSystem: data.path == systemDirectory)
        }
        return StatePlace(path: systemDirectory, isSystem: true)
    }

    /// Where a file of a backup lies.
    func path(of name: BackupName) -> String {
        name.isKey && isSystem ? "\(path)/vault-key" : "\(path)/\(name.text)"
    }

    /// Where automatic backups are.
    var backups: String { "\(path)/backups" }

    /// The databases there are, in the order of a request's way; the days of the ledger only with the history.
    func databases(withHistory: Bool = false) -> [BackupName] {
        let lanes = SmallFile.names(in: path).filter { BackupName.isState($0) }.sorted()
        let known = BackupName.daemons.map(\.rawValue)
        let directories = known.filter(lanes.contains) + lanes.filter { !known.contains($0) }
        let all = directories + (withHistory ? [BackupName.days] : [])
        return all.flatMap { directory in
            SmallFile.names(in: "\(path)/\(directory)").sorted()
                .compactMap { BackupName("\(directory)/\($0)") }.filter { !$0.isKey }
        }
    }

    /// Refuses when a daemon, or the service manager for it, listens on one of the sockets.
    ///
    /// Looked up in a table of the kernel: to connect would start a daemon that is not running.
    func requireStopped(_ sockets: SocketPlace) throws(CommandFailure) {
        let listening = UnixSockets.listening()
        let busy = DaemonName.allCases.filter { listening.contains(sockets.socket(of: $0)) }
        guard !busy.isEmpty else { return }
        let names = busy.map(\.program).joined(separator: ", ")
        let how =
            isSystem
            ? "stop them with their sockets: systemctl stop omni.target 'omni-*.socket' 'omni-*.service'"
            : "stop omniroute up"
        throw CommandFailure(.temporary, "\(names) must not run meanwhile; \(how)")
    }
}
