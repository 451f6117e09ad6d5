internal import IPC
internal import JSON

/// What continuing a stored conversation takes (facts: openai-responses, sections 1 and 11).
extension ResponsesCodec {
    /// The response that a request continues; nil when it begins a conversation.
    package static func previousResponseID(_ source: RequestSource) -> String? {
        let bytes = source.bytes
        let span = bytes.span.bytes
        return source.tape.member("previous_response_id", of: source.tape.root, in: span)
            .flatMap { source.tape.string($0, in: span) }
    }

    /// Whether the client lets the answer be kept.
    package static func isStored(_ source: RequestSource) -> Bool {
        let bytes = source.bytes
        guard source.endpoint == .chat,
            let node = source.tape.member("store", of: source.tape.root, in: bytes.span.bytes)
        else { return source.endpoint == .chat }
        return source.tape.bool(node) ?? true
    }

    /// The request with the conversation that it continues before its own input.
    package static func expanded(
        _ source: RequestSource, _ transcript: ResponseTranscript
    ) throws(GatewayError) -> RequestSource {
        try transcript.expanded(source)
    }

    /// Refuses a `previous_response_id` that is not known; clients then send the whole conversation again.
    package static func previousNotFound(_ id: String) -> GatewayError {
        ResponsesErrors.previousNotFound(id)
    }

    /// Refuses the id in the path of a stored response.
    package static func notFound(_ id: String) -> GatewayError { ResponsesErrors.notFound(id) }

    /// The id of a response object; nil when it is none.
    package static func id(ofResponse response: [UInt8]) -> String? {
        (try? JSONDocument(response))?["id"]?.string  // what is no JSON has no id
    }

    /// The answer to a deletion.
    package static func deleted(_ id: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("id", id)
            writer.member("object", "response")
            writer.member("deleted", true)
        }
        return writer.take()
    }
}

extension ResponsesCodec {
    /// The response object in the data of a stream's last event; nil in any other event.
    package static func wholeResponse(inEvent data: RawSpan) -> [UInt8]? {
        guard data.hasCompletedType else { return nil }
        let bytes = data.copied
        let document = try? JSONDocument(bytes)  // an event that cannot be read ends nothing
        guard let type = document?["type"]?.string,
            type == "response.completed" || type == "response.incomplete"
        else { return nil }
        return document?["response"]?.rawBytes
    }
}

extension RawSpan {
    /// Whether the first bytes name a type that ends a stream; the members before it are short in every dialect of this.
    fileprivate var hasCompletedType: Bool {
        let head = extracting(first: Swift.min(byteCount, 512))
        return head.withUnsafeBytes { buffer in
            let text = unsafe String(decoding: buffer, as: UTF8.self)
            return text.contains("response.completed") || text.contains("response.incomplete")
        }
    }
}
