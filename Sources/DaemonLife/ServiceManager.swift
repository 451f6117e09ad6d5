// The one file that talks to libsystemd. `omniroute up` speaks the same protocol, so there is one way to be started.
internal import CSystemd
internal import Glibc

/// The service manager's side of a daemon's life: sockets, readiness, watchdog, journal.
public enum ServiceManager {
    /// Takes the sockets passed on by name (sd_listen_fds(3)), marks them close-on-exec and clears the environment.
    public static func inheritedSockets() -> InheritedSockets {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = sd_listen_fds_with_names(1, &names)
        guard count > 0, let names else { return InheritedSockets([]) }
        defer { free(names) }
        var sockets: [(name: String, descriptor: CInt)] = []
        for index in 0..<Int(count) {
            let name = names[index].map { String(cString: $0) } ?? ""
            free(names[index])
            let descriptor = CInt(SD_LISTEN_FDS_START) + CInt(index)
            // systemd leaves that to NonBlocking=; a blocking accept(2) would hang the loop.
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
            sockets.append((name, descriptor))
        }
        return InheritedSockets(sockets)
    }

    /// Tells the service manager something, such as "READY=1" (sd_notify(3)); nothing happens without one.
    public static func notify(_ state: String) {
        // Without NOTIFY_SOCKET this is 0, and a lost datagram is repeated by the next watchdog ping.
        _ = sd_notify(0, state)
    }

    /// How often the service manager wants "WATCHDOG=1"; nil when it does not.
    public static var watchdogInterval: Duration? {
        var microseconds: UInt64 = 0
        guard sd_watchdog_enabled(0, &microseconds) > 0, microseconds > 0 else { return nil }
        return .microseconds(Int64(clamping: microseconds))
    }

    /// Whether stderr goes to the journal, which then takes structured records.
    static var hasJournal: Bool {
        guard let stream = environment("JOURNAL_STREAM") else { return false }
        var status = stat()
        guard fstat(STDERR_FILENO, &status) == 0 else { return false }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }

    /// Sends one record of `NAME=value` fields (sd_journal_sendv(3)).
    static func journal(_ fields: [String]) {
        let buffers = fields.map { Array($0.utf8) }
        var parts: [iovec] = []
        withExtendedLifetime(buffers) {
            for buffer in buffers {
                buffer.withUnsafeBytes { bytes in
                    parts.append(
                        iovec(
                            iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                            iov_len: bytes.count))
                }
            }
            // A full journal socket loses the line rather than stopping the daemon.
            _ = sd_journal_sendv(parts, CInt(parts.count))
        }
    }
}

/// Listening sockets passed on by the service manager, by name.
public struct InheritedSockets: Sendable {
    /// Names and descriptors, in the order they came.
    public let all: [(name: String, descriptor: CInt)]

    init(_ all: [(name: String, descriptor: CInt)]) { self.all = all }

    /// All sockets of a name.
    public subscript(name: String) -> [CInt] {
        all.filter { $0.name == name }.map(\.descriptor)
    }
}

/// Value of an environment variable; nil when it is missing or empty.
public func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
}
