// The one file of this library that talks to the file system beside SQLite.
internal import Glibc

/// Which file a path leads to.
struct FileIdentity: Equatable, Sendable {
    private let device: UInt64
    private let number: UInt64

    /// Looks a path up; nil when there is no file.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
    }
}

/// What the ledger does with files and folders.
enum Files {
    /// Size in bytes; 0 without a file.
    static func size(_ path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// When a file was written to, microseconds since 1970; the largest number without a file.
    static func modified(_ path: String) -> Int64 {
        var status = stat()
        guard stat(path, &status) == 0 else { return .max }
        return Int64(status.st_mtim.tv_sec) * 1_000_000 + Int64(status.st_mtim.tv_nsec) / 1_000
    }

    /// The last part of a path.
    static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// Gives a file another name; false when that failed.
    static func rename(_ path: String, to other: String) -> Bool {
        Glibc.rename(path, other) == 0
    }

    /// Removes a file; one that is not there is as good.
    static func remove(_ path: String) {
        _ = unlink(path)
    }

    /// Makes a folder for its owner only, where there is none, and sees to it that its name stays.
    static func makeFolder(_ path: String, in parent: String) {
        // Without it every file in it fails to open, and that is told.
        guard mkdir(path, 0o700) == 0 else { return }
        synchroniseFolder(parent)
    }

    /// Waits until the names in a folder are on disk.
    static func synchroniseFolder(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        // SQLite synchronises the folder as well when it makes a log.
        _ = fsync(descriptor)
        _ = close(descriptor)
    }

    /// Names in a folder, sorted; none when it cannot be read.
    static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(
                    to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)
                ) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Bytes that unprivileged writers may use of the file system, and its size; nil where it cannot be asked.
    static func space(at path: String) -> DiskSpace? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        let block = UInt64(status.f_frsize)
        return DiskSpace(
            free: UInt64(status.f_bavail) * block, total: UInt64(status.f_blocks) * block)
    }

    /// The last bytes of a file, at most `limit`; nil when it cannot be read.
    static func tail(_ path: String, limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { _ = close(descriptor) }
        let start = max(0, Int(size(path)) - limit)
        var bytes: [UInt8] = []
        while bytes.count < limit {
            var piece = [UInt8](repeating: 0, count: min(64 << 10, limit - bytes.count))
            let count = pread(descriptor, &piece, piece.count, off_t(start + bytes.count))
            guard count > 0 else { return count == 0 ? bytes : nil }
            bytes += piece[..<count]
        }
        return bytes
    }
}

/// Room on a file system.
package struct DiskSpace: Equatable, Sendable {
    /// Bytes that can still be written.
    package var free: UInt64
    /// Bytes in all.
    package var total: UInt64

    /// Describes room.
    package init(free: UInt64, total: UInt64) {
        self.free = free
        self.total = total
    }
}

/// A file that is only written at its end.
final class AppendedFile {
    /// Its size.
    private(set) var size: Int64
    /// Which file it is.
    let identity: FileIdentity?
    private let descriptor: CInt

    /// Opens a file, or makes it for its owner only; nil when that fails.
    init?(_ path: String) {
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        identity = FileIdentity(path)
        size = Files.size(path)
    }

    deinit { _ = close(descriptor) }

    /// Writes all of the bytes; false when some were not, and then none stay.
    func append(_ bytes: [UInt8]) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                write(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
            }
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                // A line that is cut would be taken for the beginning of the next.
                if written > 0 { _ = ftruncate(descriptor, off_t(size)) }
                return false
            }
            written += count
        }
        size += Int64(bytes.count)
        return true
    }
}
