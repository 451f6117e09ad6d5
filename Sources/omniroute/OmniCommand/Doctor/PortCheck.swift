internal import EventLoop
internal import Glibc

/// The port that clients connect to.
enum PortCheck {
    /// Whether it is free, or ours.
    static func all(port: UInt16, reports: [DaemonReport]) -> [Finding] {
        let check = "port \(port)"
        do throws(SystemError) {
            let listener = try TCPListener.open("127.0.0.1", port)
            closeDescriptor(listener.descriptor)
            let runs = reports.contains { $0.daemon == .ingress && $0.status != nil }
            return [runs ? .ok(check, "free; ingress runs on another one") : .ok(check, "free")]
        } catch {
            guard error.number == EADDRINUSE else {
                return [.fail(check, "\(error)", hint: "choose another with --port or PORT")]
            }
            guard let holder = PortHolder.find(port: port) else {
                return [
                    .warn(
                        check, "taken by a process that this user cannot see", hint: "try as root")
                ]
            }
            let text = "\(holder.name) (pid \(holder.pid))"
            // Under systemd the service manager holds the socket too.
            let ours = holder.name.hasPrefix("omni") || holder.name == "systemd"
            return [
                ours
                    ? .ok(check, "held by \(text)")
                    : .fail(check, "taken by \(text)", hint: "choose another with --port or PORT")
            ]
        }
    }
}
