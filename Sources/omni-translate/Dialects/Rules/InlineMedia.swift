internal import IPC

/// Providers that want the bytes of pictures and documents and not their address (facts: translation-matrix, section 2
/// rule 7).
package enum InlineMedia {
    /// Whether `target` cannot fetch a URL itself.
    package static func isWanted(by target: Target) -> Bool {
        switch target.provider {
        case .gemini: GeminiCodec.wantsInlineMedia(target)
        case .ollama, .bedrock: true
        case .anthropic: AnthropicCodec.wantsInlineMedia(target)
        case .none, .openaiChat, .openaiResponses, .cohere: false
        }
    }

    /// Media types that are fetched at all.
    package static let types = [
        "image/*", "application/pdf", "audio/*", "video/*", "text/*", "application/octet-stream",
    ]
}
