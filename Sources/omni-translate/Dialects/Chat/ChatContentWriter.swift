internal import IPC
internal import JSON

/// Writes the content of a user message.
struct ChatContentWriter {
    private let profile: ChatProfile

    init(_ profile: ChatProfile) { self.profile = profile }

    /// A cache mark as far as the host knows it: the member's name and value.
    func mark(_ mark: OpaqueValue?) -> (name: StaticString, json: RawJSON)? {
        guard let mark else { return nil }
        switch mark.dialect {
        case .anthropic where profile.hasCacheControl: return ("cache_control", mark.json)
        case .openaiChat where profile.hasCacheBreakpoints:
            return ("prompt_cache_breakpoint", mark.json)
        case .openaiResponses where profile.hasCacheBreakpoints:
            return ("prompt_cache_breakpoint", mark.json)
        default: return nil
        }
    }

    /// Whether a block cannot stand in a tool message.
    func isBesideText(_ block: Block) -> Bool {
        guard case .media(let media) = block else { return false }
        if case .text = media.source { return false }
        return true
    }

    /// The texts of blocks, joined by line feeds.
    func joined(_ blocks: [Block]) -> String {
        var texts: [String] = []
        for block in blocks {
            switch block {
            case .text(let text): texts.append(text.text)
            case .refusal(let text): texts.append(text)
            case .media(let media):
                if case .text = media.source { texts.append(Self.text(of: media)) }
            case .reasoning, .toolCall, .toolResult, .opaque: break
            }
        }
        return texts.joined(separator: "\n")
    }

    /// The content: a string where it is one text, else parts.
    func write(
        _ blocks: [Block], into writer: inout JSONWriter, _ report: inout LossReport
    ) throws(GatewayError) {
        if blocks.count == 1, case .text(let text) = blocks[0], mark(text.cacheMark) == nil {
            return writer.string(text.text)
        }
        // A host that knows texts only may know strings only.
        if profile.media.isEmpty, !blocks.contains(where: isBesideText) {
            return writer.string(joined(blocks))
        }
        writer.beginArray()
        for block in blocks { try write(block, into: &writer, &report) }
        writer.endArray()
    }

    private func write(
        _ block: Block, into writer: inout JSONWriter, _ report: inout LossReport
    ) throws(GatewayError) {
        switch block {
        case .text(let text): write(text, into: &writer)
        case .refusal(let text): write(TextBlock(text), into: &writer)
        case .media(let media): try write(media, into: &writer, &report)
        case .opaque(let opaque):
            if opaque.dialect == .openaiChat { writer.raw(opaque.json.bytes) }
        case .reasoning, .toolCall, .toolResult: break
        }
    }

    /// A text part.
    func write(_ text: TextBlock, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("type", "text")
        writer.member("text", text.text)
        writeMark(text.cacheMark, into: &writer)
        writer.endObject()
    }

    private func writeMark(_ value: OpaqueValue?, into writer: inout JSONWriter) {
        if let found = mark(value) { writer.member(found.name, raw: found.json.bytes) }
    }

    private static func text(of media: Media) -> String {
        guard case .text(let text) = media.source else { return "" }
        return media.name.map { "\($0):\n\(text)" } ?? text
    }

    // MARK: Media

    private func write(
        _ media: Media, into writer: inout JSONWriter, _ report: inout LossReport
    ) throws(GatewayError) {
        if case .text = media.source {
            return write(TextBlock(Self.text(of: media)), into: &writer)
        }
        let form = try form(of: media, &report)
        guard profile.media.contains(form) else { return try lose(media, form, &report) }
        writer.beginObject()
        write(media, form, into: &writer)
        writeMark(media.cacheMark, into: &writer)
        writer.endObject()
    }

    private func form(
        of media: Media, _ report: inout LossReport
    ) throws(GatewayError) -> ChatProfile.MediaForm {
        switch (media.kind, media.source) {
        case (_, .file(let id)):
            let isKnown = id.dialect == .openaiChat || id.dialect == .openaiResponses
            if !isKnown || media.kind == .image { try report.lose(.foreignFile) }
            return .fileID
        case (.image, .url): return .remoteImage
        case (.image, _): return .image
        case (.document, .url): return .remoteFile
        case (.document, _): return .file
        case (.audio, _): return .audio
        case (.video, _): return .video
        }
    }

    private func lose(
        _ media: Media, _ form: ChatProfile.MediaForm, _ report: inout LossReport
    ) throws(GatewayError) {
        let features: [Media.Kind: Feature] = [
            .image: .imageInput, .document: .document, .audio: .audioInput, .video: .videoInput,
        ]
        if case .file = media.source { try report.lose(.foreignFile) }
        try report.lose(features[media.kind] ?? .document)
    }

    private func write(
        _ media: Media, _ form: ChatProfile.MediaForm, into writer: inout JSONWriter
    ) {
        let address = Self.address(of: media)
        switch form {
        case .image, .remoteImage:
            writer.member("type", "image_url")
            writer.name("image_url")
            writer.object { writer in
                writer.member("url", address)
                if let detail = media.detail { writer.member("detail", detail) }
            }
        case .video:
            writer.member("type", "video_url")
            writer.name("video_url")
            writer.object { $0.member("url", address) }
        case .audio: writeAudio(media, into: &writer)
        case .fileID, .file: writeFile(media, address, into: &writer)
        case .remoteFile: writeRemoteFile(media, address, into: &writer)
        }
    }

    private func writeAudio(_ media: Media, into writer: inout JSONWriter) {
        writer.member("type", "input_audio")
        writer.name("input_audio")
        writer.object { writer in
            if case .base64(let data) = media.source { writer.member("data", data) }
            if case .url(let url) = media.source { writer.member("data", url) }
            let format = media.mediaType.map(ChatMediaTypes.format(audio:)) ?? "wav"
            writer.member("format", format)
        }
    }

    private func writeFile(
        _ media: Media, _ address: String, into writer: inout JSONWriter
    ) {
        writer.member("type", "file")
        writer.name("file")
        writer.object { writer in
            if case .file(let file) = media.source {
                return writer.member("file_id", file.id)
            }
            writer.member("filename", media.name ?? Self.fileName(media.mediaType))
            writer.member("file_data", address)
        }
    }

    private func writeRemoteFile(
        _ media: Media, _ address: String, into writer: inout JSONWriter
    ) {
        switch profile.remoteFile {
        case .fileData: writeFile(media, address, into: &writer)
        case .documentURL:
            writer.member("type", "document_url")
            writer.member("document_url", address)
        case .fileURL:
            writer.member("type", "file_url")
            writer.name("file_url")
            writer.object { $0.member("url", address) }
        }
    }

    private static func fileName(_ mediaType: String?) -> String {
        let suffix = mediaType.flatMap(MediaSignatures.suffix(mediaType:)) ?? "pdf"
        return "document.\(suffix)"
    }

    /// A URL, or the data as one.
    private static func address(of media: Media) -> String {
        switch media.source {
        case .url(let url): url
        case .base64(let data):
            DataURI.text(
                mediaType: media.mediaType ?? DataURI.sniffed(base64: data)
                    ?? fallback(media.kind),
                base64: data)
        case .file, .text: ""
        }
    }

    private static func fallback(_ kind: Media.Kind) -> String {
        switch kind {
        case .image: "image/png"
        case .document: "application/pdf"
        case .audio: "audio/wav"
        case .video: "video/mp4"
        }
    }
}
