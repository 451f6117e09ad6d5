internal import EventLoop
internal import Glibc

/// Writes a tar archive to a descriptor, which stays the caller's.
struct TarWriter {
    private let descriptor: CInt
    private static let bufferBytes = 256 << 10

    /// Writes where the descriptor stands.
    init(_ descriptor: CInt) { self.descriptor = descriptor }

    /// Adds a file from memory.
    func add(_ header: TarHeader, _ content: [UInt8]) throws(SystemError) {
        precondition(header.size == UInt64(content.count), "the header says the size")
        try write(header.bytes)
        try write(content)
        try write([UInt8](repeating: 0, count: TarHeader.padding(header.size)))
    }

    /// Adds a file from the file system, as many bytes as the header says.
    func add(_ header: TarHeader, contentsOf path: String) throws(SystemError) {
        let source = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard source >= 0 else { throw SystemError("open", errno) }
        defer { closeDescriptor(source) }
        try write(header.bytes)
        var buffer = [UInt8](repeating: 0, count: Self.bufferBytes)
        var left = header.size
        while left > 0 {
            let count = read(source, &buffer, Int(min(left, UInt64(buffer.count))))
            if count < 0, errno == EINTR { continue }
            // A file that shrinks meanwhile would leave an archive that nobody can read.
            guard count > 0 else { throw SystemError("read", count < 0 ? errno : EIO) }
            try write(buffer[..<count])
            left -= UInt64(count)
        }
        try write([UInt8](repeating: 0, count: TarHeader.padding(header.size)))
    }

    /// Ends the archive with two empty blocks.
    func finish() throws(SystemError) {
        try write([UInt8](repeating: 0, count: 2 * TarHeader.blockBytes))
    }

    private func write(_ bytes: some RandomAccessCollection<UInt8>) throws(SystemError) {
        let block = Array(bytes)
        var offset = 0
        while offset < block.count {
            let count = block.withUnsafeBytes { buffer in
                Glibc.write(
                    descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemError("write", errno) }
            offset += count
        }
    }
}
