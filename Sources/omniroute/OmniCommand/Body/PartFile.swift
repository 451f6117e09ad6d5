internal import EventLoop
internal import Glibc

/// A new file that gets its name once it is whole.
final class PartFile {
    private let path: String
    private let part: String
    private let descriptor: CInt
    private let keepsPart: Bool
    private var isFinished = false
    /// Bytes written.
    private(set) var count = 0

    /// Begins a file for this user only.
    ///
    /// - Parameters:
    ///   - path: The name that it gets.
    ///   - replaces: A file by that name may be there.
    ///   - keepsPart: What is not finished stays, as `path` with .part added; otherwise it is removed.
    /// - Throws: A file by that name is there, or none can be made.
    init(_ path: String, replaces: Bool, keepsPart: Bool = false) throws(CommandFailure) {
        self.path = path
        self.keepsPart = keepsPart
        part = path + ".part"
        var status = stat()
        if !replaces, lstat(path, &status) == 0 {
            throw CommandFailure(
                .data,
                "\(path) is there already; name another file, or replace it with --force")
        }
        // One that was left there may be open to others, who would read what is written.
        _ = unlink(part)
        descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure(
                errno == EACCES ? .denied : .data, "cannot write \(part): \(errorText(errno))")
        }
    }

    deinit {
        closeDescriptor(descriptor)
        if !isFinished, !keepsPart { _ = unlink(part) }
    }

    /// Writes all of these.
    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes { buffer in
                Glibc.write(
                    descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            }
            guard written >= 0 else {
                if errno == EINTR { continue }
                throw CommandFailure(.temporary, "cannot write \(part): \(errorText(errno))")
            }
            offset += written
        }
        count += bytes.count
    }

    /// Brings it to disk and gives it its name.
    func finish() throws(CommandFailure) {
        guard fsync(descriptor) == 0, rename(part, path) == 0 else {
            throw CommandFailure(.temporary, "cannot write \(path): \(errorText(errno))")
        }
        isFinished = true
    }
}
