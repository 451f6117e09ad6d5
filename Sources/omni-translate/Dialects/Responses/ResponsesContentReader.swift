internal import IPC
internal import JSON

/// Reads the content of messages and outputs (facts: openai-responses, section 3).
enum ResponsesContentReader {
    /// The blocks of a string or a list of parts.
    static func blocks(_ content: JSONValue, _ path: String) throws(GatewayError) -> [Block] {
        if let text = content.string { return [.text(TextBlock(text))] }
        var blocks: [Block] = []
        for (index, part) in try ResponsesValue.array(content, path).enumerated() {
            let place = "\(path)[\(index)]"
            try ResponsesValue.object(part, place)
            blocks.append(try block(part, place))
        }
        return blocks
    }

    private static func block(_ part: JSONValue, _ path: String) throws(GatewayError) -> Block {
        let type = try ResponsesValue.required(part["type"], "\(path).type")
        switch type {
        case "input_text", "output_text", "text", "summary_text", "reasoning_text":
            return .text(try text(part, path))
        case "refusal":
            return .refusal(
                try ResponsesValue.optional(part["refusal"], "\(path).refusal") ?? "")
        case "input_image": return .media(try image(part, path))
        case "input_file": return .media(try file(part, path))
        case "input_audio": return .media(try audio(part, path))
        case "input_video": return .media(try video(part, path))
        default:
            throw OpenAIErrors.invalidValue("\(path).type", "no such part type")
        }
    }

    private static func text(_ part: JSONValue, _ path: String) throws(GatewayError) -> TextBlock {
        guard let value = part["text"], let text = try ResponsesValue.string(value, "\(path).text")
        else { throw ResponsesErrors.missing("\(path).text") }
        var block = TextBlock(text)
        block.cacheMark = mark(part)
        for annotation in part["annotations"]?.array ?? [] {
            block.citations.append(ResponsesCitation.read(annotation))
        }
        return block
    }

    private static func mark(_ part: JSONValue) -> OpaqueValue? {
        part["prompt_cache_breakpoint"].map { OpaqueValue(.openaiResponses, $0.rawJSON) }
    }

    private static func image(_ part: JSONValue, _ path: String) throws(GatewayError) -> Media {
        var media: Media
        if let address = part["image_url"], !address.isNull {
            // An object is openai-chat's form of it (pitfall 105).
            let text = try ResponsesValue.required(
                address["url"] ?? address, "\(path).image_url")
            media = Media(.image, .url(text))
            if let inline = DataURI.parse(text) {
                media = Media(.image, .base64(inline.base64), mediaType: inline.mediaType)
            }
            media.detail = address.text("detail")
        } else {
            media = Media(.image, try fileID(part, path, "\(path).image_url"))
        }
        if let detail = part.text("detail") { media.detail = detail }
        media.cacheMark = mark(part)
        return media
    }

    private static func file(_ part: JSONValue, _ path: String) throws(GatewayError) -> Media {
        let name = try ResponsesValue.optional(part["filename"], "\(path).filename")
        var media: Media
        if let data = part["file_data"], !data.isNull {
            media = try inlineFile(
                ResponsesValue.required(data, "\(path).file_data"), name, "\(path).file_data")
        } else if let address = part["file_url"], !address.isNull {
            media = Media(.document, .url(try ResponsesValue.required(address, "\(path).file_url")))
        } else {
            media = Media(.document, try fileID(part, path, "\(path).file_data"))
        }
        media.name = name
        media.detail = part.text("detail")
        media.cacheMark = mark(part)
        return media
    }

    private static func inlineFile(
        _ data: String, _ name: String?, _ path: String
    ) throws(GatewayError) -> Media {
        let named = name.flatMap { DataURI.mediaType(fileName: $0) }
        guard let inline = DataURI.parse(data) else {
            // Bare base64: only the name, or the bytes, tell what it is (pitfall 108).
            guard let base64 = Base64Text.normal(data) else {
                throw .badRequest("\(path) must be base64 or a data URI of it", param: path)
            }
            let type = named ?? DataURI.sniffed(base64: base64) ?? "application/pdf"
            return Media(kind(type), .base64(base64), mediaType: type)
        }
        return Media(kind(inline.mediaType), .base64(inline.base64), mediaType: inline.mediaType)
    }

    private static func kind(_ mediaType: String) -> Media.Kind {
        if mediaType.hasPrefix("image/") { return .image }
        if mediaType.hasPrefix("audio/") { return .audio }
        if mediaType.hasPrefix("video/") { return .video }
        return .document
    }

    private static func fileID(
        _ part: JSONValue, _ path: String, _ expected: String
    ) throws(GatewayError) -> Media.Source {
        guard let id = try ResponsesValue.optional(part["file_id"], "\(path).file_id"), !id.isEmpty
        else { throw ResponsesErrors.missing(expected) }
        return .file(OpaqueID(.openaiResponses, id))
    }

    private static func audio(_ part: JSONValue, _ path: String) throws(GatewayError) -> Media {
        let body = part["input_audio"] ?? part
        let data = try ResponsesValue.required(body["data"], "\(path).input_audio.data")
        let format = body.text("format") ?? "wav"
        if let inline = DataURI.parse(data) {
            return Media(.audio, .base64(inline.base64), mediaType: inline.mediaType)
        }
        return Media(
            .audio, .base64(data), mediaType: format == "mp3" ? "audio/mpeg" : "audio/\(format)")
    }

    private static func video(_ part: JSONValue, _ path: String) throws(GatewayError) -> Media {
        let address = try ResponsesValue.required(part["video_url"], "\(path).video_url")
        if let inline = DataURI.parse(address) {
            return Media(.video, .base64(inline.base64), mediaType: inline.mediaType)
        }
        return Media(.video, .url(address))
    }
}
