internal import EventLoop
internal import Glibc

/// Files that a command is given, "-" for standard input.
enum InputFile {
    /// The bytes of a file.
    static func read(_ path: String, limit: Int) throws(CommandFailure) -> [UInt8] {
        guard path != "-" else { return try standardInput(limit: limit) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure(.data, "cannot read \(path): \(errorText(errno))")
        }
        defer { closeDescriptor(descriptor) }
        return try all(descriptor, path, limit: limit)
    }

    /// The bytes of standard input.
    static func standardInput(limit: Int) throws(CommandFailure) -> [UInt8] {
        try all(STDIN_FILENO, "standard input", limit: limit)
    }

    private static func all(
        _ descriptor: CInt, _ name: String, limit: Int
    ) throws(CommandFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw CommandFailure(.data, "cannot read \(name): \(errorText(errno))")
            }
            guard count > 0 else { return bytes }
            guard bytes.count + count <= limit else {
                throw CommandFailure(.data, "\(name) has more than \(limit) bytes")
            }
            bytes += buffer[..<count]
        }
    }
}
