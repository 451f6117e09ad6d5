internal import Glibc

/// Lines for whoever started the generator; unbuffered, because they mark moments.
enum Output {
    /// Writes a line to standard output.
    static func line(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes a line to standard error.
    static func error(_ text: String) { write(text, to: STDERR_FILENO) }

    private static func write(_ text: String, to descriptor: CInt) {
        let bytes = Array((text + "\n").utf8)
        // Nobody reading is no reason to fail: the figures are then wanted by nobody.
        _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}
