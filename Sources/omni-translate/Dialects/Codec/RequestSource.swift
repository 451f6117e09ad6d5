package import IPC
package import JSON

/// A client's request, as it arrived: body, its tape, and what the path said.
package struct RequestSource: Sendable {
    package let bytes: [UInt8]
    /// Parsed; the root is an object.
    package let tape: JSONTape
    package let endpoint: Endpoint
    /// The model that the path names; empty where the body does.
    package let pathModel: String
    package let streamForm: StreamForm
    /// Of the client: `anthropic-beta` and the like, lower case.
    package let headers: [Header]
    /// openai-responses: the earlier answer that the client named, whose conversation stands in `bytes` now.
    package var continued: String?

    package init(
        bytes: [UInt8], tape: JSONTape, endpoint: Endpoint = .chat, pathModel: String = "",
        streamForm: StreamForm = .body, headers: [Header] = []
    ) {
        self.bytes = bytes
        self.tape = tape
        self.endpoint = endpoint
        self.pathModel = pathModel
        self.streamForm = streamForm
        self.headers = headers
    }
}

/// What a request needs, whatever its dialect: enough to choose a provider.
package struct RequestFacts: Sendable, Equatable {
    /// As the client named it.
    package var model: String
    package var stream = false
    /// The client wants token counts inside the stream.
    package var includeUsage = false
    package var tools = false
    package var vision = false
    package var audio = false
    /// Such as PDF.
    package var documents = false
    package var jsonSchema = false
    /// Most tokens of the answer; 0 when the client set no bound.
    package var maxOutputTokens: UInt64 = 0
    /// More than one answer is asked for (openai-chat: `n`).
    package var wantsSeveral = false
    /// What all requests of one conversation have in common, as `SessionMark` found it; empty for none.
    package var sessionMark = ""
    /// As `TokenEstimate` finds it in the body: good enough to tell whether a context window is too small, and what budgets set
    /// aside.
    package var estimatedInputTokens: UInt64 = 0

    package init(model: String) { self.model = model }
}
