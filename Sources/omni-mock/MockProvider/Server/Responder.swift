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
        switch path {
        case "/v1/chat/completions", "/chat/completions":
            guard head.method == "POST" else { return refuse(.wrongMethod(head.method), head) }
            return respondToChat(request, at: now)
        case "/v1/models", "/models":
            guard head.method == "GET" else { return refuse(.wrongMethod(head.method), head) }
            if let error = authenticate(head) { return refuse(error, head) }
            return builder.whole(200, body: models(), for: head)
        case "/health":
            return builder.whole(200, body: ByteBuffer(string: #"{"status":"ok"}"#), for: head)
        default:
            return refuse(.unknownPath(head.method, path), head)
        }
    }

    /// An answer with an error of the dialect.
    func refuse(_ error: ProviderError, _ head: RequestHead, fields: String = "") -> Response {
        builder.whole(error.status, body: error.body, for: head, fields: fields)
    }

    /// Whether a request carries one of the keys.
    ///
    /// - Returns: The error to answer with, if it does not.
    func authenticate(_ head: RequestHead) -> ProviderError? {
        guard !shared.options.keys.isEmpty else { return nil }
        guard let value = head.authorization else { return .missingKey }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return .missingKey }
        return shared.options.keys.contains { $0 == parts[1] } ? nil : .unauthorized
    }

    private func models() -> ByteBuffer {
        var body = ByteBuffer()
        body.writeStaticString(#"{"object":"list","data":["#)
        for (index, name) in (shared.options.models ?? ["echo", "m", "big", "tool"]).enumerated() {
            if index > 0 { body.writeStaticString(",") }
            body.writeStaticString(#"{"id":"#)
            body.writeJSON(name)
            body.writeStaticString(
                #","object":"model","created":1760000000,"owned_by":"omni-mock"}"#)
        }
        body.writeStaticString("]}")
        return body
    }
}
