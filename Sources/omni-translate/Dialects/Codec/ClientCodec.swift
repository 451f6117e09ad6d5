package import IPC

/// A dialect as clients speak it: reads their requests and writes their answers.
package protocol ClientCodec: Sendable {
    static var dialect: Dialect { get }

    /// What route must know; refuses what no provider could serve.
    static func facts(_ source: RequestSource) throws(GatewayError) -> RequestFacts

    /// The whole request in canonical form; refuses what has no meaning, naming the parameter.
    static func read(_ source: RequestSource) throws(GatewayError) -> ModelRequest

    /// A writer for one streamed answer.
    static func makeEncoder(_ context: AnswerContext) -> any AnswerEncoder

    /// A whole answer as the client wants it.
    static func whole(_ answer: Answer, _ context: AnswerContext) -> [UInt8]

    /// The answer to a count of tokens.
    static func tokenCount(_ tokens: UInt64, _ context: AnswerContext) -> [UInt8]

    /// The body of an error answer.
    static func errorBody(_ error: GatewayError, requestID: String) -> [UInt8]

    /// `Content-Type` of a streamed answer.
    static func streamContentType(_ form: StreamForm) -> String

    /// What shows a client that the gateway lives; empty where there is nothing such.
    static func heartbeat(_ form: StreamForm) -> [UInt8]

    /// What an answer must repeat of its request, for `AnswerContext.clientEcho`; nil where a dialect repeats nothing.
    static func echo(_ source: RequestSource) -> RawJSON?

    /// The whole answer as it must be before it is written, where `AnswerPlan.isRevised` says that it must be whole first.
    static func revised(_ answer: Answer, _ context: AnswerContext) -> Answer
}

extension ClientCodec {
    /// Nothing: most dialects do not repeat the request in the answer.
    package static func echo(_ source: RequestSource) -> RawJSON? { nil }

    /// As it is.
    package static func revised(_ answer: Answer, _ context: AnswerContext) -> Answer { answer }
}

/// What a client's answer is made from beside the provider's events.
package struct AnswerContext: Sendable {
    package var target: Target
    package var plan: AnswerPlan
    package var endpoint: Endpoint
    package var streamForm: StreamForm
    /// What the request's headers and body asked of the answer's form, by the client's codec.
    package var estimatedInputTokens: UInt64
    /// What the answer repeats of the request, as `ClientCodec.echo` made it.
    package var clientEcho: RawJSON?

    package init(
        target: Target, plan: AnswerPlan, endpoint: Endpoint = .chat,
        streamForm: StreamForm = .body, estimatedInputTokens: UInt64 = 0,
        clientEcho: RawJSON? = nil
    ) {
        self.target = target
        self.plan = plan
        self.endpoint = endpoint
        self.streamForm = streamForm
        self.estimatedInputTokens = estimatedInputTokens
        self.clientEcho = clientEcho
    }
}

/// Writes one streamed answer, event by event.
///
/// What goes out depends on the order of events only, never on how the provider's bytes were cut.
package protocol AnswerEncoder {
    /// Writes what an event makes visible at once.
    mutating func encode(_ event: AnswerEvent, into output: inout [UInt8])
    /// Closes what is open and writes the end of a complete answer.
    mutating func finish(into output: inout [UInt8])
    /// Ends an answer that will never be whole, so that no client takes it for complete.
    mutating func fail(_ error: GatewayError, into output: inout [UInt8])
}
