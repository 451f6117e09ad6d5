internal import IPC
internal import JSON

/// Writes pictures, documents, sounds and films as parts (facts: gemini, section 3; translation-matrix, section 2
/// rule 7).
struct GeminiMediaWriter {
    let target: Target

    /// Writes a part; `signature` belongs to it.
    func write(
        _ media: Media, signature: String?, into writer: inout JSONWriter,
        _ report: inout LossReport
    ) throws(GatewayError) {
        let data = try data(media, &report)
        writer.beginObject()
        switch data {
        case .text(let text): writer.member("text", text)
        case .inline(let type, let base64): Self.writeInline(type, base64, into: &writer)
        case .file(let type, let uri):
            writer.name("fileData")
            writer.object { writer in
                if let type { writer.member("mimeType", type) }
                writer.member("fileUri", uri)
            }
        }
        if let signature { writer.member("thoughtSignature", signature) }
        writeExtras(media.extras, into: &writer)
        writer.endObject()
    }

    /// Whether it is sent within the request, as parts of a function's answer must be.
    static func isInline(_ media: Media) -> Bool {
        if case .base64 = media.source { true } else { false }
    }

    private enum Data {
        case text(String)
        case inline(type: String, base64: String)
        case file(type: String?, uri: String)
    }

    private func data(_ media: Media, _ report: inout LossReport) throws(GatewayError) -> Data {
        switch media.source {
        case .text(let text): return .text(Self.document(text, media.name))
        case .base64(let base64):
            let type = Self.type(media, base64)
            if type == "image/gif" { try report.lose(.imageInput) }
            return .inline(type: type, base64: base64)
        case .url(let url): return .file(type: Self.type(media, url: url), uri: url)
        case .file(let id):
            if id.dialect != .gemini { try report.lose(.foreignFile) }
            return .file(type: media.mediaType, uri: id.id)
        }
    }

    private static func document(_ text: String, _ name: String?) -> String {
        if ASCIIText.isBlank(text) { return "(empty document)" }
        guard let name, !name.isEmpty else { return text }
        return "\(name)\n\n\(text)"
    }

    /// What the bytes show counts, for pictures, more than what was said.
    private static func type(_ media: Media, _ base64: String) -> String {
        let sniffed = DataURI.sniffed(base64: base64)
        if media.kind == .image, let sniffed, sniffed.hasPrefix("image/") { return sniffed }
        if let declared = media.mediaType, declared != "application/octet-stream" {
            return declared
        }
        return sniffed ?? media.name.flatMap(DataURI.mediaType) ?? usual(media.kind)
    }

    private static func type(_ media: Media, url: String) -> String {
        let path = String(url.prefix { $0 != "?" && $0 != "#" })
        return media.mediaType ?? DataURI.mediaType(fileName: path) ?? usual(media.kind)
    }

    private static func usual(_ kind: Media.Kind) -> String {
        switch kind {
        case .image: "image/jpeg"
        case .document: "application/pdf"
        case .audio: "audio/mpeg"
        case .video: "video/mp4"
        }
    }

    private static func writeInline(
        _ type: String, _ base64: String, into writer: inout JSONWriter
    ) {
        writer.name("inlineData")
        writer.object { writer in
            writer.member("mimeType", type)
            writer.member("data", base64)
        }
    }

    private func writeExtras(_ extras: OpaqueValue?, into writer: inout JSONWriter) {
        guard let extras, extras.dialect == .gemini,
            let document = try? JSONDocument(extras.json.bytes)  // it came from one
        else { return }
        for member in document.root.members ?? [] {
            writer.name(text: member.name)
            writer.raw(member.value.rawBytes)
        }
    }
}
