internal import IPC
internal import JSON

/// Reads the content of a message: a text, or an array of parts.
struct ChatPartReader {
    private let reading: ChatReading
    private let place: ChatPlace

    init(_ reading: ChatReading, _ place: ChatPlace) {
        self.reading = reading
        self.place = place
    }

    /// Puts a message's own cache mark on its last block.
    static func mark(_ blocks: inout [Block], _ json: RawJSON) {
        guard let last = blocks.indices.last else { return }
        let mark = OpaqueValue(.anthropic, json)
        switch blocks[last] {
        case .text(var text):
            text.cacheMark = text.cacheMark ?? mark
            blocks[last] = .text(text)
        case .media(var media):
            media.cacheMark = media.cacheMark ?? mark
            blocks[last] = .media(media)
        case .refusal, .reasoning, .toolCall, .toolResult, .opaque: break
        }
    }

    /// The blocks of a `content`.
    func read(_ node: JSONTape.Node) throws(GatewayError) -> [Block] {
        switch reading.kind(node) {
        case .string: return [.text(TextBlock(reading.text(node) ?? ""))]
        case .array: break
        case .object: return [try part(node, 0)]
        case .null, .true, .false, .number:
            throw ChatErrors.wrongType(
                place.name("content"), "a string or an array", reading.kind(node))
        }
        var blocks: [Block] = []
        blocks.reserveCapacity(reading.tape.count(node))
        try reading.forEach(node) { (index, element) throws(GatewayError) in
            // Some clients put bare strings among the parts.
            if let text = reading.text(element) {
                blocks.append(.text(TextBlock(text)))
            } else {
                blocks.append(try part(element, index))
            }
        }
        return blocks
    }

    private func part(_ node: JSONTape.Node, _ index: Int) throws(GatewayError) -> Block {
        let place = place.element("content", index)
        _ = try reading.object(node, place.text)  // only its kind is of interest here
        guard let type = reading.member("type", node) else {
            throw ChatErrors.missing(place.name("type"))
        }
        switch reading.text(type) {
        case "text", "input_text", "output_text": return .text(try text(node, place))
        case "refusal":
            return .refusal(try string("refusal", node, place))
        case "image_url", "input_image":
            return .media(marked(try image(node, place), node))
        case "input_audio": return .media(marked(try audio(node, place), node))
        case "file", "input_file": return .media(marked(try file(node, place), node))
        case "video_url": return .media(marked(try video(node, place), node))
        case "document_url":
            let name = place.name("document_url")
            let media = try Self.document(string("document_url", node, place), name: nil, name)
            return .media(marked(media, node))
        case "thinking": return .reasoning(Reasoning(ChatContentArray.thinking(node, reading)))
        case "reference":
            return .opaque(
                OpaqueBlock(.openaiChat, type: "reference", json: reading.raw(node)))
        default:
            throw OpenAIErrors.invalidValue(
                place.name("type"),
                "expected 'text', 'image_url', 'input_audio', 'file' or 'refusal'")
        }
    }

    private func string(
        _ name: StaticString, _ node: JSONTape.Node, _ place: ChatPlace
    ) throws(GatewayError) -> String {
        guard let value = reading.member(name, node) else {
            throw ChatErrors.missing(place.name(name.description))
        }
        return try reading.string(value, place.name(name.description))
    }

    private func text(
        _ node: JSONTape.Node, _ place: ChatPlace
    ) throws(GatewayError) -> TextBlock {
        var block = TextBlock(try string("text", node, place))
        block.cacheMark = mark(node)
        return block
    }

    /// Cache marks are written as two makers write them; each keeps its own family.
    private func mark(_ node: JSONTape.Node) -> OpaqueValue? {
        if let mark = reading.member("cache_control", node) {
            return OpaqueValue(.anthropic, reading.raw(mark))
        }
        if let mark = reading.member("prompt_cache_breakpoint", node) {
            return OpaqueValue(.openaiChat, reading.raw(mark))
        }
        return nil
    }

    private func marked(_ media: Media, _ node: JSONTape.Node) -> Media {
        var media = media
        media.cacheMark = mark(node)
        return media
    }

    // MARK: Media

    private func image(
        _ node: JSONTape.Node, _ place: ChatPlace
    ) throws(GatewayError) -> Media {
        guard let value = reading.member("image_url", node) else {
            if let id = reading.text("file_id", node) {
                return Media(.image, .file(OpaqueID(.openaiChat, id)))
            }
            throw ChatErrors.missing(place.name("image_url"))
        }
        // A bare string in place of the object is common (pitfall 105).
        if let url = reading.text(value) {
            var media = Self.media(.image, url)
            media.detail = reading.text("detail", node)
            return media
        }
        guard let url = reading.member("url", value) else {
            throw ChatErrors.missing(place.name("image_url.url"))
        }
        var media = Self.media(.image, try reading.string(url, place.name("image_url.url")))
        media.detail = reading.text("detail", value)
        return media
    }

    private func video(
        _ node: JSONTape.Node, _ place: ChatPlace
    ) throws(GatewayError) -> Media {
        let value = reading.member("video_url", node)
        guard let url = reading.text(value) ?? value.flatMap({ reading.text("url", $0) }) else {
            throw ChatErrors.missing(place.name("video_url.url"))
        }
        return Self.media(.video, url)
    }

    /// By the scheme: what is no data URI is an address, whatever it looks like (pitfall 104).
    private static func media(_ kind: Media.Kind, _ url: String) -> Media {
        guard let data = DataURI.parse(url) else { return Media(kind, .url(url)) }
        return Media(
            kind, .base64(data.base64), mediaType: data.mediaType.isEmpty ? nil : data.mediaType)
    }

    private func audio(
        _ node: JSONTape.Node, _ place: ChatPlace
    ) throws(GatewayError) -> Media {
        guard let value = reading.member("input_audio", node) else {
            throw ChatErrors.missing(place.name("input_audio"))
        }
        guard let data = reading.text("data", value) else {
            throw ChatErrors.missing(place.name("input_audio.data"))
        }
        // Qwen-Omni wants a data URI here.
        if DataURI.isDataURI(data) { return Self.media(.audio, data) }
        let format = reading.text("format", value)
        return Media(
            .audio, .base64(try Self.base64(data, place.name("input_audio.data"))),
            mediaType: format.map(ChatMediaTypes.audio(format:)))
    }

    private static func base64(_ data: String, _ place: String) throws(GatewayError) -> String {
        guard let base64 = Base64Text.normal(data) else {
            throw .badRequest("Invalid value for '\(place)': expected base64.", param: place)
        }
        return base64
    }

    private func file(
        _ node: JSONTape.Node, _ place: ChatPlace
    ) throws(GatewayError) -> Media {
        let value = reading.member("file", node) ?? node
        let name = reading.text("filename", value)
        if let data = reading.text("file_data", value) {
            return try Self.document(data, name: name, place.name("file.file_data"))
        }
        if let url = reading.text("file_url", value) {
            return try Self.document(url, name: name, place.name("file.file_url"))
        }
        guard let id = reading.text("file_id", value) else {
            throw ChatErrors.missing(place.name("file.file_data"))
        }
        var media = Media(.document, .file(OpaqueID(.openaiChat, id)))
        media.name = name
        return media
    }

    /// A data URI, an address, or bare base64, whose kind the file's name tells (pitfall 108).
    private static func document(
        _ data: String, name: String?, _ place: String
    ) throws(GatewayError) -> Media {
        var media: Media
        if DataURI.isDataURI(data) {
            media = Self.media(.document, data)
        } else if data.hasPrefix("http://") || data.hasPrefix("https://") {
            media = Media(.document, .url(data))
        } else {
            media = Media(.document, .base64(try base64(data, place)))
        }
        media.name = name
        if media.mediaType == nil { media.mediaType = name.flatMap(DataURI.mediaType(fileName:)) }
        if media.mediaType == nil, case .base64(let text) = media.source {
            media.mediaType = DataURI.sniffed(base64: text)
        }
        if media.mediaType?.hasPrefix("image/") == true { media.kind = .image }
        return media
    }
}

/// Names of sound formats in this dialect.
enum ChatMediaTypes {
    private static let types: [(format: String, type: String)] = [
        ("wav", "audio/wav"), ("mp3", "audio/mpeg"), ("flac", "audio/flac"),
        ("opus", "audio/opus"), ("ogg", "audio/ogg"), ("aac", "audio/aac"), ("m4a", "audio/mp4"),
        ("pcm16", "audio/pcm"), ("webm", "audio/webm"), ("wav", "audio/x-wav"),
        ("wav", "audio/wave"), ("mp3", "audio/mp3"), ("aiff", "audio/aiff"),
    ]

    /// The media type of a format.
    static func audio(format: String) -> String {
        types.first { $0.format == format }?.type ?? "audio/\(format)"
    }

    /// The format of a media type.
    static func format(audio type: String) -> String {
        if let known = types.first(where: { $0.type == type }) { return known.format }
        guard let slash = type.firstIndex(of: "/") else { return type }
        return String(type[type.index(after: slash)...])
    }
}
