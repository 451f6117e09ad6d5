/// Bytes that must not outlive their use: kept in one place, wiped when the last owner lets go, never printed.
///
/// It is a class so that arrays and dictionaries can hold it; it has no `description`, and mirrors of it show nothing.
public final class SecretBytes: CustomReflectable {
    private let storage: UnsafeMutableRawBufferPointer

    /// Copies `bytes`.
    ///
    /// The caller wipes its own copy (`init(wiping:)` does so).
    public init(copying bytes: RawSpan) {
        storage = .allocate(byteCount: bytes.byteCount, alignment: 16)
        bytes.withUnsafeBytes { storage.copyMemory(from: $0) }
    }

    /// Moves `bytes` in: the array is wiped and emptied.
    public convenience init(wiping bytes: inout [UInt8]) {
        self.init(copying: bytes.span.bytes)
        Crypto.wipe(&bytes)
        bytes = []
    }

    /// A random secret, such as a new key.
    ///
    /// - Parameter count: How many bytes.
    public convenience init(random count: Int) {
        var bytes = Crypto.randomBytes(count)
        self.init(wiping: &bytes)
    }

    /// Number of bytes.
    public var count: Int { storage.count }

    /// The bytes, to be read in place and not copied further than needed.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(storage))
    }

    /// Nothing: `dump` and debuggers' summaries show no secret.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }

    deinit {
        OpenSSL.wipe(storage)
        storage.deallocate()
    }
}
