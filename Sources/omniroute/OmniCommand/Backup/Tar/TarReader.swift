internal import EventLoop
internal import Glibc

/// Reads a tar archive from a descriptor, which stays the caller's.
///
/// Knows plain files only: nothing of an archive can lead out of the directory that its files are written to.
final class TarReader {
    /// Why an archive cannot be read.
    enum Problem: Error, Equatable {
        /// It is none, or damaged, or has more than plain files.
        case notAnArchive
        /// It ends before it is complete.
        case cut
        /// A content is larger than what is taken.
        case tooLarge(name: String)
        /// The system's words.
        case system(SystemError)
    }

    private let descriptor: CInt
    private var left: UInt64 = 0
    private var padding = 0
    private static let bufferBytes = 256 << 10

    /// Reads where the descriptor stands.
    init(_ descriptor: CInt) { self.descriptor = descriptor }

    /// The next file, what was not read of the one before passed over; nil at the end.
    func next() throws(Problem) -> TarHeader? {
        while left > 0 { _ = try piece() }
        if padding > 0 { _ = try exactly(padding) }
        padding = 0
        let block = try exactly(TarHeader.blockBytes)
        // Two empty blocks end it; one is enough to know.
        if block.allSatisfy({ $0 == 0 }) { return nil }
        guard let header = TarHeader(block) else { throw .notAnArchive }
        left = header.size
        padding = TarHeader.padding(header.size)
        return header
    }

    /// The content of the file that `next` gave, into memory.
    func content(_ header: TarHeader, limit: Int) throws(Problem) -> [UInt8] {
        guard header.size <= UInt64(limit) else { throw .tooLarge(name: header.name) }
        var bytes: [UInt8] = []
        while left > 0 { bytes += try piece() }
        return bytes
    }

    /// The content of the file that `next` gave, into a descriptor.
    func copyContent(to destination: CInt) throws(Problem) {
        while left > 0 {
            let bytes = try piece()
            var offset = 0
            while offset < bytes.count {
                let count = bytes.withUnsafeBytes { buffer in
                    write(
                        destination, buffer.baseAddress?.advanced(by: offset),
                        buffer.count - offset)
                }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw .system(SystemError("write", errno)) }
                offset += count
            }
        }
    }

    private func piece() throws(Problem) -> [UInt8] {
        let bytes = try exactly(Int(min(left, UInt64(Self.bufferBytes))))
        left -= UInt64(bytes.count)
        return bytes
    }

    private func exactly(_ count: Int) throws(Problem) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var have = 0
        while have < count {
            let start = have
            let got = bytes.withUnsafeMutableBytes { buffer in
                read(descriptor, buffer.baseAddress?.advanced(by: start), count - start)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .system(SystemError("read", errno)) }
            guard got > 0 else { throw .cut }
            have += got
        }
        return bytes
    }
}
