internal import IPC

// The words for the numbers of omni.proto, as people and their scripts read them.

extension Dialect {
    var word: StaticString {
        switch self {
        case .none: "none"
        case .openaiChat: "openai-chat"
        case .openaiResponses: "openai-responses"
        case .anthropic: "anthropic"
        case .gemini: "gemini"
        case .ollama: "ollama"
        case .cohere: "cohere"
        case .bedrock: "bedrock"
        }
    }
}

extension Endpoint {
    var word: StaticString {
        switch self {
        case .none: "none"
        case .chat: "chat"
        case .models: "models"
        case .model: "model"
        case .completion: "completion"
        case .countTokens: "count_tokens"
        case .compact: "compact"
        case .storedResponse: "stored_response"
        case .deleteResponse: "delete_response"
        case .generate: "generate"
        }
    }
}

extension Outcome {
    var word: StaticString {
        switch self {
        case .unknown: "unknown"
        case .complete: "complete"
        case .refused: "refused"
        case .clientGone: "client_gone"
        case .broken: "broken"
        }
    }
}

extension UsageSource {
    var word: StaticString {
        switch self {
        case .none: "none"
        case .reported: "reported"
        case .estimated: "estimated"
        }
    }
}

extension FailureClass {
    var word: StaticString {
        switch self {
        case .none: "none"
        case .caller: "caller"
        case .account: "account"
        case .model: "model"
        case .provider: "provider"
        case .transient: "transient"
        case .cancelled: "cancelled"
        }
    }
}
