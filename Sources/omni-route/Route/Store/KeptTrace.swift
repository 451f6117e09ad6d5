/// The decisions about one request, as they are kept on disk.
struct KeptTrace: Equatable {
    let requestID: String
    /// As `TraceCode` writes them, oldest first.
    let bytes: [UInt8]
}
