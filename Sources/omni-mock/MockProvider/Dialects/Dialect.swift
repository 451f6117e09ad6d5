/// A way of talking to a model that the mock serves.
package enum Dialect: String, Sendable, CaseIterable {
    /// Chat completions of OpenAI, and the legacy completions.
    case openaiChat = "openai-chat"
    /// Chat completions of OpenAI as Azure serves them.
    case azure
    /// Responses of OpenAI.
    case openaiResponses = "openai-responses"
    /// Messages of Anthropic.
    case anthropic
    /// `generateContent` of Google.
    case gemini
    /// The own dialect of Ollama.
    case ollama
    /// Chat of Cohere, second version.
    case cohere
    /// Converse of AWS Bedrock.
    case bedrock
}
