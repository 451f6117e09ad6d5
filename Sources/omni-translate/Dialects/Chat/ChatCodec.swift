package import IPC

/// openai-chat: the dialect of most providers and most clients (facts: openai-chat).
package enum ChatCodec: ClientCodec, ProviderCodec, PassthroughCodec {
    package static let dialect = Dialect.openaiChat

    // MARK: Client

    package static func facts(_ source: RequestSource) throws(GatewayError) -> RequestFacts {
        try ChatFacts.read(source)
    }

    package static func read(_ source: RequestSource) throws(GatewayError) -> ModelRequest {
        _ = try ChatFacts.read(source)  // for what it refuses
        return try ChatRequestReader.read(source)
    }

    package static func makeEncoder(_ context: AnswerContext) -> any AnswerEncoder {
        context.endpoint == .completion
            ? CompletionAnswerEncoder(context) : ChatAnswerEncoder(context)
    }

    package static func whole(_ answer: Answer, _ context: AnswerContext) -> [UInt8] {
        context.endpoint == .completion
            ? CompletionAnswerEncoder.whole(answer, context)
            : ChatWholeAnswer.write(answer, context)
    }

    package static func tokenCount(_ tokens: UInt64, _ context: AnswerContext) -> [UInt8] {
        // The dialect has no such endpoint; this is its sister's answer.
        Array(#"{"object":"response.input_tokens","input_tokens":\#(tokens)}"#.utf8)
    }

    package static func errorBody(_ error: GatewayError, requestID: String) -> [UInt8] {
        ChatErrors.body(error)
    }

    package static func streamContentType(_ form: StreamForm) -> String {
        "text/event-stream; charset=utf-8"
    }

    package static func heartbeat(_ form: StreamForm) -> [UInt8] { OpenAIErrors.heartbeat }

    // MARK: Provider

    package static func write(
        _ request: ModelRequest, _ target: Target
    ) throws(GatewayError) -> EncodedRequest {
        try ChatRequestWriter.write(request, target)
    }

    package static func makeDecoder(_ target: Target) -> any AnswerDecoder {
        ChatAnswerDecoder(target)
    }

    package static let framing = Framing.events

    /// Whether `target` cannot fetch a picture's URL itself, so that its bytes must stand in the request.
    package static func wantsInlineMedia(_ target: Target) -> Bool {
        let media = ChatProfiles.profile(of: target).media
        return media.contains(.image) && !media.contains(.remoteImage)
    }

    // MARK: Passthrough

    package static func splice(
        _ source: RequestSource, _ facts: RequestFacts, _ target: Target
    ) -> EncodedRequest? {
        ChatPassthrough.splice(source, facts, target)
    }

    package static func makeObserver(_ plan: AnswerPlan) -> any AnswerObserver {
        ChatObserver(plan)
    }
}
