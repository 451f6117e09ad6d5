internal import NIOCore
internal import Synchronization

/// What is alike in all dialects: known models, directives, faults, recordings.
extension Responder {
    /// What statistics count a request under that names no model.
    private static let invalidLabel = "(invalid)"

    /// The same response, counted as one to a request that names no model.
    func labelled(_ response: Response) -> Response {
        var response = response
        response.label = Self.invalidLabel
        return response
    }

    /// Refuses a model that is none of those there are.
    func checkModel(_ model: ModelName, in dialect: Dialect) throws(ProviderError) {
        guard let known = shared.options.models, !known.contains(model.base) else { return }
        guard shared.corpus.recording(for: model.base) == nil else { return }
        throw dialect.unknownModel(model.full)
    }

    /// Adds the override in force to the model's directives, and ends faults whose `times` are up.
    func applyBehaviour(to model: inout ModelName) throws(ProviderError) {
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
    func faulty(_ prompt: PromptRequest, _ head: RequestHead, in dialect: Dialect) -> Response? {
        let directives = prompt.model.directives
        if let status = directives.status, status >= 300 {
            let fields =
                switch directives.retryAfter {
                case .seconds(let number)?: "retry-after: \(number)\r\n"
                case .milliseconds(let number)?: "retry-after-ms: \(number)\r\n"
                case nil: ""
                }
            return refuse(.usual(for: status), head, in: dialect, fields: fields)
        }
        if let error = directives.error { return refuse(dialect.error(error), head, in: dialect) }
        if directives.exhausted200 { return exhausted(prompt, head, in: dialect) }
        if directives.html {
            let page =
                "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>"
                + "<body><h1>Sign in to continue</h1></body></html>\n"
            return builder.whole(
                200, type: "text/html; charset=utf-8", body: ByteBuffer(string: page), for: head)
        }
        if directives.error200 {
            let id = "req_mock_\(builder.nextId())"
            return builder.whole(
                200, body: dialect.body(of: .usual(for: 500), requestId: id), for: head,
                dialect: dialect, requestId: id)
        }
        if !prompt.isStreaming, directives.garbage != nil {
            let text = #"{"id":"chatcmpl-garbage","object":"chat.comp"#
            return builder.whole(
                200, body: ByteBuffer(string: text), for: head, dialect: dialect)
        }
        return nil
    }

    /// The error of a used up account where an answer should be, with the status of an answer.
    private func exhausted(
        _ prompt: PromptRequest, _ head: RequestHead, in dialect: Dialect
    ) -> Response {
        let id = "req_mock_\(builder.nextId())"
        let body = dialect.body(of: dialect.error(.exhausted), requestId: id)
        guard prompt.isStreaming, dialect.hasEventStream else {
            return builder.whole(200, body: body, for: head, dialect: dialect, requestId: id)
        }
        var error = JSONText(raw: Array(body.readableBytesView))
        if dialect == .openaiResponses {
            error = #"{"type":"error","sequence_number":0,\#(raw: Array(error.bytes.dropFirst()))"#
        }
        var event = ByteBuffer()
        EventStream(crlf: dialect == .gemini).write(
            error, named: dialect == .anthropic || dialect == .openaiResponses ? "error" : nil,
            to: &event)
        return builder.whole(
            200, type: "text/event-stream; charset=utf-8", body: event, for: head, dialect: dialect,
            requestId: id)
    }

    /// The recorded answer, if the model names one.
    func replay(_ prompt: PromptRequest, _ head: RequestHead, in dialect: Dialect) -> Response? {
        let name = prompt.model.base
        guard let recording = shared.corpus.recording(for: name) else {
            guard name.hasPrefix("corpus/") else { return nil }
            return refuse(dialect.unknownModel(prompt.model.full), head, in: dialect)
        }
        if recording.isStream {
            return builder.parts(
                recording.status, source: .whole(recording.body), for: head,
                fields: recording.fields, isRecorded: true)
        }
        return builder.recorded(recording, for: head)
    }
}
