/// Whether a request carries a key that lets it in, where its dialect carries keys.
struct Access {
    private let head: RequestHead
    private let keys: [String]

    /// Access by one of some keys.
    ///
    /// - Parameters:
    ///   - head: The request.
    ///   - keys: The keys; if there are none everyone is let in.
    init(_ head: RequestHead, keys: [String]) {
        self.head = head
        self.keys = keys
    }

    /// The error to answer with; nil if the request is let in.
    func error(in dialect: Dialect) -> ProviderError? {
        // Bedrock knows no requests that name nobody.
        guard dialect != .bedrock || bearer != nil else { return Self.missing(in: dialect) }
        guard !keys.isEmpty else { return nil }
        guard let key = key(in: dialect) else { return Self.missing(in: dialect) }
        return keys.contains(key) ? nil : Self.wrong(in: dialect)
    }

    private func key(in dialect: Dialect) -> String? {
        switch dialect {
        case .openaiChat, .openaiResponses, .cohere, .ollama, .bedrock: bearer
        case .azure: head.field("api-key") ?? bearer
        case .anthropic: head.field("x-api-key") ?? bearer
        case .gemini:
            head.field("x-goog-api-key") ?? head.query.first { $0.name == "key" }?.value ?? bearer
        }
    }

    private var bearer: String? {
        let parts = head.authorization?.split(separator: " ", maxSplits: 1) ?? []
        return parts.count == 2 && parts[0].lowercased() == "bearer" ? String(parts[1]) : nil
    }

    private static func missing(in dialect: Dialect) -> ProviderError {
        switch dialect {
        case .openaiChat, .openaiResponses: .missingKey
        case .azure: wrong(in: .azure)
        case .anthropic: refusal(401, "x-api-key header is required")
        case .gemini:
            refusal(
                403,
                "Method doesn't allow unregistered callers (callers without established "
                    + "identity). Please use API Key or other form of API consumer identity to "
                    + "call this API.")
        case .ollama: refusal(401, "unauthorized")
        case .cohere: refusal(401, "no api key supplied")
        case .bedrock: refusal(403, "Missing Authentication Token")
        }
    }

    private static func wrong(in dialect: Dialect) -> ProviderError {
        switch dialect {
        case .openaiChat, .openaiResponses: .unauthorized
        case .azure:
            refusal(
                401,
                "Access denied due to invalid subscription key or wrong API endpoint. Make "
                    + "sure to provide a valid key for an active subscription and use a correct "
                    + "regional API endpoint for your resource.")
        case .anthropic: refusal(401, "invalid x-api-key")
        case .gemini:
            ProviderError(
                status: 400, message: "API key not valid. Please pass a valid API key.",
                type: "invalid_request_error", code: GeminiErrors.invalidKey)
        case .ollama: refusal(401, "unauthorized")
        case .cohere: refusal(401, "invalid api token")
        case .bedrock: refusal(403, "The security token included in the request is invalid.")
        }
    }

    private static func refusal(_ status: Int, _ message: String) -> ProviderError {
        ProviderError(status: status, message: message, type: "invalid_request_error")
    }
}
