internal import IPC
internal import JSON

/// A picture, document or film as a content block.
struct BedrockMedia {
    /// What the block is called.
    let kind: StaticString
    let format: String
    let source: Source
    let name: String?
    /// Further members of a document: JSON text by name.
    private var extras: [(name: String, json: [UInt8])] = []

    enum Source {
        case bytes(String)
        case store(String)
    }

    /// The block; nil for what the dialect has no place for.
    init?(
        _ media: Media, _ model: BedrockModel, _ names: inout BedrockDocumentNames,
        _ report: inout LossReport
    ) throws(GatewayError) {
        guard let source = try Self.source(media, &report) else { return nil }
        self.source = source
        let type = Self.type(media)
        switch media.kind {
        case .image:
            kind = "image"
            name = nil
            guard let format = Self.images[type ?? "image/png"] else {
                try report.lose(.imageInput)
                return nil
            }
            self.format = format
        case .document:
            kind = "document"
            guard let format = Self.documents[type ?? ""] else {
                try report.lose(.document)
                return nil
            }
            self.format = format
            name = names.name(media.name)
            if model.claude != nil { extras = Self.extras(media) }
        case .video:
            kind = "video"
            name = nil
            guard let format = Self.videos[type ?? ""], model.line == .nova || model.line == .nova2
            else {
                try report.lose(.videoInput)
                return nil
            }
            self.format = format
        case .audio:
            try report.lose(.audioInput)
            return nil
        }
    }

    var isDocument: Bool { name != nil }

    private static func source(
        _ media: Media, _ report: inout LossReport
    ) throws(GatewayError) -> Source? {
        switch media.source {
        case .base64(let data): return .bytes(data)
        case .text(let text): return .bytes(Base64Text.encoded(text.utf8))
        case .url(let url):
            if url.hasPrefix("s3://") { return .store(url) }
            try report.lose(media.kind == .image ? .remoteImage : .document)
        case .file: try report.lose(.foreignFile)
        }
        return nil
    }

    /// The media type that the bytes show, else the one that was told.
    private static func type(_ media: Media) -> String? {
        if case .text = media.source { return media.mediaType ?? "text/plain" }
        let named = media.name.flatMap { DataURI.mediaType(fileName: $0) }
        guard case .base64(let data) = media.source else { return media.mediaType ?? named }
        let shown = DataURI.sniffed(base64: data)
        // Office documents are archives: their bytes show no more than that.
        if media.kind == .document, let told = media.mediaType ?? named, documents[told] != nil {
            return told
        }
        return shown ?? media.mediaType ?? named
    }

    /// What Anthropic's clients say of a document beside its content.
    private static func extras(_ media: Media) -> [(name: String, json: [UInt8])] {
        guard let extras = media.extras, extras.dialect == .anthropic,
            let document = try? JSONDocument(extras.json.bytes)
        else { return [] }
        return ["context", "citations"].compactMap { name in
            guard let value = document[name], !value.isNull else { return nil }
            return (name, value.rawBytes)
        }
    }

    private static let images = [
        "image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif", "image/webp": "webp",
    ]
    private static let documents = [
        "application/pdf": "pdf", "text/csv": "csv", "application/msword": "doc",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
        "application/vnd.ms-excel": "xls",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
        "text/html": "html", "text/plain": "txt", "text/markdown": "md",
        "application/json": "txt", "application/xml": "txt", "application/yaml": "txt",
    ]
    private static let videos = [
        "video/mp4": "mp4", "video/quicktime": "mov", "video/x-matroska": "mkv",
        "video/webm": "webm", "video/x-flv": "flv", "video/mpeg": "mpeg", "video/x-ms-wmv": "wmv",
        "video/3gpp": "three_gp",
    ]

    /// Writes the block.
    func write(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.name(kind)
            writer.object { writer in
                writer.member("format", format)
                if let name { writer.member("name", name) }
                writer.name("source")
                writer.object { writer in
                    switch source {
                    case .bytes(let data): writer.member("bytes", data)
                    case .store(let url):
                        writer.name("s3Location")
                        writer.object { $0.member("uri", url) }
                    }
                }
                for extra in extras {
                    writer.name(text: extra.name)
                    writer.raw(extra.json)
                }
            }
        }
    }
}
