package import IPC

/// What a client asks of a model, in no dialect.
///
/// A field that the client did not send is nil or empty: nobody may invent a value for it but the encoder of a dialect
/// that demands one.
package struct ModelRequest: Sendable, Equatable {
    /// As the client named it.
    package var model: String
    /// The client wants a stream.
    package var stream = false
    /// openai-chat: the client wants token counts inside the stream.
    package var includesUsage = false
    /// System text before the first turn, in order.
    package var system: [TextBlock] = []
    /// The conversation, in the client's order; see `Turns` for bringing it into a dialect's order.
    package var turns: [Turn] = []
    package var tools: [Tool] = []
    package var toolChoice: ToolChoice?
    /// False: one tool call at a time.
    package var parallelToolCalls: Bool?
    package var sampling = Sampling()
    package var reasoning: ReasoningRequest?
    package var format: OutputFormat?
    /// "low", "medium", "high".
    package var verbosity: String?
    /// Stable id of the end user.
    package var userID: String?
    /// Requests of one conversation share it (`prompt_cache_key`).
    package var cacheKey: String?
    /// The client's own labels, a JSON object.
    package var metadata: RawJSON?
    package var serviceTier: String?
    /// openai-responses: whether the provider keeps the answer.
    package var store: Bool?
    /// What the answer may hold besides text: "audio", "image".
    package var modalities: [String] = []
    /// openai-chat: tools came as `functions`, so that calls are answered as `function_call`.
    package var usesLegacyFunctions = false
    /// Fields that only one dialect knows, and unknown ones: forwarded to that dialect only.
    package var extensions: [Extension] = []

    package init(model: String) { self.model = model }
}

/// A field that only one dialect knows.
package struct Extension: Sendable, Equatable {
    package var dialect: Dialect
    /// Name of the field at the top of the request.
    package var name: String
    package var value: RawJSON

    package init(dialect: Dialect, name: String, value: RawJSON) {
        self.dialect = dialect
        self.name = name
        self.value = value
    }
}
