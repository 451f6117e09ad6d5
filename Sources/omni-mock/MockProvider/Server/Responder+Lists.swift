internal import NIOCore

/// What is asked for without a model: lists of models, versions, what is left of an account.
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
        case .claudeUsage: body = Self.claudeUsage
        case .deepseekBalance: body = Self.deepseekBalance
        case .ollamaShow: body = ModelList.ollamaDetails
        default: body = ModelList(shared.options.models ?? ModelList.usual).json(for: form)
        }
        return builder.whole(200, body: body.buffer, for: head, dialect: form)
    }

    private static let claudeUsage: JSONText = #"""
        {"five_hour":{"utilization":25,"resets_at":"2099-01-01T00:00:00Z"},\#
        "seven_day":{"utilization":40,"resets_at":"2099-01-01T00:00:00Z"}}
        """#

    private static let deepseekBalance: JSONText = #"""
        {"is_available":true,"balance_infos":[{"currency":"USD","total_balance":"12.50"}]}
        """#

    /// The dialect that a list is asked for in, told by the header where a path is used by several.
    private func form(of endpoint: Endpoint, _ head: RequestHead) -> Dialect {
        guard endpoint == .models else { return endpoint.dialect }
        if head.field("anthropic-version") != nil { return .anthropic }
        if head.field("x-goog-api-key") != nil { return .gemini }
        return head.query.contains { $0.name == "endpoint" || $0.name == "page_size" }
            ? .cohere : .openaiChat
    }
}
