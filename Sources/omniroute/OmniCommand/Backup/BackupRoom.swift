internal import Glibc

/// Room on the file system that a backup goes to.
struct BackupRoom: Equatable {
    /// Bytes that are free for everybody.
    let free: UInt64
    /// Bytes of the file system.
    let total: UInt64

    /// Free bytes below which omni-logd keeps no bodies and console lines (its `Limits.bodiesFloor`); on small disks a
    /// twentieth.
    private static let daemonsFloor: UInt64 = 512 << 20

    /// Describes room.
    init(free: UInt64, total: UInt64) {
        self.free = free
        self.total = total
    }

    /// That of the file system a directory is on; nil where it cannot be asked.
    init?(at directory: String) {
        var status = statvfs()
        // Some network file systems know of no blocks.
        guard statvfs(directory, &status) == 0, status.f_blocks > 0 else { return nil }
        let block = UInt64(status.f_frsize)
        self.init(free: UInt64(status.f_bavail) * block, total: UInt64(status.f_blocks) * block)
    }

    /// What has to be free for a backup of so many bytes: the copies and the archive, later the archive and what is restored
    /// on trial; and beside it what the daemons need, where they write there as well.
    func needed(for bytes: UInt64, besideDaemons: Bool) -> UInt64 {
        2 * bytes + (besideDaemons ? min(Self.daemonsFloor, total / 20) : 0)
    }
}

extension BackupMaker {
    /// Refuses to begin what cannot be finished, or would leave the daemons no room.
    func checkRoom(_ names: [BackupName], for output: String) throws(CommandFailure) {
        let directory = Self.directory(of: output)
        guard let room = room(directory) else { return }
        let bytes = names.reduce(UInt64(0)) { sum, name in
            let path = place.path(of: name)
            return sum + Self.size(path) + Self.size(path + "-wal")
        }
        let isShared = Self.device(directory) == Self.device(place.path)
        let needed = room.needed(for: bytes, besideDaemons: isShared)
        guard room.free < needed else { return }
        throw CommandFailure(
            .temporary,
            "a backup of \(HumanText.bytes(bytes)) needs \(HumanText.bytes(needed)) of free space in \(directory) "
                + "while it is made and restored on trial; there are \(HumanText.bytes(room.free))")
    }

    private static func directory(of path: String) -> String {
        guard let end = path.lastIndex(of: "/") else { return "." }
        return end == path.startIndex ? "/" : String(path[..<end])
    }

    private static func size(_ path: String) -> UInt64 {
        var status = stat()
        return stat(path, &status) == 0 ? UInt64(max(0, status.st_size)) : 0
    }

    private static func device(_ path: String) -> dev_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_dev : nil
    }
}
