internal import EventLoop
internal import Glibc

/// Directories that only this user may enter.
enum PrivateDirectory {
    /// Makes `path` and what is missing above it, mode 0700; one that is there gets that mode.
    static func create(_ path: String, allowsLink: Bool = false) throws(CommandFailure) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/\(part)"
            guard mkdir(made, 0o700) != 0, errno != EEXIST else { continue }
            // Directories above that may not be written, but exist, are no obstacle (EACCES, EROFS).
            var status = stat()
            let failure = errno
            guard stat(made, &status) == 0 else {
                throw CommandFailure(
                    .configuration, "cannot create directory \(made): \(errorText(failure))")
            }
        }
        try secure(path, allowsLink: allowsLink)
    }

    /// Refuses what is not a directory of this user, and takes everybody else's rights away.
    private static func secure(_ path: String, allowsLink: Bool) throws(CommandFailure) {
        var status = stat()
        guard (allowsLink ? stat(path, &status) : lstat(path, &status)) == 0 else {
            throw CommandFailure(.configuration, "cannot look at \(path): \(errorText(errno))")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw CommandFailure(.configuration, "\(path) is not a directory")
        }
        guard status.st_uid == geteuid() else {
            throw CommandFailure(
                .denied,
                "\(path) belongs to user \(status.st_uid), not to this one (\(geteuid()))")
        }
        guard status.st_mode & 0o077 == 0 || chmod(path, 0o700) == 0 else {
            throw CommandFailure(.denied, "cannot protect \(path): \(errorText(errno))")
        }
    }
}
