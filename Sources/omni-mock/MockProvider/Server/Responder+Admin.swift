internal import JSON
internal import NIOCore
internal import Synchronization

extension Responder {
    /// Answers what a test asks or orders under `/_mock/`.
    func respondToAdmin(_ request: MockRequest, path: Substring, at now: NIODeadline) -> Response {
        let head = request.head
        switch (head.method, path) {
        case ("GET", "/_mock/stats"):
            let statistics = shared.statistics.withLock { $0 }
            return builder.whole(200, body: statistics.json(at: now), for: head)
        case ("DELETE", "/_mock/stats"):
            shared.statistics.withLock { $0.reset() }
            shared.requests.withLock { $0.reset() }
            return acknowledge(head)
        case ("GET", "/_mock/requests"):
            let log = shared.requests.withLock { $0 }
            return builder.whole(200, body: log.json(last: last(in: head.target)), for: head)
        case ("POST", "/_mock/behaviour"):
            do {
                defer { reader.clear() }
                let override = try readOverride(request.body)
                guard shared.behaviour.withLock({ $0.add(override) }) else {
                    return refuse(.invalid("Too many overrides, DELETE them first."), head)
                }
                return acknowledge(head)
            } catch {
                return refuse(error, head)
            }
        case ("GET", "/_mock/behaviour"):
            return builder.whole(200, body: overrides(), for: head)
        case ("DELETE", "/_mock/behaviour"):
            shared.behaviour.withLock { $0.reset() }
            return acknowledge(head)
        default:
            return refuse(.unknownPath(head.method, path), head)
        }
    }

    private func acknowledge(_ head: RequestHead) -> Response {
        builder.whole(200, body: ByteBuffer(string: #"{"ok":true}"#), for: head)
    }

    private func last(in target: String) -> Int {
        guard let start = target.firstRange(of: "last=")?.upperBound,
            let count = Int(target[start...].prefix { $0.isNumber })
        else { return 1 }
        return min(count, Limits.rememberedRequests)
    }

    private func readOverride(
        _ body: ByteBuffer
    ) throws(ProviderError) -> BehaviourTable.Override {
        do {
            try reader.parse(body)
        } catch {
            throw .invalid(reader.describe(error))
        }
        guard let node = reader.member("directives", of: reader.root),
            let directives = reader.string(node)
        else { throw .missing("directives") }
        do {
            _ = try Directives(parsing: directives)  // Only to refuse it here and not later.
        } catch {
            throw .misunderstood(error)
        }
        var override = BehaviourTable.Override(directives: directives)
        if let times = reader.member("times", of: reader.root) {
            try FieldRule.integer(1...Int64(Limits.directiveCount))
                .check(times, at: "times", in: reader)
            override.remaining = reader.int(times).map { Int($0) }
        }
        if let model = reader.member("model", of: reader.root) {
            override.model = reader.string(model)
        }
        return override
    }

    private func overrides() -> ByteBuffer {
        var body = ByteBuffer()
        body.writeStaticString(#"{"overrides":["#)
        for (index, override) in shared.behaviour.withLock({ $0.overrides }).enumerated() {
            if index > 0 { body.writeStaticString(",") }
            body.writeStaticString(#"{"directives":"#)
            body.writeJSON(override.directives)
            body.writeStaticString(#","model":"#)
            body.writeJSON(override.model)
            body.writeStaticString(#","times":"#)
            body.writeString(override.remaining.map(String.init) ?? "null")
            body.writeStaticString("}")
        }
        body.writeStaticString("]}")
        return body
    }
}
