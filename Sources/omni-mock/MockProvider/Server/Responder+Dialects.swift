internal import NIOCore

extension Responder {
    /// Answers a request to a model in any dialect but that of chat.
    func respond(
        to request: MockRequest, at endpoint: Endpoint, now: NIODeadline
    ) -> Response {
        if case .azure(let path) = endpoint, path.operation == .chat {
            return respondToAzure(request, path, at: now)
        }
        let head = request.head
        let service = service(for: endpoint, request)
        let dialect = service.dialect
        if let error = refusal(of: request, in: dialect) ?? service.refusal {
            return labelled(refuse(error, head, in: dialect))
        }
        var prompt: PromptRequest
        do {
            defer { reader.clear() }
            try reader.parseObject(request.body)
            prompt = try service.read(reader)
            try checkModel(prompt.model, in: dialect)
            try applyBehaviour(to: &prompt.model)
        } catch {
            return labelled(refuse(error, head, in: dialect))
        }
        var response =
            faulty(prompt, head, in: dialect) ?? replay(prompt, head, in: dialect)
            ?? answer(prompt, head, by: service, at: now)
        response.label = prompt.model.full
        response.directives = prompt.model.directives
        return response
    }

    /// What keeps a request out; nil if it is let in.
    private func refusal(of request: MockRequest, in dialect: Dialect) -> ProviderError? {
        guard dialect == .bedrock, request.head.authorization?.hasPrefix("AWS4-") == true else {
            return Access(request.head, keys: shared.options.keys).error(in: dialect)
        }
        return shared.options.awsSecret.flatMap {
            Signature4(request, secret: $0).error(at: builder.seconds)
        }
    }

    private func answer(
        _ prompt: PromptRequest, _ head: RequestHead, by service: DialectService,
        at now: NIODeadline
    ) -> Response {
        let directives = prompt.model.directives
        let status = directives.status ?? 200
        let context = AnswerContext(
            to: prompt,
            identity: AnswerIdentity(
                id: "\(service.idPrefix)\(builder.nextId())", created: builder.seconds,
                model: prompt.model.full))
        var response: Response
        if let document = service.document?(context) {
            response = builder.whole(
                status, body: document.buffer, for: head, dialect: service.dialect)
        } else if let writer = service.writer?(context) {
            response = play(writer, context, head, by: service, at: now)
        } else {
            preconditionFailure("a service has a writer or a document")
        }
        response.count(context.usage)
        return response
    }

    private func play(
        _ writer: any AnswerWriter, _ context: AnswerContext, _ head: RequestHead,
        by service: DialectService, at now: NIODeadline
    ) -> Response {
        let directives = context.directives
        let status = directives.status ?? 200
        guard context.request.isStreaming else {
            let body = directives.empty ? writer.empty() : writer.whole(now: now.uptimeNanoseconds)
            return builder.whole(status, body: body, for: head, dialect: service.dialect)
        }
        let script = DialectScript(context.answer.parts, writer: writer, directives: directives)
        return builder.parts(
            status, source: .dialect(script), for: head, fields: service.streamFields,
            dialect: service.dialect)
    }
}
