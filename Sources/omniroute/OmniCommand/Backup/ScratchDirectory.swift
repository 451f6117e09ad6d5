internal import EventLoop
internal import Glibc

/// A directory of this user for a while.
struct ScratchDirectory {
    /// Where it is.
    let path: String

    /// Makes one on the file system of a file that is to be made.
    init(beside file: String) throws(CommandFailure) {
        var template = Array((file + ".XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else {
            throw CommandFailure(
                errno == EACCES ? .denied : .data,
                "cannot write beside \(file): \(errorText(errno))")
        }
        path = String(cString: made)
    }

    /// One that is there already.
    init(taking path: String) { self.path = path }

    /// Takes it away with all that is in it.
    func remove() { Self.remove(path, depth: 0) }

    /// Makes a directory in it, and what is missing above that.
    func create(_ directory: String) throws(CommandFailure) {
        var made = path
        for part in directory.split(separator: "/") {
            made += "/\(part)"
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else {
                throw CommandFailure(.temporary, "cannot make \(made): \(errorText(errno))")
            }
        }
    }

    /// Deeper ones are nothing of ours.
    private static func remove(_ directory: String, depth: Int) {
        for name in SmallFile.names(in: directory) {
            let path = "\(directory)/\(name)"
            if unlink(path) != 0, errno == EISDIR, depth < 4 { remove(path, depth: depth + 1) }
        }
        rmdir(directory)
    }
}
