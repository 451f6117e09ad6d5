internal import EventLoop
internal import Glibc

/// A database that nobody has open: then the file alone is all of it.
enum ClosedDatabase {
    /// Copies the file, for this user only; false when somebody has it open, or begins to while it is copied.
    static func copy(_ path: String, to copy: String) -> Bool {
        guard !hasLog(path), let before = state(path) else { return false }
        do throws(CommandFailure) {
            try copyBytes(path, to: copy)
        } catch {
            return false
        }
        return !hasLog(path) && state(path) == before
    }

    /// What changes with every change of the file.
    private struct State: Equatable {
        let size: off_t
        let seconds: Int
        let nanoseconds: Int
        let inode: ino_t
    }

    private static func state(_ path: String) -> State? {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return State(
            size: status.st_size, seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec, inode: status.st_ino)
    }

    /// Whether there are changes that are not in the file yet, or may be soon.
    private static func hasLog(_ path: String) -> Bool {
        var status = stat()
        return lstat(path + "-wal", &status) == 0 && status.st_size > 0
            || access(path + "-journal", F_OK) == 0
    }

    private static func copyBytes(_ path: String, to copy: String) throws(CommandFailure) {
        let source = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard source >= 0 else {
            throw CommandFailure(.denied, "cannot read \(path): \(errorText(errno))")
        }
        defer { closeDescriptor(source) }
        let target = try PartFile(copy, replaces: true)
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(source, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw CommandFailure(.temporary, "cannot read \(path): \(errorText(errno))")
            }
            guard count > 0 else { break }
            try target.write(Array(buffer[..<count]))
        }
        try target.finish()
    }
}
