internal import NIOCore

/// What is asked for without a model: lists of models, versions.
extension Responder {
    /// Answers a request for a list.
    func respondToList(_ endpoint: Endpoint, _ request: MockRequest) -> Response {
        let head = request.head
        let form = form(of: endpoint, head)
        if let error = Access(head, keys: shared.options.keys).error(in: form) {
            return refuse(error, head, in: form)
        }
        let body: JSONText
        switch endpoint {
        case .ollamaVersion: body = #"{"version":"0.12.6"}"#
        case .ollamaShow: body = ModelList.ollamaDetails
        default: body = ModelList(shared.options.models ?? ModelList.usual).json(for: form)
        }
        return builder.whole(200, body: body.buffer, for: head, dialect: form)
    }

    /// The dialect that a list is asked for in, told by the header where a path is used by several.
    private func form(of endpoint: Endpoint, _ head: RequestHead) -> Dialect {
        guard endpoint == .models else { return endpoint.dialect }
        if head.field("anthropic-version") != nil { return .anthropic }
        if head.field("x-goog-api-key") != nil { return .gemini }
        return head.query.contains { $0.name == "endpoint" || $0.name == "page_size" }
            ? .cohere : .openaiChat
    }
}
