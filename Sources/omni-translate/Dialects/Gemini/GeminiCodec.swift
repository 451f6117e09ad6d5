package import IPC

/// gemini: `POST /v1beta/models/…:generateContent` (facts: gemini).
package enum GeminiCodec: ClientCodec, ProviderCodec, PassthroughCodec {
    package static let dialect = Dialect.gemini
    package static let framing = Framing.events

    // MARK: Client

    package static func facts(_ source: RequestSource) throws(GatewayError) -> RequestFacts {
        try GeminiFacts.read(source)
    }

    package static func read(_ source: RequestSource) throws(GatewayError) -> ModelRequest {
        try GeminiRequestReader.read(source)
    }

    package static func makeEncoder(_ context: AnswerContext) -> any AnswerEncoder {
        GeminiAnswerEncoder(context)
    }

    package static func whole(_ answer: Answer, _ context: AnswerContext) -> [UInt8] {
        GeminiWholeAnswer.write(answer, context)
    }

    package static func tokenCount(_ tokens: UInt64, _ context: AnswerContext) -> [UInt8] {
        Array("{\"totalTokens\":\(tokens)}".utf8)
    }

    package static func errorBody(_ error: GatewayError, requestID: String) -> [UInt8] {
        GeminiErrors.body(error)
    }

    package static func streamContentType(_ form: StreamForm) -> String {
        form == .array ? "application/json" : "text/event-stream"
    }

    /// A blank line: clients of this dialect read everything else as data (pitfall 54).
    package static func heartbeat(_ form: StreamForm) -> [UInt8] { [0x0a] }

    // MARK: Provider

    package static func write(
        _ request: ModelRequest, _ target: Target
    ) throws(GatewayError) -> EncodedRequest {
        try GeminiRequestWriter.write(request, target)
    }

    package static func makeDecoder(_ target: Target) -> any AnswerDecoder {
        GeminiAnswerDecoder(target)
    }

    /// Whether a target wants the bytes of pictures and not their address.
    package static func wantsInlineMedia(_ target: Target) -> Bool {
        !GeminiModel.named(target.model).fetchesURLs
    }

    // MARK: Passthrough

    package static func splice(
        _ source: RequestSource, _ facts: RequestFacts, _ target: Target
    ) -> EncodedRequest? {
        GeminiSplice.make(source, facts, target)
    }

    package static func makeObserver(_ plan: AnswerPlan) -> any AnswerObserver {
        GeminiObserver()
    }
}
