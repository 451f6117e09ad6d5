internal import IPC
internal import JSON

/// A client's request, read once: its bytes, their tape, and what route must know.
struct ClientRequest {
    let bytes: [UInt8]
    let tape: JSONTape
    let facts: RequestFacts
}

/// What a request needs, whatever its dialect.
struct RequestFacts: Equatable {
    /// As the client named it.
    var model: String
    var stream = false
    /// The client wants token counts inside the stream.
    var includeUsage = false
    var tools = false
    var vision = false
    var jsonSchema = false
    /// Bytes of the body divided by four: good enough to tell whether a context window is too small.
    var estimatedInputTokens: UInt64 = 0
}

/// A request as a provider wants it: pieces of the client's bytes and new ones between them, so that a large body is
/// never copied.
struct ProviderRequest {
    /// Path below the connection's base URL.
    var path: String
    var headers: [Header]
    var body: JSONSegments
}
