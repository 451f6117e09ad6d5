internal import DaemonLife
internal import EventLoop
internal import Glibc

/// The data directory of `omniroute up` and what lies in it.
struct DataDirectory: Equatable {
    /// Absolute path without a trailing slash.
    let path: String

    /// The directory asked for, else `$DATA_DIR`, else `~/.omniroute`.
    init(_ asked: String?) {
        let home = environment("HOME") ?? "/"
        let chosen = asked ?? environment("DATA_DIR") ?? "\(home)/.omniroute"
        path = Self.absolute(chosen)
    }

    /// The configuration file that is used when none is named.
    var configurationFile: String { "\(path)/config.yaml" }
    /// Held with flock(2) by the `up` that uses the directory.
    var lockFile: String { "\(path)/lock" }
    /// Sockets, where the path is short enough.
    var runDirectory: String { "\(path)/run" }
    /// Names the directory of the sockets, where `runDirectory` is too long.
    var runPathFile: String { "\(path)/run.path" }
    /// State of one daemon: its `STATE_DIRECTORY`.
    func state(of daemon: DaemonName) -> String { "\(path)/\(daemon.rawValue)" }

    private static func absolute(_ path: String) -> String {
        var full = path
        if !path.hasPrefix("/") {
            var buffer = [CChar](repeating: 0, count: 4096)
            let current = getcwd(&buffer, buffer.count).map { String(cString: $0) } ?? ""
            full = current + "/" + path
        }
        while full.count > 1, full.hasSuffix("/") { full.removeLast() }
        return full
    }

    /// Makes the directory and those of the daemons, for this user only.
    func create() throws(CommandFailure) {
        // The user may have put it on another disk; below /tmp, where sockets may go, a link would be somebody's trick.
        try PrivateDirectory.create(path, allowsLink: true)
        for daemon in DaemonName.allCases { try PrivateDirectory.create(state(of: daemon)) }
    }
}
