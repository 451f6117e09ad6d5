internal import CLinux
internal import Glibc
internal import EventLoop

/// One renewal in place: a successor started from the same executable with the same sockets.
///
/// The successor gets the listening sockets by the usual protocol and one more, on which it writes a byte once it serves.
final class Renewal: ReadinessHandler {
    /// Name of the extra descriptor.
    static let readyName = "omni-ready"
    private static let patience = Duration.seconds(30)

    /// Process id of the successor.
    let child: Int32
    private let reactor: Reactor
    private let readEnd: CInt
    /// The successor for as long as this process lives; -1 where the kernel has none to give.
    private let childDescriptor: CInt
    private var registration: Reactor.Registration?
    private var timer: Timer?
    private var finish: ((Bool, String) -> Void)?

    init(
        _ reactor: Reactor, sockets: InheritedSockets, finish: @escaping (Bool, String) -> Void
    ) throws(SystemError) {
        self.reactor = reactor
        self.finish = finish
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { throw SystemError("pipe", errno) }
        readEnd = ends[0]
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        child = Self.spawn(sockets, readyDescriptor: ends[1])
        let failure = errno
        childDescriptor = child > 0 ? omni_pidfd_open(child) : -1
        closeDescriptor(ends[1])
        guard child > 0 else {
            closeDescriptor(ends[0])
            throw SystemError("spawn", failure)
        }
        registration = try reactor.add(readEnd, .readable, self)
        timer = reactor.after(Self.patience) { [weak self] in
            guard let self else { return }
            kill(self.child, SIGKILL)
            self.end(false, "not ready in time")
        }
    }

    private static func spawn(_ sockets: InheritedSockets, readyDescriptor: CInt) -> Int32 {
        let descriptors = sockets.all.map(\.descriptor) + [readyDescriptor]
        let names = (sockets.all.map(\.name) + [readyName]).joined(separator: ":")
        let own = currentEnvironment()
        var entries = own.filter { !$0.hasPrefix("LISTEN_") && !$0.hasPrefix("WATCHDOG_PID=") }
        if own.contains(where: { $0.hasPrefix("WATCHDOG_PID=") }) {
            entries.append("WATCHDOG_PID=##########")
        }
        entries += [
            "LISTEN_PID=##########", "LISTEN_FDS=\(descriptors.count)", "LISTEN_FDNAMES=\(names)",
        ]
        let path = executablePath()
        // With the same flags; none of them is one of those that end at once.
        return withCStrings([path] + CommandLine.arguments.dropFirst()) { arguments in
            withCStrings(entries) { variables in
                omni_spawn_orphan(
                    path, arguments, variables, descriptors, descriptors.count)
            }
        }
    }

    /// The path this process was started from, so that a newer version put there is what renews it.
    private static func executablePath() -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        let bytes = buffer.prefix(max(0, length)).map { UInt8(bitPattern: $0) }
        let path = String(decoding: bytes, as: UTF8.self)
        // The kernel marks an executable that was replaced on disk.
        return path.hasSuffix(" (deleted)") ? String(path.dropLast(10)) : path
    }

    func ready(_ readiness: Readiness) {
        var byte: UInt8 = 0
        let count = read(readEnd, &byte, 1)
        end(count == 1, count == 1 ? "" : "it ended before it was ready")
    }

    /// Whether the successor is gone.
    ///
    /// It is not our child but the supervisor's, which would otherwise not learn of its end as long as we drain.
    var hasEnded: Bool {
        guard childDescriptor >= 0 else { return false }
        var entry = pollfd(fd: childDescriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) == 1
    }

    /// Ends a successor that is not ready yet.
    func cancel() {
        guard finish != nil else { return }
        kill(child, SIGKILL)
        end(false, "cancelled")
    }

    deinit {
        if childDescriptor >= 0 { closeDescriptor(childDescriptor) }
    }

    private func end(_ succeeded: Bool, _ reason: String) {
        guard let told = finish else { return }
        finish = nil
        if let registration { reactor.remove(registration) }
        if let timer { reactor.cancel(timer) }
        closeDescriptor(readEnd)
        told(succeeded, reason)
    }

    /// Called by the successor.
    static func tellPredecessor(_ descriptor: CInt) {
        var byte: UInt8 = 1
        // A predecessor that is gone needs no telling.
        _ = write(descriptor, &byte, 1)
        closeDescriptor(descriptor)
    }
}

/// The environment as `NAME=value` strings.
private func currentEnvironment() -> [String] {
    var entries: [String] = []
    var index = 0
    while let entry = environ[index] {
        entries.append(String(cString: entry))
        index += 1
    }
    return entries
}

/// Calls `body` with a null-ended array of writable C strings.
public func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
}
