/// All that a writer needs to know of an answer.
package struct AnswerContext: Sendable {
    /// What is said.
    package let answer: Answer
    /// What it counts.
    package let usage: Usage
    /// What names it.
    package let identity: AnswerIdentity
    /// What it answers.
    package let request: PromptRequest
    /// How it looks, and what goes wrong with it.
    package let directives: Directives

    /// The answer to a request.
    ///
    /// - Parameters:
    ///   - request: A valid request.
    ///   - identity: Names the answer.
    package init(to request: PromptRequest, identity: AnswerIdentity) {
        self.request = request
        self.identity = identity
        directives = request.model.directives
        answer = Answer(to: request, directives: directives)
        usage = Usage(request: request, answer: answer, directives: directives)
    }

    /// Frames the events of the stream.
    var events: EventStream { EventStream(crlf: directives.crlf) }
}
