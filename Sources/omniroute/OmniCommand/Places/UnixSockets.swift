/// Unix sockets of this machine that somebody listens on, as far as the kernel shows them (proc_net(5)).
enum UnixSockets {
    /// Their paths.
    static func listening() -> Set<String> {
        SmallFile.read("/proc/net/unix").map(listening(in:)) ?? []
    }

    /// The paths in the kernel's table.
    static func listening(in table: String) -> Set<String> {
        // Num: RefCount Protocol Flags Type St Inode Path
        let paths = table.split(separator: "\n").dropFirst().compactMap { line -> String? in
            let fields = line.split(separator: " ", maxSplits: 7)
            // __SO_ACCEPTCON
            guard fields.count == 8, let flags = UInt32(fields[3], radix: 16), flags & 0x10000 != 0
            else { return nil }
            return String(fields[7])
        }
        return Set(paths)
    }
}
