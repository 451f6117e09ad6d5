public import IPC

/// One provider that a connection can name.
public struct CatalogueEntry: Equatable, Sendable {
    /// What stands in `provider:`; also the default prefix and the name of the profile.
    public let id: String
    /// For people.
    public let title: String
    /// What the provider speaks.
    public let dialect: Dialect
    /// Where it is, in the form of ``BaseURL``; nil when a connection must say.
    public let baseURL: String?

    init(_ id: String, _ title: String, _ dialect: Dialect, _ baseURL: String? = nil) {
        self.id = id
        self.title = title
        self.dialect = dialect
        self.baseURL = baseURL
    }

    /// Stands for any server of its dialect, so that a connection's name is its prefix.
    public var isGeneric: Bool { id.hasSuffix("-compatible") }

    /// How the key is put on a request, and in which header when that is one of its own.
    public var placement: (place: CredentialPlace, header: String) {
        switch dialect {
        case .anthropic: (.header, "x-api-key")
        case .gemini: (.header, "x-goog-api-key")
        case .none, .openaiChat, .openaiResponses, .ollama, .cohere, .bedrock: (.bearer, "")
        }
    }

    /// The addresses of this provider begin with a version segment, so a base URL without one gets `/v1`.
    var isVersioned: Bool {
        switch dialect {
        case .openaiChat, .openaiResponses: baseURL.map(BaseURL.namesVersion) ?? true
        case .none, .anthropic, .gemini, .ollama, .cohere, .bedrock: false
        }
    }
}
