internal import IPC
internal import NIOCore

/// What is decided when a head is complete.
extension HTTPConnection {
    func begin(_ head: ParsedHead, _ bytes: RawSpan) {
        let counted = request == nil
        var route = Routes.match(bytes, target: head.target, method: head.method)
        if door == .admin, !route.isForManagers { route = .unknown }
        let request = ServedRequest(
            id: requestID(head, bytes), dialect: ClientDialect.of(route, bytes, head),
            startedAt: now, receivedAt: lane.wallClock())
        request.route = route
        request.omitsBody = head.method == .head
        request.isOldVersion = head.minorVersion == 0
        request.keepsAlive = head.keepsAlive && !lane.isDraining
        self.request = request
        if counted { lane.shared.requestsChanged(by: 1) }
        if let fault = addressFault(head, bytes) { return reject(fault, head) }
        if route == .manage { return manage(head, bytes) }
        if head.method == .options, door != .admin { return preflight(head, bytes) }
        guard request.route != .unknown else {
            // Without the query, which may hold a key.
            return reject(.unknownPath(bytes.text(RequestTarget(bytes, head.target).path)), head)
        }
        guard request.route.allows(head.method) else {
            return reject(.methodNotAllowed(request.route.allow.description), head)
        }
        switch request.route {
        case .live: answerOwn(head, HealthAnswer.live)
        case .ready, .health: answerHealth(head, isWhole: request.route == .health)
        case .description: answerOwn(head, HealthAnswer.description)
        case .version: answerOwn(head, HealthAnswer.ollamaVersion)
        case .metrics, .translate: admit(head, bytes)
        case .manage, .unknown: break
        }
    }

    private func requestID(_ head: ParsedHead, _ bytes: RawSpan) -> String {
        // A request that waited for keys is begun a second time and keeps its name.
        if let request { return request.id }
        guard let range = head.requestID, RequestIDs.isValid(bytes, range) else {
            return lane.ids.make()
        }
        return bytes.text(range)
    }

    func startTranslation(_ head: ParsedHead, _ bytes: RawSpan, _ state: DoorState) {
        guard let request else { return }
        alarms.set(.request, at: now + state.requestTimeout + DoorLimits.requestGrace)
        startExchange(
            .translate(requestHead(head, bytes, request, state)), over: lane.link, head,
            bodyLimit: state.bodyLimit)
    }

    /// From here on a record is due; what it says of the head.
    ///
    /// Strangers, who have no valid key, cannot fill the disk with rows, nor the day's list of programs with names.
    func note(
        _ head: ParsedHead, _ bytes: RawSpan, _ state: DoorState,
        _ verdict: Authenticator.Verdict
    ) {
        guard let request else { return }
        switch verdict {
        case .key, .anonymous:
            request.client = head.userAgent.map { ClientProgram.name(bytes.text($0)) } ?? ""
        case .missing, .invalid:
            guard lane.shared.admitsStrangerRow(at: now) else { return }
        }
        request.isRecorded = true
        request.trace = TraceContext.trace(
            parents: head.traceParents.map { bytes.text($0) },
            states: head.traceStates.map { bytes.text($0) }, requestID: request.id,
            receivedUnixUs: request.receivedAt, permille: state.tracePermille)
    }

    /// Sends a request, and its body as it comes.
    func startExchange(
        _ errand: Errand, over link: any ExchangeLink, _ head: ParsedHead, bodyLimit: UInt64
    ) {
        let exchange = Exchange(errand, link: link, shared: lane.shared, connection: self)
        self.exchange = exchange
        phase = .exchange
        extendPatience()
        consumeHead(head, bodyLimit: bodyLimit)
        if head.expectsContinue, head.framing != .none, input.readableBytes == 0 {
            output.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
            needsFlush()
        }
        exchange.begin()
        if head.framing == .none { exchange.finishBody() }
    }

    private func requestHead(
        _ head: ParsedHead, _ bytes: RawSpan, _ request: ServedRequest, _ state: DoorState
    ) -> RequestHead {
        var message = RequestHead()
        message.requestID = request.id
        message.endpoint = request.route.endpoint
        message.dialect = request.dialect
        if let destination = request.route.destination {
            message.pathModel = destination.model
            message.resourceID = destination.resource
            message.streamForm = destination.streamForm
        }
        message.headers = head.forwarded.map { field in
            Header(name: bytes.loweredText(field.name), value: bytes.text(field.value))
        }
        if !state.exportsTraces { message.headers += Self.traceFields(head, bytes) }
        message.contentLength = head.contentLength
        message.keyID = request.key?.id ?? ""
        message.keyName = request.key?.name ?? ""
        message.receivedUnixUs = request.receivedAt
        message.deadlineMs = UInt32(clamping: state.requestTimeout / 1_000_000)
        message.heartbeatMs = state.heartbeat
        message.trace = request.trace
        return message
    }

    /// What the client says of its trace: without spans of the gateway's own the provider's hang on the client's.
    private static func traceFields(_ head: ParsedHead, _ bytes: RawSpan) -> [Header] {
        head.traceParents.map { Header(name: "traceparent", value: bytes.text($0)) }
            + head.traceStates.map { Header(name: "tracestate", value: bytes.text($0)) }
    }

    // MARK: Answered by the door

    private func preflight(_ head: ParsedHead, _ bytes: RawSpan) {
        var extra = "access-control-allow-methods: GET, POST, PUT, PATCH, DELETE, OPTIONS\r\n"
        extra += "access-control-allow-headers: "
        // Reflected, because a wildcard does not cover Authorization (Fetch standard, CORS protocol).
        extra += head.requestedHeaders.map { bytes.text($0) } ?? "*, authorization"
        extra += "\r\naccess-control-max-age: 86400\r\n"
        if let route = request?.route, route != .unknown { extra += "allow: \(route.allow)\r\n" }
        prepareOwn(head)
        writeOwn(status: 204, contentType: nil, body: nil, extra: extra)
    }

    private func answerHealth(_ head: ParsedHead, isWhole: Bool) {
        let hasKeys = lane.shared.state != nil
        let isReady = hasKeys && lane.link.isReady && !lane.isDraining
        answerOwn(
            head,
            HealthAnswer.state(
                isReady: isReady, hasKeys: hasKeys, isLinked: lane.link.isReady,
                isDraining: lane.isDraining),
            status: isReady || isWhole ? 200 : 503)
    }

    private func answerOwn(_ head: ParsedHead, _ body: String, status: Int = 200) {
        prepareOwn(head)
        writeOwn(
            status: status, contentType: "application/json", body: Array(body.utf8), extra: "")
    }

    func scrape(_ head: ParsedHead) {
        guard lane.shared.beginScrape() else { return reject(.tooManyScrapes, head) }
        prepareOwn(head)
        // Now, so that it does not depend on how much of the body comes before the answer.
        settleKeepAlive()
        let waiting = serial
        let bound = NIOLoopBound(self, eventLoop: lane.eventLoop)
        let shared = lane.shared
        shared.gather { text in
            shared.endScrape()
            bound.eventLoop.execute { bound.value.scraped(text, serial: waiting) }
        }
    }

    private func scraped(_ text: String, serial: Int) {
        guard phase == .own, serial == self.serial else { return }
        writeOwn(
            status: 200, contentType: "text/plain; version=0.0.4; charset=utf-8",
            body: Array(text.utf8), extra: "")
        process()
    }

    /// Refuses a request whose head could be read, so that the connection may go on.
    func reject(_ error: DoorError, _ head: ParsedHead) {
        prepareOwn(head)
        refuse(error)
    }

    private func prepareOwn(_ head: ParsedHead) {
        phase = .own
        consumeHead(head, bodyLimit: state.bodyLimit)
        // A client that waits for leave to send its body will not send it after another answer, or it will: nobody knows.
        if head.expectsContinue, head.framing != .none { request?.keepsAlive = false }
    }
}
