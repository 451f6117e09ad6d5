internal import DaemonLife
internal import EventLoop
internal import Glibc
internal import Synchronization

/// Text to the user: answers on standard output, everything else on standard error.
enum Terminal {
    private static let failed = Mutex<CommandFailure?>(nil)

    /// Why standard output takes no more, with which the process ends; nil while it does.
    static var failure: CommandFailure? { failed.withLock { $0 } }

    /// Writes a line to standard error.
    static func error(_ line: String) { prompt(line + "\n") }

    /// Writes text to standard error as it is.
    static func prompt(_ text: String) {
        // There is no other place to say that this cannot be said.
        try? write(Array(text.utf8), to: STDERR_FILENO)
    }

    /// Writes a line of an answer to standard output; like `output`, without a buffer, so that they stay in order.
    static func line(_ text: String) { output(text + "\n") }

    /// Writes an answer to standard output, whole.
    static func output(_ text: String) { output(Array(text.utf8)) }

    /// Writes bytes of an answer to standard output; after a `failure` nothing more.
    static func output(_ bytes: [UInt8]) {
        guard failure == nil else { return }
        do throws(CommandFailure) {
            try write(bytes, to: STDOUT_FILENO)
        } catch {
            failed.withLock { $0 = error }
        }
    }

    /// Writes bytes to a descriptor, whole.
    ///
    /// - Throws: A failure when that cannot be done; with status 0 and nothing to say when it is the reader that has left.
    static func write(_ bytes: [UInt8], to descriptor: CInt) throws(CommandFailure) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(
                    descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            }
            if count < 0 {
                let number = errno
                guard number == EINTR || number == EAGAIN else { throw cannotWrite(number) }
                if number == EAGAIN { waitUntilWritable(descriptor) }
                continue
            }
            offset += count
        }
    }

    private static func cannotWrite(_ number: CInt) -> CommandFailure {
        number == EPIPE
            ? CommandFailure(status: 0, "")
            : CommandFailure(.temporary, "cannot write: \(errorText(number))")
    }

    /// A terminal or pipe that others made nonblocking: wait for room, at most a second.
    private static func waitUntilWritable(_ descriptor: CInt) {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&entry, 1, 1000)
    }

    /// Whether people read standard output directly.
    static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether color helps: people read it on a terminal that has it, and do not mind (no-color.org).
    static var usesColor: Bool {
        isInteractive && (environment("NO_COLOR") ?? "").isEmpty
            && (environment("TERM") ?? "dumb") != "dumb"
    }

    /// Whether somebody can be asked: both ends of the conversation are a terminal.
    static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }
}
