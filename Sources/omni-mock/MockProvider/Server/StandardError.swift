#if canImport(Glibc)
    internal import Glibc
#endif

/// The standard error stream.
enum StandardError {
    /// Writes a text; what cannot be written is lost, for there is nowhere to say so.
    static func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            // A line is below the size that pipes write whole.
            _ = Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        }
    }
}
