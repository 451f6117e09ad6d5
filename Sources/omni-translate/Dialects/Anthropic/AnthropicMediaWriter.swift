internal import IPC
internal import JSON

/// Writes one picture or document for a provider (facts: translation-matrix, section 2 rule 7).
struct AnthropicMediaWriter {
    private let media: Media
    private let profile: AnthropicProfile
    /// It is a file that the provider keeps.
    private(set) var usesFile = false

    private static let images: Set<String> = ["image/jpeg", "image/png", "image/gif", "image/webp"]

    init(_ media: Media, _ profile: AnthropicProfile) {
        self.media = media
        self.profile = profile
    }

    /// Writes the block, or text that stands for it.
    mutating func write(
        into writer: inout JSONWriter, _ report: inout LossReport
    ) throws(GatewayError) {
        switch media.kind {
        case .image: try writeImage(into: &writer, &report)
        case .document: try writeDocument(into: &writer, &report)
        case .audio: try give(up: .audioInput, into: &writer, &report)
        case .video: try give(up: .videoInput, into: &writer, &report)
        }
    }

    /// What cannot be shown is refused, or the model is told that something is missing.
    private func give(
        up feature: Feature, into writer: inout JSONWriter, _ report: inout LossReport
    ) throws(GatewayError) {
        try report.lose(feature)
        writeText("(an attachment was left out)", into: &writer)
    }

    private func writeText(_ text: String, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("type", "text")
            writer.member("text", text)
            AnthropicTurnWriter.writeMark(media.cacheMark, into: &writer)
        }
    }

    // MARK: Pictures

    private mutating func writeImage(
        into writer: inout JSONWriter, _ report: inout LossReport
    ) throws(GatewayError) {
        switch media.source {
        case .base64(let data):
            // The declared type must be that of the bytes (pitfall 106).
            let type = DataURI.sniffed(base64: data) ?? media.mediaType ?? "image/png"
            guard Self.images.contains(type) else {
                return try give(up: .imageInput, into: &writer, &report)
            }
            writeBlock("image", into: &writer) { Self.base64(data, type, into: &$0) }
        case .url(let url):
            guard profile.fetchesURLs else {
                return try give(up: .remoteImage, into: &writer, &report)
            }
            writeBlock("image", into: &writer) { Self.url(url, into: &$0) }
        case .file(let file):
            guard file.dialect == .anthropic, profile.isGenuine else {
                return try give(up: .foreignFile, into: &writer, &report)
            }
            usesFile = true
            writeBlock("image", into: &writer) { Self.file(file.id, into: &$0) }
        case .text: try give(up: .imageInput, into: &writer, &report)
        }
    }

    // MARK: Documents

    private mutating func writeDocument(
        into writer: inout JSONWriter, _ report: inout LossReport
    ) throws(GatewayError) {
        if profile.isGenuine, isSearchResult, let extras = media.extras {
            return writer.raw(extras.json.bytes)
        }
        switch media.source {
        case .text(let text): writeTextDocument(text, into: &writer)
        case .base64(let data): try writeDocument(base64: data, into: &writer, &report)
        case .url(let url):
            guard profile.takesDocuments, profile.fetchesURLs else {
                return try give(up: .document, into: &writer, &report)
            }
            writeBlock("document", into: &writer) { Self.url(url, into: &$0) }
        case .file(let file):
            guard file.dialect == .anthropic, profile.isGenuine else {
                return try give(up: .foreignFile, into: &writer, &report)
            }
            usesFile = true
            writeBlock("document", into: &writer) { Self.file(file.id, into: &$0) }
        }
    }

    private func writeDocument(
        base64 data: String, into writer: inout JSONWriter, _ report: inout LossReport
    ) throws(GatewayError) {
        let type =
            DataURI.sniffed(base64: data) ?? media.mediaType
            ?? media.name.flatMap { DataURI.mediaType(fileName: $0) } ?? "application/pdf"
        if type == "application/pdf", profile.takesDocuments {
            return writeBlock("document", into: &writer) { Self.base64(data, type, into: &$0) }
        }
        if Self.isText(type), let bytes = Base64Text.decoded(data),
            let text = String(validating: bytes, as: UTF8.self)
        {
            return writeTextDocument(text, into: &writer)
        }
        throw .badRequest(
            "Documents of the type \(type) cannot be read by this model",
            code: "unsupported_value",
            param: FeatureNames.parameter(.document, of: report.target.client))
    }

    private func writeTextDocument(_ text: String, into writer: inout JSONWriter) {
        guard profile.takesDocuments else {
            return writeText(media.name.map { "\($0):\n\(text)" } ?? text, into: &writer)
        }
        writeBlock("document", into: &writer) { writer in
            writer.member("type", "text")
            writer.member("media_type", "text/plain")
            writer.member("data", text)
        }
    }

    private static func isText(_ type: String) -> Bool {
        type.hasPrefix("text/")
            || ["application/json", "application/xml", "application/yaml"].contains(type)
    }

    /// A search result is kept whole, as its own further members.
    private var isSearchResult: Bool {
        guard let extras = media.extras, extras.dialect == .anthropic,
            let document = try? JSONDocument(extras.json.bytes)
        else { return false }
        return document["type"]?.string == "search_result"
    }

    // MARK: Parts

    private func writeBlock(
        _ type: String, into writer: inout JSONWriter, _ source: (inout JSONWriter) -> Void
    ) {
        let extras = profile.isGenuine ? media.extras : nil
        let hasOwnSource = extras.flatMap { try? JSONDocument($0.json.bytes) }?["source"] != nil
        writer.object { writer in
            writer.member("type", type)
            if !hasOwnSource {
                writer.name("source")
                writer.object { source(&$0) }
            }
            if type == "document", let name = media.name { writer.member("title", name) }
            AnthropicExtras.write(extras, into: &writer)
            AnthropicTurnWriter.writeMark(media.cacheMark, into: &writer)
        }
    }

    private static func base64(_ data: String, _ type: String, into writer: inout JSONWriter) {
        writer.member("type", "base64")
        writer.member("media_type", type)
        writer.member("data", data)
    }

    private static func url(_ url: String, into writer: inout JSONWriter) {
        writer.member("type", "url")
        writer.member("url", url)
    }

    private static func file(_ id: String, into writer: inout JSONWriter) {
        writer.member("type", "file")
        writer.member("file_id", id)
    }
}
