internal import EventLoop
internal import Glibc

/// Files that a command makes.
enum OutputFile {
    /// Writes a file for this user only, replacing one that is there once it is complete; "-" is standard output.
    static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
        guard path != "-" else { return try Terminal.write(bytes, to: STDOUT_FILENO) }
        let part = path + ".part"
        // One that is there may be open to others, who would read what is written.
        _ = unlink(part)
        let descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure(.data, "cannot make \(part): \(errorText(errno))")
        }
        defer { closeDescriptor(descriptor) }
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(
                    descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failed(part, errno) }
            offset += count
        }
        guard fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0, rename(part, path) == 0 else {
            throw failed(part, errno)
        }
    }

    private static func failed(_ part: String, _ number: CInt) -> CommandFailure {
        unlink(part)
        return CommandFailure(.temporary, "cannot write \(part): \(errorText(number))")
    }
}
