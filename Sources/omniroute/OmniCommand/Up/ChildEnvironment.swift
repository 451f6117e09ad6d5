internal import Glibc

/// The environment of the programs that `up` starts: as bare as systemd's.
///
/// It is a list of what passes, because provider keys may stand in variables of this process (`api_key_env`) and must not
/// reach other processes.
enum ChildEnvironment {
    /// Variables that pass unchanged.
    static let passed: Set<String> = [
        "PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH",
        "JOURNAL_STREAM", "OMNI_LOG_LEVEL", "OMNI_LOG_FORMAT", "OMNI_ADMIN_IDLE_SECONDS",
        "ASAN_OPTIONS", "TSAN_OPTIONS",
    ]

    /// The entries of one daemon.
    static func entries(
        of daemon: DaemonName, data: DataDirectory, place: SocketPlace,
        own: [String: String]
    ) -> [String] {
        var entries = base(own)
        entries.append("STATE_DIRECTORY=\(data.state(of: daemon))")
        entries.append("OMNI_SOCKET_DIR=\(place.path)")
        let drain = StopOrder.drainSeconds(asked: own["OMNI_DRAIN_SECONDS"].flatMap { Int($0) })
        entries.append("OMNI_DRAIN_SECONDS=\(drain)")
        // A vault key that was handed to this process is for egress; without one egress keeps its own key file.
        if daemon == .egress, let directory = own["CREDENTIALS_DIRECTORY"] {
            entries.append("CREDENTIALS_DIRECTORY=\(directory)")
        }
        return entries
    }

    /// The entries of a program that is no daemon.
    static func base(_ own: [String: String]) -> [String] {
        let kept = own.filter { passed.contains($0.key) }.map { "\($0.key)=\($0.value)" }.sorted()
        // The crash helper can hang a dying process, and with it the restart.
        return kept + ["SWIFT_BACKTRACE=enable=no"]
    }

    /// The variables of this process.
    static func current() -> [String: String] {
        var variables: [String: String] = [:]
        var index = 0
        while let entry = environ[index] {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            index += 1
        }
        return variables
    }
}
