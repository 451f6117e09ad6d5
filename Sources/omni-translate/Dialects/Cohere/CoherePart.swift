internal import JSON

/// A part of a user's message.
enum CoherePart: Equatable {
    case text(String)
    case image(String, detail: String?)

    /// A picture or document; nil for what the dialect has no place for.
    static func make(
        _ media: Media, _ model: CohereModel, _ report: inout LossReport
    ) throws(GatewayError) -> CoherePart? {
        if case .file = media.source {
            try report.lose(.foreignFile)
            return nil
        }
        switch media.kind {
        case .image: return try image(media, model, &report)
        case .document:
            if let text = media.plainText {
                return .text(media.name.map { "\($0):\n\(text)" } ?? text)
            }
            try report.lose(.document)
        case .audio: try report.lose(.audioInput)
        case .video: try report.lose(.videoInput)
        }
        return nil
    }

    private static func image(
        _ media: Media, _ model: CohereModel, _ report: inout LossReport
    ) throws(GatewayError) -> CoherePart? {
        guard model.sees else {
            try report.lose(.imageInput)
            return nil
        }
        switch media.source {
        case .url(let url): return .image(url, detail: media.detail)
        case .base64(let data):
            let type = DataURI.sniffed(base64: data) ?? media.mediaType ?? "image/png"
            return .image(DataURI.text(mediaType: type, base64: data), detail: media.detail)
        case .text, .file:
            try report.lose(.imageInput)
            return nil
        }
    }

    /// Writes the part.
    func write(into writer: inout JSONWriter) {
        writer.object { writer in
            switch self {
            case .text(let text):
                writer.member("type", "text")
                writer.member("text", text)
            case .image(let url, let detail):
                writer.member("type", "image_url")
                writer.name("image_url")
                writer.object { writer in
                    writer.member("url", url)
                    if let detail, Self.details.contains(detail) {
                        writer.member("detail", detail)
                    }
                }
            }
        }
    }

    private static let details: Set<String> = ["auto", "low", "high"]
}
