// The one file of this library that talks to the file system.
internal import Glibc

/// Which file a path leads to.
struct FileIdentity: Equatable {
    private let device: UInt64
    private let number: UInt64

    /// Looks a path up; nil when there is no file.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
    }

    /// Size in bytes; 0 without a file.
    static func size(_ path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// Gives a file another name; false when that failed, with the system's reason in `errno`.
    static func rename(_ path: String, to other: String) -> Bool {
        Glibc.rename(path, other) == 0
    }

    /// Removes a file; one that is not there is as good.
    static func remove(_ path: String) {
        _ = unlink(path)
    }
}
