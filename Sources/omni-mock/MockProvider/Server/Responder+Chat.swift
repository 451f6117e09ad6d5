internal import NIOCore
internal import Synchronization

extension Responder {
    /// Answers a chat request: refusals first, then what its directives ask for.
    ///
    /// - Parameters:
    ///   - request: What was received.
    ///   - dialect: OpenAI's own, or Azure's.
    ///   - deployment: The model, where the path names it.
    ///   - now: The present time.
    /// - Returns: The answer.
    func respondToChat(
        _ request: MockRequest, in dialect: Dialect = .openaiChat, deployment: String? = nil,
        at now: NIODeadline
    ) -> Response {
        let head = request.head
        if let error = Access(head, keys: shared.options.keys).error(in: dialect) {
            return labelled(refuse(error, head, in: dialect))
        }
        var chat: PromptRequest
        do {
            defer { reader.clear() }
            chat = try ChatValidator.validate(request.body, with: reader, deployment: deployment)
            try checkModel(chat.model, in: dialect)
            try applyBehaviour(to: &chat.model)
            chat.opensWithFilterResults = dialect == .azure
        } catch {
            return labelled(refuse(error, head, in: dialect))
        }
        let directives = chat.model.directives
        var response =
            faulty(chat, head, in: dialect) ?? replay(chat, head, in: dialect)
            ?? answer(chat, head, in: dialect, at: now)
        response.label = chat.model.full
        response.directives = directives
        return response
    }

    private func answer(
        _ chat: PromptRequest, _ head: RequestHead, in dialect: Dialect, at now: NIODeadline
    ) -> Response {
        let directives = chat.model.directives
        let answer = Answer(to: chat, directives: directives)
        let usage = Usage(request: chat, answer: answer, directives: directives)
        let identity = AnswerIdentity(
            id: "chatcmpl-mock\(builder.nextId())", created: builder.seconds,
            model: chat.model.full)
        let status = directives.status ?? 200
        var response: Response
        if chat.isStreaming {
            let script = StreamScript(
                answer, identity: identity, request: chat, directives: directives)
            response = builder.parts(
                status, source: .script(script), for: head, fields: Self.eventStream,
                dialect: dialect)
        } else {
            let body =
                directives.empty
                ? Completion.withoutChoices(identity)
                : Completion.body(
                    answer, identity: identity, request: chat, usage: usage,
                    now: now.uptimeNanoseconds)
            response = builder.whole(status, body: body, for: head, dialect: dialect)
        }
        response.count(usage)
        return response
    }
}
