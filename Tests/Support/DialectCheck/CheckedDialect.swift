/// A wire format of chat requests and answers.
public enum CheckedDialect: String, Sendable, CaseIterable {
    /// OpenAI chat completions.
    case openaiChat = "openai-chat"

    /// OpenAI responses.
    case openaiResponses = "openai-responses"

    /// Anthropic messages.
    case anthropic

    /// Gemini `generateContent`.
    case gemini

    /// Ollama `/api/chat`.
    case ollama

    /// Cohere `/v2/chat`.
    case cohere

    /// Amazon Bedrock Converse.
    case bedrock
}
