internal import NIOCore
internal import Synchronization

extension Responder {
    /// What statistics count a request under that names no model.
    private static let invalidLabel = "(invalid)"

    /// Answers a chat request: refusals first, then what its directives ask for.
    func respondToChat(_ request: MockRequest, at now: NIODeadline) -> Response {
        let head = request.head
        if let error = authenticate(head) { return labelled(refuse(error, head)) }
        var chat: ChatRequest
        do {
            defer { reader.clear() }
            chat = try ChatValidator.validate(request.body, with: reader)
            try checkModel(chat.model)
            try applyBehaviour(to: &chat.model)
        } catch {
            return labelled(refuse(error, head))
        }
        let directives = chat.model.directives
        var response = faulty(chat, head) ?? replay(chat, head) ?? answer(chat, head, at: now)
        response.label = chat.model.full
        response.directives = directives
        return response
    }

    private func labelled(_ response: Response) -> Response {
        var response = response
        response.label = Self.invalidLabel
        return response
    }

    private func checkModel(_ model: ModelName) throws(ProviderError) {
        guard let known = shared.options.models, !known.contains(model.base) else { return }
        guard shared.corpus.recording(for: model.base) == nil else { return }
        throw .unknownModel(model.full)
    }

    /// Adds the override in force to the model's directives, and ends faults whose `times` are up.
    private func applyBehaviour(to model: inout ModelName) throws(ProviderError) {
        let name = model
        let text = shared.behaviour.withLock { $0.take(for: name) }
        do {
            if let text { try model.directives.apply(text) }
        } catch {
            throw .misunderstood(error)
        }
        guard let times = model.directives.times else { return }
        let isDue = shared.behaviour.withLock { $0.misbehaves(name.full, times: times) }
        if !isDue { model.directives = model.directives.withoutFaults }
    }

    /// The answer that a directive puts in place of the model's own.
    private func faulty(_ chat: ChatRequest, _ head: RequestHead) -> Response? {
        let directives = chat.model.directives
        if let status = directives.status, status >= 300 {
            let fields =
                switch directives.retryAfter {
                case .seconds(let number)?: "retry-after: \(number)\r\n"
                case .milliseconds(let number)?: "retry-after-ms: \(number)\r\n"
                case nil: ""
                }
            return refuse(.usual(for: status), head, fields: fields)
        }
        if directives.html {
            let page =
                "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>"
                + "<body><h1>Sign in to continue</h1></body></html>\n"
            return builder.whole(
                200, type: "text/html; charset=utf-8", body: ByteBuffer(string: page), for: head)
        }
        if directives.error200 {
            return builder.whole(200, body: ProviderError.usual(for: 500).body, for: head)
        }
        if !chat.isStreaming, directives.garbage != nil {
            let text = #"{"id":"chatcmpl-garbage","object":"chat.comp"#
            return builder.whole(200, body: ByteBuffer(string: text), for: head)
        }
        return nil
    }

    /// The recorded answer, if the model names one.
    private func replay(_ chat: ChatRequest, _ head: RequestHead) -> Response? {
        guard let recording = shared.corpus.recording(for: chat.model.base) else {
            guard chat.model.base.hasPrefix("corpus/") else { return nil }
            return refuse(.unknownModel(chat.model.full), head)
        }
        if recording.isStream {
            return builder.parts(
                recording.status, source: .whole(recording.body), for: head,
                fields: recording.fields, isRecorded: true)
        }
        return builder.recorded(recording, for: head)
    }

    private func answer(_ chat: ChatRequest, _ head: RequestHead, at now: NIODeadline) -> Response {
        let directives = chat.model.directives
        let answer = Answer(to: chat, directives: directives)
        let identity = AnswerIdentity(
            id: "chatcmpl-mock\(builder.nextId())", created: builder.seconds,
            model: chat.model.full)
        let status = directives.status ?? 200
        var response: Response
        if chat.isStreaming {
            let script = StreamScript(
                answer, identity: identity, request: chat, directives: directives)
            response = builder.parts(
                status, source: .script(script), for: head, fields: Self.eventStream)
        } else {
            let body =
                directives.empty
                ? Completion.withoutChoices(identity)
                : Completion.body(
                    answer, identity: identity, request: chat, now: now.uptimeNanoseconds)
            response = builder.whole(status, body: body, for: head)
        }
        let usage = Usage(request: chat, answer: answer)
        response.promptTokens = usage.prompt
        response.completionTokens = usage.completion
        return response
    }
}
