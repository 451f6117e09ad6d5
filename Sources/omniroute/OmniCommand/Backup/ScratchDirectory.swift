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

    /// Takes it away with the files in it.
    func remove() {
        for name in SmallFile.names(in: path) { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}
