#if canImport(Glibc)
    internal import Glibc
#endif

/// The file that tells whoever started the mock which port it has.
enum PortFile {
    /// Writes the port, in such a way that a reader sees all of it or no file.
    ///
    /// - Returns: Whether it could be written.
    static func write(_ port: Int, to path: String) -> Bool {
        let draft = "\(path).new"
        guard let file = fopen(draft, "w") else { return false }
        let isWritten = fputs("\(port)\n", file) >= 0
        guard fclose(file) == 0, isWritten else { return false }
        return rename(draft, path) == 0
    }
}
