internal import IPC
internal import JSON

/// Reads pictures, documents, sounds and films (facts: gemini, section 3).
enum GeminiMediaReader {
    /// `inlineData` of a part.
    static func inline(_ field: GeminiField, _ part: GeminiObject) throws(GatewayError) -> Media {
        let object = try field.object()
        let data = try object.required("data")
        guard let base64 = Base64Text.normal(try data.text()) else {
            throw data.wrong("must be base64")
        }
        let type = try type(object) ?? DataURI.sniffed(base64: base64)
        var media = Media(kind(type), .base64(base64), mediaType: type)
        media.name = try object["displayName"]?.text()
        media.extras = extras(part)
        return media
    }

    /// `fileData` of a part.
    static func file(_ field: GeminiField, _ part: GeminiObject) throws(GatewayError) -> Media {
        let object = try field.object()
        let uri = try object.required("fileUri").text()
        let type = try type(object) ?? DataURI.mediaType(fileName: path(of: uri))
        let isFilm = type == nil && isYouTube(uri)
        let source: Media.Source =
            isPublic(uri) ? .url(uri) : .file(OpaqueID(.gemini, uri))
        var media = Media(isFilm ? .video : kind(type), source, mediaType: type)
        media.name = try object["displayName"]?.text()
        media.extras = extras(part)
        return media
    }

    private static func type(_ object: GeminiObject) throws(GatewayError) -> String? {
        guard let text = try object["mimeType"]?.text() else { return nil }
        let type = text.prefix { $0 != ";" }.lowercased()
        return type.isEmpty ? nil : type
    }

    private static func extras(_ part: GeminiObject) -> OpaqueValue? {
        let own: Set = ["inlineData", "fileData", "thought", "thoughtSignature"]
        return part.rest(besides: own).map { OpaqueValue(.gemini, $0) }
    }

    /// What a media type is.
    static func kind(_ type: String?) -> Media.Kind {
        switch type?.prefix(while: { $0 != "/" }) {
        case "image": .image
        case "audio": .audio
        case "video": .video
        default: .document
        }
    }

    /// Whether anybody can fetch it, and not this provider only.
    private static func isPublic(_ uri: String) -> Bool {
        guard uri.hasPrefix("https://") || uri.hasPrefix("http://") else { return false }
        return !uri.holds("generativelanguage.googleapis.com/") && !isYouTube(uri)
    }

    private static func isYouTube(_ uri: String) -> Bool {
        let hosts = ["youtube.com/", "youtu.be/"]
        return hosts.contains { uri.holds("://\($0)") || uri.holds("://www.\($0)") }
    }

    private static func path(of uri: String) -> String {
        String(uri.prefix { $0 != "?" && $0 != "#" })
    }
}
