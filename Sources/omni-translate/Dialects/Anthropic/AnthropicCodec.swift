package import IPC
internal import JSON

/// anthropic-messages: `POST /v1/messages` (facts: anthropic-messages).
package enum AnthropicCodec: ClientCodec, ProviderCodec, PassthroughCodec {
    package static let dialect = Dialect.anthropic
    package static let framing = Framing.events

    // MARK: Client

    package static func facts(_ source: RequestSource) throws(GatewayError) -> RequestFacts {
        try AnthropicFacts.read(source)
    }

    package static func read(_ source: RequestSource) throws(GatewayError) -> ModelRequest {
        try AnthropicRequestReader.read(source)
    }

    package static func makeEncoder(_ context: AnswerContext) -> any AnswerEncoder {
        AnthropicAnswerEncoder(context)
    }

    package static func whole(_ answer: Answer, _ context: AnswerContext) -> [UInt8] {
        AnthropicAnswerWriter.whole(answer, context)
    }

    package static func tokenCount(_ tokens: UInt64, _ context: AnswerContext) -> [UInt8] {
        Array("{\"input_tokens\":\(tokens)}".utf8)
    }

    package static func errorBody(_ error: GatewayError, requestID: String) -> [UInt8] {
        AnthropicErrors.body(error, requestID: requestID)
    }

    package static func streamContentType(_ form: StreamForm) -> String { "text/event-stream" }

    package static func heartbeat(_ form: StreamForm) -> [UInt8] {
        Array("event: ping\ndata: {\"type\":\"ping\"}\n\n".utf8)
    }

    // MARK: Provider

    package static func write(
        _ request: ModelRequest, _ target: Target
    ) throws(GatewayError) -> EncodedRequest {
        try AnthropicRequestWriter.write(request, target)
    }

    package static func makeDecoder(_ target: Target) -> any AnswerDecoder {
        AnthropicAnswerDecoder(target)
    }

    /// Whether a target wants the bytes of pictures and not their address.
    package static func wantsInlineMedia(_ target: Target) -> Bool {
        !AnthropicProfile.of(target).fetchesURLs
    }

    // MARK: Passthrough

    package static func splice(
        _ source: RequestSource, _ facts: RequestFacts, _ target: Target
    ) -> EncodedRequest? {
        AnthropicSplice.make(source, facts, target)
    }

    package static func makeObserver(_ plan: AnswerPlan) -> any AnswerObserver {
        AnthropicObserver()
    }
}
