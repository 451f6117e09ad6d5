internal import CLinux
internal import DaemonLife
internal import EventLoop
internal import Glibc

/// Starts programs as systemd does: with their sockets at 3, 4, ...
///
/// and the variables that say so.
enum ChildProcess {
    /// Starts a program in a process group of its own, so that a terminal's Ctrl-C reaches this process only, which then
    /// stops the others in order.
    static func spawn(
        _ spec: ProgramSpec, notifySocket: String?, lifeline: Lifeline
    ) throws(SystemError) -> Int32 {
        let descriptors = spec.sockets.map(\.descriptor) + [lifeline.readEnd]
        let entries = handOver(spec, notifySocket: notifySocket) + spec.environment
        // Not both: a second SIGTERM would cut a daemon's drain short.
        let diesWithParent: CInt = Lifeline.isSupported ? 0 : 1
        let pid = withCStrings([spec.path] + spec.arguments) { arguments in
            withCStrings(entries) { variables in
                omni_spawn(
                    spec.path, arguments, variables, descriptors, descriptors.count, 1,
                    diesWithParent)
            }
        }
        guard pid > 0 else { throw SystemError("start \(spec.path)", errno) }
        // One that is gone already needs none; nobody is refused to give way more.
        if spec.niceness > 0 {
            _ = setpriority(CInt(PRIO_PROCESS.rawValue), id_t(pid), spec.niceness)
        }
        return pid
    }

    /// The variables of sd_listen_fds(3), sd_notify(3) and sd_watchdog_enabled(3).
    static func handOver(_ spec: ProgramSpec, notifySocket: String?) -> [String] {
        let names = spec.sockets.map(\.name) + [Lifeline.name]
        var entries = [
            "LISTEN_PID=##########", "LISTEN_FDS=\(names.count)",
            "LISTEN_FDNAMES=\(names.joined(separator: ":"))",
        ]
        if spec.rules.notifies, let notifySocket {
            entries.append("NOTIFY_SOCKET=\(notifySocket)")
        }
        if let watchdog = spec.rules.watchdog {
            // Without WATCHDOG_PID, so that it holds for successors too.
            entries.append("WATCHDOG_USEC=\(nanoseconds(watchdog) / 1000)")
        }
        return entries
    }
}
