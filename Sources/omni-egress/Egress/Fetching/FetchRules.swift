internal import IPC

/// What a fetched answer must be like.
struct FetchRules {
    /// Bytes of the body at most.
    let maximumBytes: UInt64
    /// Media types that are wanted, in lower case: "image/png", "image/*"; none for any.
    let types: [String]

    /// What is asked for, within what is allowed at all.
    init(_ message: FetchRequest) {
        let asked = message.maxBytes == 0 ? Limits.fetchBytes : message.maxBytes
        maximumBytes = min(asked, Limits.fetchBytes)
        types = message.types.map { $0.lowercased() }
    }

    /// Whether curl goes on to another address after this head.
    static func isRedirect(_ response: ResponseParser) -> Bool {
        (300..<400).contains(response.status) && response.header("location")?.isEmpty == false
    }

    /// Why an answer is not handed on; nil when it is.
    func refusal(_ response: ResponseParser, authority: String) -> TransferFailure? {
        guard response.status == 200 else {
            return TransferFailure(
                .upstreamBroken, "\(authority) answers with status \(response.status)")
        }
        let coding = response.header("content-encoding")?.lowercased() ?? "identity"
        guard coding == "identity" else { return unwanted(authority, "answers in a coding") }
        guard wants(response.header("content-type") ?? "") else {
            return unwanted(authority, "answers with another type than is wanted")
        }
        if let length = response.contentLength, length > maximumBytes { return tooLong(authority) }
        return nil
    }

    /// The body goes on behind `maximumBytes`.
    func tooLong(_ authority: String) -> TransferFailure {
        unwanted(authority, "answers with more than \(maximumBytes) bytes")
    }

    private func wants(_ contentType: String) -> Bool {
        guard !types.isEmpty else { return true }
        let type = contentType.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
        let family = type.prefix { $0 != "/" } + "/*"
        return types.contains { $0 == type || $0 == family || $0 == "*/*" }
    }

    /// It is whole and well, but not what was asked for.
    private func unwanted(_ authority: String, _ what: String) -> TransferFailure {
        TransferFailure(.refused, "\(authority) \(what)")
    }
}
