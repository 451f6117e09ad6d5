internal import EventLoop
internal import Glibc

/// Keeps a second `up` away from a data directory (flock(2)); released when the process ends, however it ends.
final class DirectoryLock {
    private let descriptor: CInt

    /// Takes the lock, or names the process that holds it.
    init(_ data: DataDirectory) throws(CommandFailure) {
        descriptor = open(data.lockFile, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure(
                .configuration, "cannot open \(data.lockFile): \(errorText(errno))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            let holder = SmallFile.read(data.lockFile).flatMap { text in
                Int32(text.prefix { $0 != "\n" })
            }
            closeDescriptor(descriptor)
            throw Self.failure(data, number, holder: holder)
        }
        let text = Array("\(getpid())\n".utf8)
        ftruncate(descriptor, 0)
        // Only for the error message of others.
        _ = pwrite(descriptor, text, text.count, 0)
    }

    private static func failure(
        _ data: DataDirectory, _ number: CInt, holder: Int32?
    ) -> CommandFailure {
        guard number == EWOULDBLOCK else {
            return CommandFailure(
                .configuration, "cannot lock \(data.lockFile): \(errorText(number))")
        }
        let who = holder.map { " (pid \($0))" } ?? ""
        return CommandFailure(
            .temporary,
            "another omniroute up\(who) uses \(data.path); stop it, or choose another --data-dir")
    }

    deinit { closeDescriptor(descriptor) }
}
