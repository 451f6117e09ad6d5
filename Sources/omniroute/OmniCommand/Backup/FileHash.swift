internal import Crypto
internal import EventLoop
internal import Glibc

/// Size and SHA-256 of a file of any size.
struct FileHash: Equatable {
    /// Bytes.
    let size: UInt64
    /// 64 hexadecimal digits.
    let sha256: String

    /// Reads a file that nobody changes meanwhile.
    init(_ path: String) throws(SystemError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw SystemError("open", errno) }
        defer { closeDescriptor(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemError("fstat", errno) }
        size = UInt64(status.st_size)
        guard status.st_size > 0 else {
            sha256 = Crypto.hex(Crypto.sha256([]))
            return
        }
        let count = Int(status.st_size)
        // Mapped, because a history may be larger than the memory.
        guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0),
            address != MAP_FAILED
        else { throw SystemError("mmap", errno) }
        defer { munmap(address, count) }
        let bytes = UnsafeRawBufferPointer(start: address, count: count)
        sha256 = Crypto.hex(Crypto.sha256(bytes.bytes))
    }
}
