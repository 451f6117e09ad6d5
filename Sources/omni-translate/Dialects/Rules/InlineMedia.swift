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
        case .openaiChat: ChatCodec.wantsInlineMedia(target)
        case .none, .openaiResponses, .cohere: false
        }
    }

    /// Media types that are fetched for a kind; the last one says nothing, so the bytes must.
    package static func types(_ kind: Media.Kind) -> [String] {
        let own =
            switch kind {
            case .image: ["image/*"]
            case .audio: ["audio/*"]
            case .video: ["video/*"]
            case .document: ["application/pdf", "text/plain", "text/markdown", "text/csv"]
            }
        return own + [unspecified]
    }

    /// The media type of fetched bytes: what they show, else what the server said; nil when that is not of the kind.
    package static func type(
        _ kind: Media.Kind, base64: String, declared: String
    ) -> String? {
        let type = DataURI.sniffed(base64: base64) ?? declared
        guard type != unspecified else { return nil }
        let isWanted = types(kind).contains { pattern in
            pattern.hasSuffix("/*") ? type.hasPrefix(pattern.dropLast()) : type == pattern
        }
        return isWanted ? type : nil
    }

    private static let unspecified = "application/octet-stream"
}
