internal import IPC
internal import JSON

/// Writes the parts of answers for clients (facts: gemini, sections 3 and 7).
enum GeminiPartWriter {
    /// A text part; an empty one carries a signature, or nothing.
    static func text(
        _ text: String, isThought: Bool = false, signature: String? = nil,
        into writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("text", text)
            if isThought { writer.member("thought", true) }
            if let signature { writer.member("thoughtSignature", signature) }
        }
    }

    /// A call, whole.
    static func call(
        _ call: ToolCall, signature: String?, into writer: inout JSONWriter
    ) {
        let arguments =
            call.kind == .custom
            ? Arguments.wrapped(call.arguments) : Arguments.object(call.arguments)
        writer.object { writer in
            writer.name("functionCall")
            writer.object { writer in
                writer.member("name", call.namespace.map { "\($0)__\(call.name)" } ?? call.name)
                writer.name("args")
                writer.raw(arguments.bytes)
                if !call.id.isEmpty { writer.member("id", call.id) }
            }
            if let signature { writer.member("thoughtSignature", signature) }
        }
    }

    /// A picture or the like; false when the dialect cannot show it.
    static func media(
        _ media: Media, signature: String?, into writer: inout JSONWriter
    ) -> Bool {
        switch media.source {
        case .base64(let data):
            writer.object { writer in
                writer.name("inlineData")
                writer.object { writer in
                    let type = media.mediaType ?? DataURI.sniffed(base64: data)
                    writer.member("mimeType", type ?? "application/octet-stream")
                    writer.member("data", data)
                }
                if let signature { writer.member("thoughtSignature", signature) }
            }
        case .url(let uri): file(uri, media.mediaType, into: &writer)
        case .file(let id):
            guard id.dialect == .gemini else { return false }
            file(id.id, media.mediaType, into: &writer)
        case .text(let text): self.text(text, into: &writer)
        }
        return true
    }

    private static func file(_ uri: String, _ type: String?, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.name("fileData")
            writer.object { writer in
                if let type { writer.member("mimeType", type) }
                writer.member("fileUri", uri)
            }
        }
    }

    /// A part that only this dialect knows, on one line; false for that of another.
    static func opaque(_ block: OpaqueBlock, into writer: inout JSONWriter) -> Bool {
        guard block.dialect == .gemini else { return false }
        // A line end in JSON is always between tokens: inside a string it is escaped.
        writer.raw(block.json.bytes.map { $0 == 0x0a || $0 == 0x0d ? 0x20 : $0 })
        return true
    }

    /// Whether a call may have been cut: its arguments are no whole JSON.
    static func isBroken(_ call: ToolCall) -> Bool {
        guard call.kind == .function else { return false }
        if ASCIIText.isBlank(call.arguments) { return true }
        var tape = JSONTape()
        return (try? tape.parse(Array(call.arguments.utf8))) == nil  // the answer is all we want
    }

    /// Whether an answer of this end may end within a call.
    static func mayCut(_ stop: StopReason?) -> Bool {
        switch stop {
        case .length, .contextLength, .filtered: true
        case .end, .stopSequence, .toolCalls, .paused, .malformed, nil: false
        }
    }
}
