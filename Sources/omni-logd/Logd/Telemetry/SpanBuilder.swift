internal import IPC

/// Makes spans of records.
///
/// Each record is enough for its own: ids are derived (`SpanID`), so a child knows its parent's before that is there.
enum SpanBuilder {
    /// What the record of a request knows of its answer, for the span of the attempt that gave it.
    struct Answer: Equatable, Sendable {
        let model: String
        let finishReason: String
        let endpoint: Endpoint
    }

    /// The spans of a request: at the door and, where nobody was called, of the decision.
    static func spans(of request: RequestRecord) -> [Span] {
        guard let trace = usable(request.trace) else { return [] }
        let owner = Owner(trace, request.requestID, request.receivedUnixUs)
        let door = door(request, owner)
        guard hasDecision(request), let timings = request.timings else { return [door] }
        let begin = time(request.receivedUnixUs) + duration(timings.receive)
        var decision = decision(
            of: owner, attempt: 0, "decision", begin, begin + duration(timings.decide))
        describeDecision(
            &decision, queue: timings.queue, combo: request.combo, tier: request.tier)
        decision.attributes.add(
            "omniroute.cache", unless: request.cache == .none, request.cache.word)
        if request.cache == .none { decision.failure = request.errorCode }
        return [door, decision]
    }

    /// The spans of an attempt: of the call, and of the decision for it.
    ///
    /// - Parameters:
    ///   - attempt: The attempt.
    ///   - answer: What its request's record says; nil where that has not come.
    /// - Returns: Those two; none where the trace is not exported.
    static func spans(of attempt: AttemptRecord, _ answer: Answer?) -> [Span] {
        guard let trace = usable(attempt.trace) else { return [] }
        let owner = Owner(trace, attempt.requestID, attempt.receivedUnixUs)
        let call = call(attempt, answer, owner)
        guard hasDecision(attempt) else { return [call] }
        let spent = min(duration(attempt.decideUs), call.start)
        // An embedding has the number before the first attempt, which is that of the request's own decision.
        var decision = decision(
            of: owner, attempt: attempt.attempt,
            attempt.purpose == .purposeEmbedding ? "embedding-decision" : "decision",
            call.start - spent, call.start)
        describeDecision(
            &decision, queue: attempt.queueUs, combo: attempt.combo, tier: attempt.tier)
        return [decision, call]
    }

    // MARK: How many

    /// How many spans a request has, without making them.
    static func count(of request: RequestRecord) -> Int {
        usable(request.trace) == nil ? 0 : hasDecision(request) ? 2 : 1
    }

    /// How many spans an attempt has, without making them.
    static func count(of attempt: AttemptRecord) -> Int {
        usable(attempt.trace) == nil ? 0 : hasDecision(attempt) ? 2 : 1
    }

    private static func hasDecision(_ request: RequestRecord) -> Bool {
        request.attempts == 0 && (request.timings?.decide ?? 0) > 0
    }

    private static func hasDecision(_ attempt: AttemptRecord) -> Bool { attempt.decideUs > 0 }

    // MARK: The door

    private static func door(_ request: RequestRecord, _ owner: Owner) -> Span {
        let start = time(request.receivedUnixUs)
        let parent = owner.trace.parentSpanID
        var span = Span(
            scope: .ingress, traceID: owner.trace.traceID, id: owner.door, parentID: parent,
            hasRemoteParent: !parent.isEmpty, state: owner.trace.state,
            name: "\(request.method) \(request.dialect.word)/\(request.endpoint.word)",
            kind: .server, start: start, end: start + duration(request.totalUs))
        describeExchange(&span.attributes, request)
        describeAnswer(&span.attributes, request)
        span.events = events(start, [("first_byte", request.firstByteUs)] + firstToken(request))
        if request.isFailure { span.failure = request.errorCode }
        return span
    }

    /// Two daemons tell the two moments, each by its own clock; a token is nowhere before the first byte.
    private static func firstToken(_ request: RequestRecord) -> [(String, UInt64)] {
        let told = request.timings?.firstToken ?? 0
        return told > 0 ? [("first_token", max(told, request.firstByteUs))] : []
    }

    private static func describeExchange(
        _ attributes: inout SpanAttributes, _ request: RequestRecord
    ) {
        attributes.add("http.request.method", request.method)
        attributes.add("http.route", request.route ?? "")
        // TLS ends before the door, if there is any.
        attributes.add("url.scheme", "http")
        if request.status > 0 {
            attributes.add("http.response.status_code", UInt64(request.status))
        }
        attributes.add("http.request.body.size", request.bytesIn)
        attributes.add("http.response.body.size", request.bytesOut)
        attributes.add("client.address", request.clientAddress)
        // The first product only, so that it is not what the client sent.
        let program = request.client.split(separator: "/", maxSplits: 1)
        attributes.add("user_agent.name", program.first.map { String($0) } ?? "")
        attributes.add("user_agent.version", program.count > 1 ? String(program[1]) : "")
        if let error = request.errorType { attributes.add("error.type", error) }
        attributes.add("omniroute.request.id", request.requestID)
        attributes.add("omniroute.key.name", request.keyName)
        attributes.add("omniroute.error.code", request.errorCode)
        attributes.add("omniroute.stream", request.stream)
    }

    private static func describeAnswer(
        _ attributes: inout SpanAttributes, _ request: RequestRecord
    ) {
        attributes.add("omniroute.model.asked", request.modelAsked)
        attributes.add("omniroute.model.answered", request.modelAnswered)
        attributes.add("omniroute.provider", request.provider)
        attributes.add("omniroute.connection", request.connectionName)
        attributes.add("omniroute.combo", request.combo)
        attributes.add("omniroute.tier", unless: request.tier == .none, request.tier.word)
        attributes.add("omniroute.cache", unless: request.cache == .none, request.cache.word)
        attributes.add("omniroute.attempts", UInt64(request.attempts))
        describe(request.cost, &attributes)
    }

    // MARK: The decision

    private static func decision(
        of owner: Owner, attempt: UInt32, _ name: StaticString, _ start: UInt64, _ end: UInt64
    ) -> Span {
        Span(
            scope: .route, traceID: owner.trace.traceID, id: owner.id(attempt, name),
            parentID: owner.door, hasRemoteParent: false, state: owner.trace.state, name: "route",
            kind: .internal, start: start, end: end)
    }

    private static func describeDecision(
        _ span: inout Span, queue: UInt64, combo: String, tier: Tier
    ) {
        span.attributes.add("omniroute.queue.duration", microseconds: queue)
        span.attributes.add("omniroute.combo", combo)
        span.attributes.add("omniroute.tier", unless: tier == .none, tier.word)
    }

    // MARK: The call

    private static func call(
        _ attempt: AttemptRecord, _ answer: Answer?, _ owner: Owner
    ) -> Span {
        let start = time(attempt.startedUnixUs)
        let operation = attempt.operation(answer?.endpoint)
        var span = Span(
            scope: .egress, traceID: owner.trace.traceID,
            id: owner.id(attempt.attempt, "attempt"), parentID: owner.door,
            hasRemoteParent: false, state: owner.trace.state,
            name: "\(operation) \(attempt.model)", kind: .client, start: start,
            end: start + duration(attempt.totalUs))
        span.attributes.add("gen_ai.operation.name", operation)
        describeModel(&span.attributes, attempt, answer)
        describeUsage(&span.attributes, attempt)
        describeTransport(&span.attributes, attempt)
        span.events = events(
            start,
            [
                ("connected", attempt.connectUs), ("first_byte", attempt.firstByteUs),
                ("first_token", attempt.firstTokenUs),
            ])
        if attempt.failure != .none { span.failure = attempt.errorCode }
        return span
    }

    private static func describeModel(
        _ attributes: inout SpanAttributes, _ attempt: AttemptRecord, _ answer: Answer?
    ) {
        attributes.add("gen_ai.provider.name", attempt.conventionalProvider)
        // The name that it had before, which collectors still know.
        attributes.add("gen_ai.system", attempt.formerProvider)
        attributes.add("gen_ai.request.model", attempt.model)
        if attempt.answered {
            let model = answer?.model ?? ""
            attributes.add("gen_ai.response.model", model.isEmpty ? attempt.model : model)
        }
        if attempt.answered, attempt.failure == .none, let answer {
            attributes.add("gen_ai.response.finish_reasons", listOf: answer.finishReason)
        }
    }

    private static func describeUsage(
        _ attributes: inout SpanAttributes, _ attempt: AttemptRecord
    ) {
        if let usage = attempt.usage, usage.source != .none {
            attributes.add("gen_ai.usage.input_tokens", usage.input)
            attributes.add("gen_ai.usage.output_tokens", usage.output)
            if usage.cachedInput > 0 {
                attributes.add("gen_ai.usage.cache_read.input_tokens", usage.cachedInput)
            }
            if usage.cacheWrite > 0 {
                attributes.add("gen_ai.usage.cache_creation.input_tokens", usage.cacheWrite)
            }
            if usage.reasoning > 0 {
                attributes.add("gen_ai.usage.reasoning.output_tokens", usage.reasoning)
            }
            attributes.add("omniroute.usage.estimated", usage.source == .estimated)
        }
        // A plain answer has no chunks.
        if attempt.stream {
            attributes.add(
                "gen_ai.response.time_to_first_chunk", microseconds: attempt.firstTokenUs)
        }
        describe(attempt.cost, &attributes)
    }

    private static func describeTransport(
        _ attributes: inout SpanAttributes, _ attempt: AttemptRecord
    ) {
        let (address, port) = parts(of: attempt.host)
        attributes.add("server.address", address)
        if let port { attributes.add("server.port", port) }
        if attempt.status > 0 {
            attributes.add("http.response.status_code", UInt64(attempt.status))
        }
        attributes.add("network.protocol.version", attempt.httpVersion)
        attributes.add("tls.protocol.version", attempt.tlsVersion)
        if let error = attempt.errorType { attributes.add("error.type", error) }
        attributes.add("omniroute.request.id", attempt.requestID)
        attributes.add("omniroute.attempt", UInt64(attempt.attempt))
        attributes.add("omniroute.connection", attempt.connectionName)
        attributes.add("omniroute.proxy", attempt.proxy)
        attributes.add("omniroute.error.code", attempt.errorCode)
    }

    /// Host and port of "host:443" or "[::1]:443".
    private static func parts(of host: String) -> (address: String, port: UInt64?) {
        guard let colon = host.utf8.lastIndex(of: UInt8(ascii: ":")),
            let port = UInt16(host[host.index(after: colon)...])
        else { return (host, nil) }
        let name = host[..<colon]
        return name.hasPrefix("[") && name.hasSuffix("]")
            ? (String(name.dropFirst().dropLast()), UInt64(port)) : (String(name), UInt64(port))
    }

    // MARK: What they share

    /// The request that spans belong to.
    private struct Owner {
        let trace: Trace
        let request: String
        let received: Int64

        init(_ trace: Trace, _ request: String, _ received: Int64) {
            self.trace = trace
            self.request = request
            self.received = received
        }

        /// The id of the door's span.
        var door: [UInt8] { id(0, "request") }

        /// The id of another span.
        func id(_ attempt: UInt32, _ name: StaticString) -> [UInt8] {
            SpanID.of(
                trace: trace.traceID, request: request, receivedUnixUs: received,
                attempt: attempt, name: name)
        }
    }

    /// As text, because a double has not all digits.
    private static func describe(_ cost: Cost?, _ attributes: inout SpanAttributes) {
        guard let cost, let total = cost.total else { return }
        attributes.add("omniroute.cost.usd", Dollars.text(total))
        attributes.add("omniroute.cost.notional", cost.notional)
    }

    private static func events(_ start: UInt64, _ moments: [(String, UInt64)]) -> [Span.Event] {
        moments.filter { $0.1 > 0 }.map { Span.Event(time: start + duration($0.1), name: $0.0) }
    }

    /// The trace, where it is to be exported and can be.
    private static func usable(_ trace: Trace?) -> Trace? {
        guard let trace, trace.sampled, trace.traceID.count == 16,
            trace.parentSpanID.isEmpty || trace.parentSpanID.count == 8
        else { return nil }
        return trace
    }

    /// Nanoseconds since 1970, of microseconds that may be nonsense.
    private static func time(_ microseconds: Int64) -> UInt64 {
        min(UInt64(clamping: microseconds), Limits.spanMicroseconds) * 1000
    }

    /// Nanoseconds of microseconds that may be nonsense.
    private static func duration(_ microseconds: UInt64) -> UInt64 {
        min(microseconds, Limits.spanDurationMicroseconds) * 1000
    }
}
