internal import Glibc

/// Secrets from standard input.
enum SecretInput {
    /// What a secret may hold at most.
    private static let limitBytes = 64 << 10

    /// All of standard input, without the line feed at its end.
    static func standardInput() throws(CommandFailure) -> String {
        let text = FieldBody.trimmed(
            String(decoding: try InputFile.standardInput(limit: limitBytes), as: UTF8.self))
        guard !text.isEmpty else {
            throw CommandFailure(.data, "standard input holds no secret")
        }
        return text
    }

    /// A line that is typed without being shown; nil when nobody can be asked.
    ///
    /// - Throws: A failure when it is cancelled.
    static func prompt(_ question: String) throws(CommandFailure) -> String? {
        guard Terminal.canAsk else { return nil }
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
        var silent = settings
        // A signal would end this process and leave a terminal that shows nothing: Ctrl-C ends the line instead.
        silent.c_lflag &= ~tcflag_t(ECHO | ISIG)
        withUnsafeMutableBytes(of: &silent.c_cc) { $0[Int(VEOL)] = cancel }
        Terminal.prompt(question)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0 else { return nil }
        let typed = line()
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
        Terminal.prompt("\n")
        guard let typed else { throw CommandFailure(status: cancelledStatus, "cancelled") }
        return FieldBody.trimmed(typed)
    }

    /// What Ctrl-C sends.
    private static let cancel: UInt8 = 3
    private static let newline = UInt8(ascii: "\n")
    /// As shells have it for a process that SIGINT ended.
    private static let cancelledStatus: Int32 = 130

    /// A line of the terminal; nil when it was cancelled, or the terminal is gone.
    private static func line() -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count < limitBytes {
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1, byte != cancel else { return nil }
            if byte == newline { break }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
