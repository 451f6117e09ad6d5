package import IPC

/// What translate is asked for, as far as the path says it.
package struct Destination: Equatable, Sendable {
    /// What the client asks for.
    package var endpoint: Endpoint
    /// The dialect; `none` where several dialects share the path and the headers tell them apart.
    package var dialect: Dialect
    /// The model that the path names, decoded; it may hold slashes.
    package var model = ""
    /// The stored answer that the path names.
    package var resource = ""
    /// Where it stands whether the answer is streamed.
    package var streamForm = StreamForm.body

    /// Where a path leads; what it does not name stays empty.
    package init(
        _ endpoint: Endpoint, _ dialect: Dialect, model: String = "", resource: String = "",
        streamForm: StreamForm = .body
    ) {
        self.endpoint = endpoint
        self.dialect = dialect
        self.model = model
        self.resource = resource
        self.streamForm = streamForm
    }

    var methods: AllowedMethods {
        switch endpoint {
        case .none, .chat, .completion, .countTokens, .compact, .generate: .posting
        // Ollama asks about a model with its name in a body.
        case .model: dialect == .ollama ? .posting : .reading
        case .models: .reading
        case .storedResponse, .deleteResponse: .readingAndDeleting
        }
    }
}
