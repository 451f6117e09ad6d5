internal import IPC
internal import JSON

/// Reads pictures and documents (facts: anthropic-messages, section 3).
enum AnthropicMediaReader {
    /// An `image` block.
    static func image(_ field: AnthropicField) throws(GatewayError) -> Media {
        let source = try field.required("source").object()
        let type = try source.required("type").text()
        var media: Media
        switch type {
        case "base64":
            media = Media(
                .image, .base64(try base64(source.required("data"))),
                mediaType: try source.required("media_type").text())
        case "url", "file": media = try remote(.image, source, type)
        default: throw source.unknownTag(type)
        }
        media.cacheMark = field["cache_control"]?.opaque
        return media
    }

    /// A `document` block.
    static func document(_ field: AnthropicField) throws(GatewayError) -> Media {
        let source = try field.required("source").object()
        let type = try source.required("type").text()
        var media: Media
        var known: Set = ["type", "source", "title", "cache_control"]
        switch type {
        case "base64", "text":
            let data = try source.required("data")
            media = Media(
                .document, try type == "text" ? .text(data.text()) : .base64(base64(data)),
                mediaType: try source["media_type"]?.text())
        case "content":
            media = Media(
                .document, .text(try text(of: source.required("content"))),
                mediaType: "text/plain")
            // Kept beside its text: it may hold pictures, and citations count its blocks.
            known.remove("source")
        case "url", "file": media = try remote(.document, source, type)
        default: throw source.unknownTag(type)
        }
        media.name = try field["title"]?.text()
        media.cacheMark = field["cache_control"]?.opaque
        media.extras = AnthropicExtras.members(of: field.value, besides: known)
        return media
    }

    private static func base64(_ field: AnthropicField) throws(GatewayError) -> String {
        guard let base64 = Base64Text.normal(try field.text()) else {
            throw field.wrong("invalid base64 data")
        }
        return base64
    }

    /// A `search_result` block: a text document for those who do not know it.
    static func searchResult(_ field: AnthropicField) throws(GatewayError) -> Media {
        let text = try text(of: field.required("content"))
        var media = Media(.document, .text(text), mediaType: "text/plain")
        media.name = try field["title"]?.text()
        media.cacheMark = field["cache_control"]?.opaque
        media.extras = field.opaque
        return media
    }

    private static func remote(
        _ kind: Media.Kind, _ source: AnthropicField, _ type: String
    ) throws(GatewayError) -> Media {
        if type == "url" { return Media(kind, .url(try source.required("url").text())) }
        return Media(kind, .file(OpaqueID(.anthropic, try source.required("file_id").text())))
    }

    private static func text(of content: AnthropicField) throws(GatewayError) -> String {
        if let text = content.value.string { return text }
        var texts: [String] = []
        for block in try content.elements() {
            if let text = block["text"] { texts.append(try text.text()) }
        }
        return texts.joined(separator: "\n")
    }
}
