package import IPC
internal import JSON

/// OpenAI Responses: requests and answers of `POST /v1/responses` and its neighbours (facts: openai-responses).
///
/// Read a request with `ResponsesRequestReader`, write one with `ResponsesRequestWriter`; answers go through
/// `ResponsesAnswerDecoder` and `ResponsesAnswerEncoder`. What this dialect has alone: `ResponseStore` (a short memory for
/// `previous_response_id`) and `ResponsesCompact` (summaries in place of a long history).
package enum ResponsesCodec: ClientCodec, ProviderCodec, PassthroughCodec {
    package static let dialect = Dialect.openaiResponses

    // MARK: Clients

    package static func facts(_ source: RequestSource) throws(GatewayError) -> RequestFacts {
        try ResponsesFacts.read(source)
    }

    package static func read(_ source: RequestSource) throws(GatewayError) -> ModelRequest {
        if ResponsesCompact.isWanted(source) { return try ResponsesCompact.request(source) }
        return try ResponsesRequestReader.read(source)
    }

    package static func revised(_ answer: Answer, _ context: AnswerContext) -> Answer {
        ResponsesCompact.compacted(answer, context)
    }

    package static func makeEncoder(_ context: AnswerContext) -> any AnswerEncoder {
        ResponsesAnswerEncoder(context)
    }

    package static func whole(_ answer: Answer, _ context: AnswerContext) -> [UInt8] {
        if context.endpoint == .compact { return ResponsesCompact.whole(answer, context) }
        return ResponsesWhole.response(answer, context)
    }

    package static func tokenCount(_ tokens: UInt64, _ context: AnswerContext) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("object", "response.input_tokens")
            writer.member("input_tokens", tokens)
        }
        return writer.take()
    }

    package static func errorBody(_ error: GatewayError, requestID: String) -> [UInt8] {
        ResponsesErrors.body(error)
    }

    package static func streamContentType(_ form: StreamForm) -> String { "text/event-stream" }

    package static func heartbeat(_ form: StreamForm) -> [UInt8] { OpenAIErrors.heartbeat }

    /// The request's parameters as the response object repeats them; for a compaction the messages that it keeps.
    package static func echo(_ source: RequestSource) -> RawJSON? {
        if source.endpoint == .compact { return ResponsesCompact.kept(source) }
        return ResponsesEcho.object(source)
    }

    // MARK: Providers

    package static func write(
        _ request: ModelRequest, _ target: Target
    ) throws(GatewayError) -> EncodedRequest {
        try ResponsesRequestWriter.write(request, target)
    }

    package static func makeDecoder(_ target: Target) -> any AnswerDecoder {
        ResponsesAnswerDecoder(target)
    }

    package static let framing = Framing.events

    // MARK: Passthrough

    package static func splice(
        _ source: RequestSource, _ facts: RequestFacts, _ target: Target
    ) -> EncodedRequest? {
        ResponsesSplice.request(source, facts, target)
    }

    package static func makeObserver(_ plan: AnswerPlan) -> any AnswerObserver {
        ResponsesObserver()
    }
}
