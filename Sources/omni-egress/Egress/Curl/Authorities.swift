/// Certificates to trust instead of the system's, in PEM, in memory that stays where it is: curl does not copy them.
final class Authorities {
    private let storage: UnsafeMutableRawBufferPointer

    /// Copies `pem`.
    init(pem: [UInt8]) {
        storage = .allocate(byteCount: pem.count, alignment: 1)
        storage.copyBytes(from: pem)
    }

    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(storage))
    }

    deinit { storage.deallocate() }
}
