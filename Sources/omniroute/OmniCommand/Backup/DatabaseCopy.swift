internal import Glibc
internal import Store

/// A copy of a database that a daemon may have open, of one moment.
enum DatabaseCopy {
    /// Why there is no copy.
    struct Problem: Error {
        /// What whoever copies many files may go on after.
        enum Cause { case gone, damaged, other }
        /// The kind of it.
        let cause: Cause
        /// What to tell the user where it ends the work.
        let failure: CommandFailure

        /// The database is damaged.
        static func damaged(_ path: String, _ error: StoreError) -> Problem {
            Problem(
                cause: .damaged, failure: CommandFailure(.data, "\(path) is damaged: \(error)"))
        }
    }

    /// Makes it, for this user only; the database is not touched, nor is anything beside it.
    static func make(_ path: String, to copy: String) throws(Problem) {
        do throws(StoreError) {
            try copyOpen(path, to: copy)
        } catch {
            guard access(path, R_OK) == 0 else { throw unreadable(path, errno) }
            // In a directory that may not be written SQLite reads only what somebody has open.
            guard !ClosedDatabase.copy(path, to: copy) else { return }
            if error.isCorrupt { throw .damaged(path, error) }
            throw Problem(
                cause: .other,
                failure: CommandFailure(.temporary, "cannot copy \(path): \(error)"))
        }
    }

    private static func unreadable(_ path: String, _ number: CInt) -> Problem {
        guard number != ENOENT else {
            return Problem(
                cause: .gone, failure: CommandFailure(.configuration, "\(path) is not there"))
        }
        return Problem(
            cause: .other,
            failure: CommandFailure(
                .denied, "cannot read \(path): run this as root, or as the user that owns it"))
    }

    private static func copyOpen(_ path: String, to copy: String) throws(StoreError) {
        let database = try Database(path: path, readOnly: true)
        defer { database.close() }
        try database.copy(to: copy)
    }
}
