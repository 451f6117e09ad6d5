/// The decisions about one request, as they are kept and shown.
struct KeptTrace: Equatable {
    let requestID: String
    /// A JSON object a line, oldest first.
    let lines: [UInt8]
}
