internal import IPC

// The words of OpenTelemetry's semantic conventions for what omni.proto has numbers for (GenAI, November 2026).

extension AttemptRecord {
    /// Value of `gen_ai.operation.name`.
    ///
    /// - Parameter endpoint: What the client asked for; nil where its request's record is not here.
    /// - Returns: One of the convention's words.
    func operation(_ endpoint: Endpoint?) -> String {
        guard purpose != .purposeEmbedding else { return "embeddings" }
        switch endpoint {
        case .completion?, .generate?: return "text_completion"
        case .none?, .chat?, .models?, .model?, .countTokens?, .compact?, .storedResponse?,
            .deleteResponse?, nil:
            return dialect == .gemini ? "generate_content" : "chat"
        }
    }

    /// Value of `gen_ai.provider.name`: the convention's word where it has one, else the catalogue's.
    var conventionalProvider: String {
        switch provider {
        case "gemini", "gemini-cli", "gemini-compatible": "gcp.gemini"
        case "vertex", "vertex-partner": "gcp.vertex_ai"
        case "bedrock", "bedrock-compatible": "aws.bedrock"
        case "azure": "azure.ai.openai"
        case "github-models": "azure.ai.inference"
        case "mistral": "mistral_ai"
        case "xai": "x_ai"
        case "codex": "openai"
        case "claude": "anthropic"
        default: provider
        }
    }

    /// Value of `gen_ai.system`, the name that it had before: one word was another then.
    var formerProvider: String {
        let word = conventionalProvider
        return word == "x_ai" ? "xai" : word
    }

    /// Value of `error.type`; nil when nothing failed.
    var errorType: String? {
        guard failure != .none else { return nil }
        if failure == .cancelled { return "cancelled" }
        if status >= 400 { return String(status) }
        if reason != .reasonNone { return "\(reason.word)" }
        return errorCode.isEmpty ? "_OTHER" : errorCode
    }
}

extension RequestRecord {
    /// The method of its HTTP request.
    var method: String {
        switch endpoint {
        // Ollama's clients name a model in a body.
        case .model where dialect == .ollama: "POST"
        case .models, .model, .storedResponse: head ? "HEAD" : "GET"
        case .deleteResponse: "DELETE"
        case .none, .chat, .completion, .countTokens, .compact, .generate: "POST"
        }
    }

    /// Value of `http.route`: the path as its dialect's documents have it, however it was spelt; nil where none is known.
    var route: String? {
        switch endpoint {
        case .chat: chatRoute
        case .models: modelsRoute
        case .model: dialect == .ollama ? "/api/show" : "\(modelsRoute)/{model}"
        case .completion: "/v1/completions"
        case .countTokens:
            dialect == .gemini
                ? "/v1beta/models/{model}:countTokens" : "/v1/messages/count_tokens"
        case .compact: "/v1/responses/compact"
        case .storedResponse, .deleteResponse: "/v1/responses/{response}"
        case .generate: "/api/generate"
        case .none: nil
        }
    }

    private var chatRoute: String? {
        switch dialect {
        case .openaiChat: "/v1/chat/completions"
        case .openaiResponses: "/v1/responses"
        case .anthropic: "/v1/messages"
        // Which of two verbs it was is not known of what was refused.
        case .gemini: "/v1beta/models/{model}:{verb}"
        case .ollama: "/api/chat"
        case .none, .cohere, .bedrock: nil
        }
    }

    private var modelsRoute: String {
        switch dialect {
        case .gemini: "/v1beta/models"
        case .ollama: "/api/tags"
        case .none, .openaiChat, .openaiResponses, .anthropic, .cohere, .bedrock: "/v1/models"
        }
    }

    /// Value of `error.type`; nil when the client got what it asked for.
    var errorType: String? {
        switch outcome {
        case .clientGone: "cancelled"
        case .broken: errorCode.isEmpty ? "broken" : errorCode
        case .unknown, .complete, .refused: status >= 400 ? String(status) : nil
        }
    }

    /// Whether it is the gateway's failure: a span of a server is none because a client asked for what there is not.
    var isFailure: Bool { status >= 500 || outcome == .broken }
}
