extension Media {
    /// The text of a document of text, whatever way it came; nil for any other.
    var plainText: String? {
        switch source {
        case .text(let text): return text
        case .base64(let data):
            guard kind == .document,
                let type = mediaType ?? name.flatMap({ DataURI.mediaType(fileName: $0) }),
                type.hasPrefix("text/") || Self.textTypes.contains(type),
                let bytes = Base64Text.decoded(data)
            else { return nil }
            return String(validating: bytes, as: UTF8.self)
        case .url, .file: return nil
        }
    }

    private static let textTypes: Set<String> = [
        "application/json", "application/xml", "application/yaml",
    ]
}
