extension Dialect {
    /// As the configuration, records and warnings spell it.
    public var word: StaticString {
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
