/// What a path of the mock means.
enum Endpoint: Equatable {
    case chat
    case completions
    case embeddings
    case models
    case responses
    case compaction
    case messages
    case countTokens
    case gemini(GeminiPath)
    case geminiModels
    case ollamaChat
    case ollamaGenerate
    case ollamaTags
    case ollamaShow
    case ollamaVersion
    case cohere
    case bedrock(BedrockPath)
    case azure(AzurePath)
    case health
    /// How much of a plan of Claude is used.
    case claudeUsage
    /// What an account at DeepSeek still has.
    case deepseekBalance

    private static let paths: [Substring: Endpoint] = [
        "/v1/chat/completions": .chat, "/chat/completions": .chat,
        "/v1/completions": .completions, "/completions": .completions,
        "/v1/embeddings": .embeddings, "/embeddings": .embeddings,
        "/v1/models": .models, "/models": .models,
        "/v1/responses": .responses, "/responses": .responses, "/openai/v1/responses": .responses,
        "/v1/responses/compact": .compaction, "/responses/compact": .compaction,
        "/v1/messages": .messages, "/messages": .messages, "/anthropic/v1/messages": .messages,
        "/v1/messages/count_tokens": .countTokens, "/messages/count_tokens": .countTokens,
        "/anthropic/v1/messages/count_tokens": .countTokens,
        "/v1beta/models": .geminiModels,
        "/api/chat": .ollamaChat, "/api/generate": .ollamaGenerate, "/api/tags": .ollamaTags,
        "/api/show": .ollamaShow, "/api/version": .ollamaVersion,
        "/v2/chat": .cohere, "/health": .health,
        "/api/oauth/usage": .claudeUsage, "/user/balance": .deepseekBalance,
    ]

    /// The endpoint of a path without its query; nil if there is none.
    init?(_ path: Substring) {
        if let known = Self.paths[path] {
            self = known
        } else if let path = GeminiPath(path) {
            self = .gemini(path)
        } else if let path = BedrockPath(path) {
            self = .bedrock(path)
        } else if let path = AzurePath(path) {
            self = .azure(path)
        } else {
            return nil
        }
    }

    /// The dialect that errors of the endpoint are worded in.
    var dialect: Dialect {
        switch self {
        case .chat, .completions, .embeddings, .models, .health, .deepseekBalance: .openaiChat
        case .responses, .compaction: .openaiResponses
        case .messages, .countTokens, .claudeUsage: .anthropic
        case .gemini, .geminiModels: .gemini
        case .ollamaChat, .ollamaGenerate, .ollamaTags, .ollamaShow, .ollamaVersion: .ollama
        case .cohere: .cohere
        case .bedrock: .bedrock
        case .azure: .azure
        }
    }

    /// The only method that is answered.
    var method: String {
        switch self {
        case .models, .geminiModels, .ollamaTags, .ollamaVersion, .health, .claudeUsage,
            .deepseekBalance:
            "GET"
        case .chat, .completions, .embeddings, .responses, .compaction, .messages, .countTokens,
            .gemini, .ollamaChat, .ollamaGenerate, .ollamaShow, .cohere, .bedrock, .azure:
            "POST"
        }
    }
}
