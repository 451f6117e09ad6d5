internal import CLinux
internal import Glibc

/// The whole terminal, for a while: another screen, no cursor, keys as they are pressed.
///
/// What was there before is there again after `close`, which must come on every way out.
final class TerminalScreen {
    private var before = termios()
    private var isOpen = false
    private let hasKeys: Bool

    /// Takes over the terminal.
    init() {
        hasKeys = tcgetattr(STDIN_FILENO, &before) == 0
        if hasKeys {
            var raw = before
            raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
            withUnsafeMutableBytes(of: &raw.c_cc) { characters in
                characters[Int(VMIN)] = 0
                characters[Int(VTIME)] = 0
                // Stopped (Ctrl-Z) it would leave the shell with a screen that is not its own.
                characters[Int(VSUSP)] = 0
            }
            tcsetattr(STDIN_FILENO, TCSANOW, &raw)
        }
        // The other screen, cursor hidden, lines not wrapped.
        Terminal.output("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l")
        isOpen = true
    }

    /// Gives the terminal back; again is harmless.
    func close() {
        guard isOpen else { return }
        isOpen = false
        Terminal.output("\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l")
        if hasKeys { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) }
    }

    deinit { close() }

    /// Shows lines from the top, and nothing else.
    func draw(_ lines: [String]) {
        let text = lines.map { "\($0)\u{1B}[K" }.joined(separator: "\r\n")
        // From the top without clearing first, which would flicker; what is below goes.
        Terminal.output("\u{1B}[H\(text)\u{1B}[J")
    }

    /// How large the terminal is now.
    static var size: TopFrame.Size {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0,
            size.ws_row > 0
        else { return TopFrame.Size() }
        return TopFrame.Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    /// Keys that were pressed since the last time.
    static func keys() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = read(STDIN_FILENO, &buffer, buffer.count)
        return count > 0 ? Array(buffer[..<count]) : []
    }
}
