/// How an endpoint of one dialect is served.
struct DialectService: Sendable {
    /// The words of its errors.
    let dialect: Dialect
    /// What ids of its answers begin with.
    let idPrefix: String
    /// The header fields of a stream, each with its line end.
    var streamFields = Responder.eventStream
    /// What is wrong with the header of a request; nil if nothing is.
    var refusal: ProviderError?
    /// Checks the body, which has been parsed, and takes what an answer needs.
    let read: @Sendable (JSONReader) throws(ProviderError) -> PromptRequest
    /// Makes the answer; one of the two is there.
    var writer: (@Sendable (AnswerContext) -> any AnswerWriter)?
    /// Makes the body of an answer that no model gives.
    var document: (@Sendable (AnswerContext) -> JSONText)?
}
