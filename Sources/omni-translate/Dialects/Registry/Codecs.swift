package import IPC

/// Which codec speaks which dialect.
package enum Codecs {
    /// For clients that speak `dialect`; nil where no client does.
    package static func client(_ dialect: Dialect) -> (any ClientCodec.Type)? {
        switch dialect {
        case .openaiChat: ChatCodec.self
        case .openaiResponses: ResponsesCodec.self
        case .anthropic: AnthropicCodec.self
        case .gemini: GeminiCodec.self
        case .ollama: OllamaCodec.self
        case .none, .cohere, .bedrock: nil
        }
    }

    /// For providers that speak `dialect`.
    package static func provider(_ dialect: Dialect) -> (any ProviderCodec.Type)? {
        switch dialect {
        case .openaiChat: ChatCodec.self
        case .openaiResponses: ResponsesCodec.self
        case .anthropic: AnthropicCodec.self
        case .gemini: GeminiCodec.self
        case .ollama: OllamaCodec.self
        case .cohere: CohereCodec.self
        case .bedrock: BedrockCodec.self
        case .none: nil
        }
    }

    /// For letting bytes through between a client and a provider of the same dialect.
    package static func passthrough(_ dialect: Dialect) -> (any PassthroughCodec.Type)? {
        switch dialect {
        case .openaiChat: ChatCodec.self
        case .openaiResponses: ResponsesCodec.self
        case .anthropic: AnthropicCodec.self
        case .gemini: GeminiCodec.self
        case .ollama: OllamaCodec.self
        case .none, .cohere, .bedrock: nil
        }
    }
}
