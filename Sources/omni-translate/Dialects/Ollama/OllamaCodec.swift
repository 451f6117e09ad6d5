package import IPC
internal import JSON

/// The native dialect of Ollama (facts: others, section 2).
package enum OllamaCodec: ClientCodec, ProviderCodec, PassthroughCodec {
    package static let dialect = Dialect.ollama

    package static func facts(_ source: RequestSource) throws(GatewayError) -> RequestFacts {
        try OllamaFacts.read(source)
    }

    package static func read(_ source: RequestSource) throws(GatewayError) -> ModelRequest {
        var reader = OllamaRequestReader(source)
        return try reader.read()
    }

    package static func makeEncoder(_ context: AnswerContext) -> any AnswerEncoder {
        OllamaAnswerEncoder(context)
    }

    package static func whole(_ answer: Answer, _ context: AnswerContext) -> [UInt8] {
        OllamaAnswerWriter(context).whole(answer)
    }

    /// Ollama has no such endpoint; the shape is that of its other counts.
    package static func tokenCount(_ tokens: UInt64, _ context: AnswerContext) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { $0.member("prompt_eval_count", tokens) }
        return writer.take()
    }

    package static func errorBody(_ error: GatewayError, requestID: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { $0.member("error", error.message) }
        return writer.take()
    }

    package static func streamContentType(_ form: StreamForm) -> String { "application/x-ndjson" }

    /// A line that is no answer would be one to the client, and a blank one an error.
    package static func heartbeat(_ form: StreamForm) -> [UInt8] { [] }

    package static let framing = Framing.lines

    package static func write(
        _ request: ModelRequest, _ target: Target
    ) throws(GatewayError) -> EncodedRequest {
        var writer = try OllamaRequestWriter(request, target)
        return try writer.write()
    }

    package static func makeDecoder(_ target: Target) -> any AnswerDecoder {
        OllamaAnswerDecoder(target)
    }

    package static func splice(
        _ source: RequestSource, _ facts: RequestFacts, _ target: Target
    ) -> EncodedRequest? {
        var splice = JSONSplice()
        let bytes = source.bytes.span.bytes
        if target.model != facts.model {
            var name = JSONWriter()
            name.string(target.model)
            splice.setMember(
                "model", to: name.take(), of: source.tape.root, on: source.tape, in: bytes)
        }
        var plan = AnswerPlan()
        plan.streams = facts.stream
        plan.clientStreams = facts.stream
        return EncodedRequest(
            path: source.endpoint == .generate ? "/api/generate" : OllamaRequestWriter.path,
            headers: OllamaRequestWriter.headers,
            body: splice.segments(of: source.bytes.count), plan: plan)
    }

    package static func makeObserver(_ plan: AnswerPlan) -> any AnswerObserver {
        OllamaObserver()
    }
}
