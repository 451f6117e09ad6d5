internal import Glibc
internal import Store

/// A copy of a database that a daemon may have open, of one moment.
enum DatabaseCopy {
    /// Makes it, for this user only; the database is not touched, nor is anything beside it.
    static func make(_ path: String, to copy: String) throws(CommandFailure) {
        do throws(StoreError) {
            try copyOpen(path, to: copy)
        } catch {
            guard access(path, R_OK) == 0 else {
                throw CommandFailure(
                    .denied, "cannot read \(path): run this as root, or as the user that owns it")
            }
            // In a directory that may not be written SQLite reads only what somebody has open.
            guard ClosedDatabase.copy(path, to: copy) else {
                throw CommandFailure(.temporary, "cannot copy \(path): \(error)")
            }
        }
    }

    private static func copyOpen(_ path: String, to copy: String) throws(StoreError) {
        let database = try Database(path: path, readOnly: true)
        defer { database.close() }
        try database.copy(to: copy)
    }
}
