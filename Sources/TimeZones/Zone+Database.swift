internal import Glibc

extension Zone {
    /// Where the time zone database of the machine is.
    public static let database = "/usr/share/zoneinfo"

    /// The zone of a name; that of an empty one, and "UTC", needs no file.
    ///
    /// Nothing of the process changes, unlike with tzset(3).
    public static func named(
        _ name: String, in directory: String = Zone.database
    ) throws(ZoneError) -> Zone {
        guard !name.isEmpty, name != "UTC" else { return .utc }
        guard isAcceptable(name) else { throw .badName }
        return try ZoneFile.zone(contents("\(directory)/\(name)", of: name), name: name)
    }

    /// Whether a name leads to a file below the database's folder.
    private static func isAcceptable(_ name: String) -> Bool {
        let isKnown = { (byte: UInt8) in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "+"), UInt8(ascii: "/"):
                true
            default: false
            }
        }
        return name.utf8.count <= Limits.nameBytes && name.utf8.allSatisfy(isKnown)
            && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                !$0.isEmpty
            }
    }

    private static func contents(_ path: String, of name: String) throws(ZoneError) -> [UInt8] {
        // Without O_NONBLOCK a pipe in the place of the file would be waited for.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            throw code == ENOENT || code == ENOTDIR ? .unknown(name) : .unreadable(name, code)
        }
        // Nothing was written, so closing can lose nothing.
        defer { _ = close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(name, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unknown(name) }
        guard (1...Limits.fileBytes).contains(Int(status.st_size)) else {
            throw .malformed(name)
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                read(
                    descriptor,
                    UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).baseAddress,
                    buffer.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(name, errno) }
            // The file became shorter: an upgrade of the database is under way.
            guard count > 0 else { throw .malformed(name) }
            filled += count
        }
        return bytes
    }
}
