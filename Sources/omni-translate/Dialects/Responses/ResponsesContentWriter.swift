internal import IPC
internal import JSON

/// Writes content parts (facts: openai-responses, section 3).
struct ResponsesContentWriter {
    /// Marks for the prompt cache go along.
    let keepsMarks: Bool

    /// Refuses or notes what cannot be said in parts of this dialect.
    static func check(_ blocks: [Block], _ report: inout LossReport) throws(GatewayError) {
        for case .media(let media) in blocks {
            if case .file(let file) = media.source, file.dialect != .openaiResponses,
                file.dialect != .openaiChat
            {
                try report.lose(.foreignFile)
            }
            switch media.kind {
            case .image, .document: break
            case .audio: try report.lose(.audioInput)
            case .video: try report.lose(.videoInput)
            }
        }
    }

    /// A part of a message of the user's or the system's, or of an output.
    func write(_ block: Block, into writer: inout JSONWriter) {
        switch block {
        case .text(let text):
            writer.object { writer in
                writer.member("type", "input_text")
                writer.member("text", text.text)
                mark(text.cacheMark, into: &writer)
            }
        case .refusal(let text):
            writer.object { writer in
                writer.member("type", "input_text")
                writer.member("text", text)
            }
        case .media(let media):
            switch media.kind {
            case .image: image(media, into: &writer)
            case .document: document(media, into: &writer)
            case .audio, .video: break
            }
        case .reasoning, .toolCall, .toolResult, .opaque: break
        }
    }

    /// A part of a message of the assistant's.
    func writeOutput(_ block: Block, into writer: inout JSONWriter) {
        switch block {
        case .text(let text):
            writer.object { writer in
                writer.member("type", "output_text")
                writer.member("text", text.text)
                writer.name("annotations")
                writer.array { writer in
                    for citation in text.citations {
                        // What has no address is no annotation.
                        _ = ResponsesCitation.write(citation, into: &writer)
                    }
                }
            }
        case .refusal(let text):
            writer.object { writer in
                writer.member("type", "refusal")
                writer.member("refusal", text)
            }
        case .media, .reasoning, .toolCall, .toolResult, .opaque: break
        }
    }

    private func mark(_ mark: OpaqueValue?, into writer: inout JSONWriter) {
        guard keepsMarks, let mark, mark.dialect == .openaiResponses else { return }
        writer.member("prompt_cache_breakpoint", raw: mark.json.bytes)
    }

    private func image(_ media: Media, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("type", "input_image")
            switch media.source {
            case .base64(let data):
                let type = media.mediaType ?? DataURI.sniffed(base64: data) ?? "image/png"
                writer.name("image_url")
                Self.dataURI(type, data, into: &writer)
            case .url(let url): writer.member("image_url", url)
            case .file(let file): writer.member("file_id", file.id)
            case .text: break
            }
            writer.member("detail", media.detail ?? "auto")
            mark(media.cacheMark, into: &writer)
        }
    }

    private func document(_ media: Media, into writer: inout JSONWriter) {
        if case .text(let text) = media.source {
            writer.object { writer in
                writer.member("type", "input_text")
                writer.member("text", media.name.map { "\($0):\n\(text)" } ?? text)
            }
            return
        }
        writer.object { writer in
            writer.member("type", "input_file")
            switch media.source {
            case .base64(let data):
                let type = media.mediaType ?? DataURI.sniffed(base64: data) ?? "application/pdf"
                writer.member("filename", media.name ?? Self.fileName(type))
                writer.name("file_data")
                Self.dataURI(type, data, into: &writer)
            case .url(let url): writer.member("file_url", url)
            case .file(let file): writer.member("file_id", file.id)
            case .text: break
            }
            mark(media.cacheMark, into: &writer)
        }
    }

    /// The parts one after another, so that a large file is copied once.
    private static func dataURI(_ type: String, _ base64: String, into writer: inout JSONWriter) {
        writer.beginString()
        writer.appendToString("data:\(type);base64,")
        writer.appendToString(base64)
        writer.endString()
    }

    private static func fileName(_ type: String) -> String {
        switch type {
        case "application/pdf": "document.pdf"
        case "text/plain": "document.txt"
        default: "document"
        }
    }
}
