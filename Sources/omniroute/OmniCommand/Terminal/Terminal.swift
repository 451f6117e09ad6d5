internal import DaemonLife
internal import Glibc

/// Text to the user: answers on standard output, everything else on standard error.
enum Terminal {
    /// Writes a line to standard error.
    static func error(_ line: String) {
        write(Array((line + "\n").utf8), to: STDERR_FILENO)
    }

    /// Writes a line of an answer to standard output; like `output`, without a buffer, so that they stay in order.
    static func line(_ text: String) { output(text + "\n") }

    /// Writes an answer to standard output, whole.
    static func output(_ text: String) { write(Array(text.utf8), to: STDOUT_FILENO) }

    /// Writes a line to a descriptor, whole; a reader that is gone ends the writing.
    static func write(_ bytes: [UInt8], to descriptor: CInt) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(
                    descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            }
            if count < 0 {
                guard errno == EINTR || errno == EAGAIN else { return }
                if errno == EAGAIN { waitUntilWritable(descriptor) }
                continue
            }
            offset += count
        }
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
