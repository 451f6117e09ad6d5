internal import Glibc

/// A file of console lines, open for reading.
final class ConsoleFile {
    /// What it is known by when it has another name: a hash of its inode and of how its first line begins.
    ///
    /// An inode alone does not do: that of a deleted file is soon given to the next one.
    let number: UInt64
    /// Its bytes when it was opened.
    let size: Int64
    private let descriptor: CInt

    /// Opens a file; nil when it is not there.
    init?(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            // Nothing was written, so closing can lose nothing.
            _ = close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        size = Int64(status.st_size)
        let beginning = Self.read(descriptor, 0..<min(size, Self.beginning))
        let line = beginning.prefix { $0 != 0x0a }
        // What has no end yet may still grow, and the number with it.
        let isSettled = line.count < beginning.count || line.count == Int(Self.beginning)
        number = Self.hash(UInt64(status.st_ino), isSettled ? line : [])
    }

    /// Bytes of the first line that count.
    private static let beginning: Int64 = 512

    /// FNV-1a, begun with the inode.
    private static func hash(_ inode: UInt64, _ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(inode ^ 0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    deinit { _ = close(descriptor) }

    /// The bytes of a range; fewer when the file ends before, or cannot be read.
    func read(_ range: Range<Int64>) -> [UInt8] { Self.read(descriptor, range) }

    private static func read(_ descriptor: CInt, _ range: Range<Int64>) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                pread(
                    descriptor,
                    UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).baseAddress,
                    buffer.count - filled, off_t(range.lowerBound) + off_t(filled))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            filled += count
        }
        return Array(bytes[..<filled])
    }
}
