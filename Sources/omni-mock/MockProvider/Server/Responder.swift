package import NIOCore
internal import Synchronization

/// Decides the answer to each request of one event loop.
package final class Responder {
    let shared: Shared
    let reader = JSONReader()
    let builder: ResponseBuilder
    private let clock = WallClock()

    static let eventStream =
        "content-type: text/event-stream; charset=utf-8\r\n"
        + "cache-control: no-cache\r\n"

    /// A responder of one loop.
    ///
    /// - Parameters:
    ///   - shared: What all loops share.
    ///   - loopIndex: Keeps the ids of different loops apart.
    package init(shared: Shared, loopIndex: Int = 0) {
        self.shared = shared
        builder = ResponseBuilder(clock: clock, loopIndex: loopIndex)
    }

    /// Decides the answer to a request.
    ///
    /// - Parameters:
    ///   - request: What was received.
    ///   - now: The present time.
    /// - Returns: The answer, down to its pace and its faults.
    package func respond(to request: MockRequest, at now: NIODeadline) -> Response {
        clock.update(at: now)
        let head = request.head
        let path = head.path
        if path.hasPrefix("/_mock/") { return respondToAdmin(request, path: path, at: now) }
        shared.requests.withLock { $0.append(request, at: now) }
        let response = route(request, path: path, at: now)
        if shared.options.logs {
            StandardStream.log(
                "\(head.method) \(head.target) \(response.status) \(response.label ?? "-")\n")
        }
        return response
    }

    /// The answer to bytes that are no request.
    ///
    /// - Parameters:
    ///   - error: What was wrong with them.
    ///   - now: The present time.
    /// - Returns: The answer, down to its pace and its faults.
    package func respond(to error: RequestError, at now: NIODeadline) -> Response {
        clock.update(at: now)
        let body = ProviderError(
            status: error.status, message: error.message, type: "invalid_request_error"
        ).body
        return builder.whole(error.status, body: body, for: nil)
    }

    private func route(_ request: MockRequest, path: Substring, at now: NIODeadline) -> Response {
        let head = request.head
        guard let endpoint = Endpoint(path) else {
            return refuse(.unknownPath(head.method, path), head)
        }
        guard head.method == endpoint.method else {
            return refuse(.wrongMethod(head.method), head, in: endpoint.dialect)
        }
        switch endpoint {
        case .chat: return respondToChat(request, at: now)
        case .embeddings: return respondToEmbeddings(request)
        case .health:
            return builder.whole(200, body: ByteBuffer(string: #"{"status":"ok"}"#), for: head)
        case .models, .geminiModels, .ollamaTags, .ollamaShow, .ollamaVersion, .claudeUsage,
            .deepseekBalance:
            return respondToList(endpoint, request)
        case .completions, .responses, .compaction, .messages, .countTokens, .gemini, .ollamaChat,
            .ollamaGenerate, .cohere, .bedrock, .azure:
            return respond(to: request, at: endpoint, now: now)
        }
    }

    /// An answer with an error in the words of a dialect.
    func refuse(
        _ error: ProviderError, _ head: RequestHead, in dialect: Dialect = .openaiChat,
        fields: String = ""
    ) -> Response {
        let id = "req_mock_\(builder.nextId())"
        return builder.whole(
            error.status, body: dialect.body(of: error, requestId: id), for: head,
            fields: fields + dialect.fields(of: error), dialect: dialect, requestId: id)
    }
}
