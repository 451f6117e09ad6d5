#if canImport(Glibc)
    internal import Glibc
#endif

/// Standard output and standard error, unbuffered.
enum StandardStream {
    /// Writes a text; what cannot be written is lost, for there is nowhere to say so.
    ///
    /// - Parameters:
    ///   - text: A few lines.
    ///   - descriptor: `STDOUT_FILENO` or `STDERR_FILENO`.
    static func write(_ text: String, to descriptor: CInt) {
        var text = text
        text.withUTF8 { bytes in
            // Below the size that pipes write whole.
            _ = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        }
    }

    /// Writes a line of the request log.
    static func log(_ line: String) {
        write(line, to: STDERR_FILENO)
    }
}
