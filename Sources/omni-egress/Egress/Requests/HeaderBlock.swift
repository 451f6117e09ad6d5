internal import Crypto

/// The header lines of one request, as C strings in one buffer that curl reads in place.
///
/// The buffer is kept from request to request. It held a secret, so it is wiped before it is used again or freed.
final class HeaderBlock {
    private(set) var storage: UnsafeMutableRawBufferPointer
    private(set) var count = 0
    /// Where each line begins.
    private(set) var offsets: [Int] = []

    init() {
        storage = .allocate(byteCount: 2048, alignment: 16)
        offsets.reserveCapacity(16)
    }

    /// Wipes what is there.
    func clear() {
        Crypto.wipe(UnsafeMutableRawBufferPointer(rebasing: storage[..<count]))
        count = 0
        offsets.removeAll(keepingCapacity: true)
    }

    /// Appends a line; name and value have been checked.
    func append(name: String, value: String) {
        var value = value
        value.withUTF8 { append(name: name, prefix: "", value: UnsafeRawBufferPointer($0)) }
    }

    /// Appends a line with a secret in it.
    func append(name: String, prefix: StaticString, secret: SecretBytes) {
        secret.withBytes { append(name: name, prefix: prefix, value: $0) }
    }

    /// Makes curl leave out a header that it would add itself.
    func suppress(_ name: StaticString) {
        begin(reserving: name.utf8CodeUnitCount + 2)
        name.withUTF8Buffer { write(UnsafeRawBufferPointer($0)) }
        write(UInt8(ascii: ":"))
        write(0)
    }

    private func append(name: String, prefix: StaticString, value: UnsafeRawBufferPointer) {
        var name = name
        name.withUTF8 { name in
            begin(reserving: name.count + prefix.utf8CodeUnitCount + value.count + 3)
            write(UnsafeRawBufferPointer(name))
            guard !value.isEmpty else {
                // curl's spelling of a header that is sent without a value.
                write(UInt8(ascii: ";"))
                return write(0)
            }
            write(UInt8(ascii: ":"))
            write(UInt8(ascii: " "))
            prefix.withUTF8Buffer { write(UnsafeRawBufferPointer($0)) }
            write(value)
            write(0)
        }
    }

    private func begin(reserving size: Int) {
        offsets.append(count)
        guard count + size > storage.count else { return }
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(storage.count * 2, count + size), alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[..<count]))
        Crypto.wipe(UnsafeMutableRawBufferPointer(rebasing: storage[..<count]))
        storage.deallocate()
        storage = larger
    }

    private func write(_ bytes: UnsafeRawBufferPointer) {
        UnsafeMutableRawBufferPointer(rebasing: storage[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    private func write(_ byte: UInt8) {
        storage[count] = byte
        count += 1
    }

    deinit {
        clear()
        storage.deallocate()
    }
}
