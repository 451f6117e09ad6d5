internal import Glibc

/// The process that listens on a TCP port, as far as /proc shows it to this user.
struct PortHolder: Equatable {
    /// Program name.
    let name: String
    /// Process.
    let pid: Int32
    /// Its parent.
    let parent: Int32

    /// Finds the holder of a port; nil when it cannot be seen, such as another user's or one outside a container.
    static func find(port: UInt16) -> PortHolder? {
        var inodes: Set<String> = []
        for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
            if let text = SmallFile.read(table) { inodes.formUnion(listening(on: port, text)) }
        }
        guard !inodes.isEmpty else { return nil }
        for name in SmallFile.names(in: "/proc") {
            guard let pid = Int32(name), holds(pid, inodes) else { continue }
            return PortHolder(
                name: processName(pid) ?? "a process", pid: pid, parent: parent(of: pid) ?? 0)
        }
        return nil
    }

    /// Inodes of the sockets that listen on a port, in the table that proc(5) describes.
    static func listening(on port: UInt16, _ table: String) -> Set<String> {
        let digits = String(port, radix: 16, uppercase: true)
        let suffix = ":" + String(repeating: "0", count: 4 - digits.count) + digits
        var inodes: Set<String> = []
        for line in table.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: " ")
            // 0A is TCP_LISTEN.
            guard fields.count > 9, fields[1].hasSuffix(suffix), fields[3] == "0A" else { continue }
            inodes.insert(String(fields[9]))
        }
        return inodes
    }

    private static func holds(_ pid: Int32, _ inodes: Set<String>) -> Bool {
        SmallFile.names(in: "/proc/\(pid)/fd").contains { name in
            guard let target = SmallFile.link("/proc/\(pid)/fd/\(name)"),
                target.hasPrefix("socket:["), target.hasSuffix("]")
            else { return false }
            return inodes.contains(String(target.dropFirst(8).dropLast()))
        }
    }

    /// Name of a process.
    static func processName(_ pid: Int32) -> String? {
        SmallFile.read("/proc/\(pid)/comm").map { String($0.prefix { $0 != "\n" }) }
    }

    private static func parent(of pid: Int32) -> Int32? {
        guard let text = SmallFile.read("/proc/\(pid)/stat"),
            // The name in parentheses may hold anything.
            let close = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: close)...].split(separator: " ")
        return fields.count > 1 ? Int32(fields[1]) : nil
    }

    /// Whether it is a daemon of ours whose `up` is gone: it ends by itself within its drain.
    var isLeftover: Bool {
        guard name.hasPrefix("omni-") else { return false }
        return Self.processName(parent).map { !$0.hasPrefix("omni") } ?? true
    }
}
