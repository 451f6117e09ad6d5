internal import IPC

extension Dialect {
    /// As the configuration and the ledger name it.
    var name: String {
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
