import Glibc

/// A folder that goes away with the program's use of it.
final class Folder {
    let path: String

    /// A new one below `TMPDIR`; not below /tmp, which may be memory.
    init?() {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
        var template = Array("\(parent)/omni-route-bench-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { return nil }
        path = String(cString: made)
    }

    deinit {
        for file in ["route.db", "route.db-wal", "route.db-shm"] { unlink("\(path)/\(file)") }
        rmdir(path)
    }
}
