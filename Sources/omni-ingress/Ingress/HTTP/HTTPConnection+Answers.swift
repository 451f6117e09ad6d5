internal import IPC
internal import NIOCore

/// How answers are written and end.
extension HTTPConnection {
    // MARK: The door's own

    /// Answers with an error; of a request that could not be read, when there is none.
    func refuse(_ error: DoorError) {
        if request == nil {
            let (route, dialect) = unread()
            request = ServedRequest(
                id: lane.ids.make(), dialect: dialect, startedAt: now,
                receivedAt: lane.wallClock())
            if route == .manage { request?.route = route }
            lane.shared.requestsChanged(by: 1)
        }
        lane.shared.counters.refused(error)
        if error.endsConnection { request?.keepsAlive = false }
        request?.errorCode = error.code
        phase = .own
        var extra = ""
        if let seconds = error.retryAfter { extra += "retry-after: \(seconds)\r\n" }
        if case .methodNotAllowed(let allow) = error { extra += "allow: \(allow)\r\n" }
        if error == .missingKey || error == .invalidKey {
            extra += "www-authenticate: Bearer\r\n"
        }
        let dialect = request?.dialect ?? .openaiChat
        let body =
            isManaged
            ? ErrorBody.management(error)
            : ErrorBody.json(error, dialect: dialect, requestID: request?.id ?? "")
        writeOwn(
            status: isManaged ? error.status : error.status(for: dialect),
            contentType: "application/json", body: body, extra: extra)
    }

    /// A client whose head never became whole may still have shown its path.
    private func unread() -> (route: Route, dialect: Dialect) {
        let bytes = input
        let span = bytes.readableBytesSpan
        guard span.byteCount > 0, HeadParser.mayBegin(span.byte(0)) else {
            return (.unknown, .openaiChat)
        }
        let start = bytes.readableBytesView.starts(with: [0x0D, 0x0A]) ? 2 : 0
        // The first line only: how much more there is depends on how the bytes arrived.
        let end = min(span.lineFeed(from: start) ?? span.byteCount, start + 512)
        guard let space = (start..<end).first(where: { span.byte($0) == 0x20 }) else {
            return (.unknown, .openaiChat)
        }
        let target = space + 1..<end
        let route = Routes.match(span, target: target, method: .other)
        return (route, Routes.dialect(of: route, span, target: target) ?? .openaiChat)
    }

    /// Writes a whole answer of the door's own; nil for `body` sends none (204).
    func writeOwn(status: Int, contentType: StaticString?, body: [UInt8]?, extra: String) {
        guard let request else { return }
        settleKeepAlive()
        self.request?.status = status
        self.request?.answeredAt = now
        if self.request?.outcome == .unknown {
            self.request?.outcome = status < 400 ? .complete : .refused
        }
        AnswerHead.writeOwn(
            status: status, contentType: contentType, length: body?.count, extra: extra,
            common: common(request), to: &output)
        var sent: UInt64 = 0
        if let body, !request.omitsBody {
            output.writeBytes(body)
            sent = UInt64(body.count)
        }
        finishRequest(end: nil, bytesOut: sent)
        conclude(.complete)
    }

    /// What every answer carries, beside `fields`: where they tell of a rate, ours would be another.
    private func common(_ request: ServedRequest, beside fields: [Header] = [])
        -> AnswerHead.Common
    {
        var rates = ""
        if let standing = request.standing, !RateFields.areIn(fields) {
            rates = RateFields.text(standing, request.dialect, at: lane.wallClock())
        }
        return AnswerHead.Common(
            requestID: request.id, isAnthropic: request.dialect == .anthropic,
            date: lane.date(at: request.receivedAt), closes: !(self.request?.keepsAlive ?? false),
            isOldVersion: request.isOldVersion, rateFields: rates, isManaged: isManaged)
    }

    /// A body that is too long to be read for nothing ends the connection after the answer.
    func settleKeepAlive() {
        if lane.isDraining { request?.keepsAlive = false }
        if !mayDiscardRest { request?.keepsAlive = false }
    }

    /// Whether what is missing of the body is known to be short.
    private var mayDiscardRest: Bool {
        guard let body, !body.isComplete else { return true }
        return (body.remaining ?? .max) <= min(DoorLimits.discardedBodyBytes, state.bodyLimit)
    }

    // MARK: Translate's and admin's

    /// Writes the head.
    func answerBegan(_ head: ResponseHead) {
        guard phase == .exchange, let request else { return }
        let framing: AnswerBody.Framing
        if request.omitsBody || head.status == 204 || head.status == 304 {
            framing = .none
        } else if let length = head.contentLength {
            framing = .length(length)
        } else if request.isOldVersion {
            framing = .untilClose
            self.request?.keepsAlive = false
        } else {
            framing = .chunked
        }
        if lane.isDraining { self.request?.keepsAlive = false }
        // An answer of admin may take as long as it likes, if only it goes on: an export, events.
        if managedUntil > 0 { managedUntil = .max }
        extendPatience()
        self.request?.status = Int(head.status)
        self.request?.answeredAt = now
        answer = AnswerBody(
            framing, stream: StreamWatch(head, dialect: request.dialect))
        output.reserveCapacity(minimumWritableBytes: 1024)
        AnswerHead.write(
            head, framing: framing, common: common(request, beside: head.headers), to: &output)
        needsFlush()
    }

    /// Writes body bytes.
    func answerContinued(_ bytes: RawSpan) {
        guard phase == .exchange, answer != nil else { return }
        if answer?.append(bytes, to: &output) == false {
            // Longer than announced: what the client has is not an answer.
            exchange?.clientGone()
            return answerBroke(.broken)
        }
        extendPatience()
        needsFlush()
    }

    /// Translate said how it ended.
    func answerEnded(_ end: ResponseEnd) {
        guard phase == .exchange, answer != nil else { return }
        if end.outcome == .broken {
            // Translate has written the error event already.
            request?.outcome = .broken
            return brokeOff(event: nil, end: end)
        }
        let ending = answer?.finish(&output) ?? .cut
        if ending == .complete {
            let isError = (request?.status ?? 0) >= 400
            request?.outcome =
                end.outcome == .unknown ? (isError ? .refused : .complete) : end.outcome
        } else {
            request?.outcome = .broken
        }
        finishRequest(end: end, bytesOut: answer?.bytes ?? 0)
        conclude(ending)
    }

    /// Translate was lost, or its time is over, in the middle of the answer.
    func answerBroke(_ error: DoorError) {
        guard phase == .exchange, answer != nil, let request else { return }
        self.request?.outcome = .broken
        self.request?.errorCode = error.code
        let event = answer?.stream?.ending(
            error, requestID: request.id, time: request.receivedAt / 1_000_000)
        brokeOff(event: event, end: nil)
    }

    private func brokeOff(event: [UInt8]?, end: ResponseEnd?) {
        lane.shared.counters.add(.broken)
        request?.keepsAlive = false
        let ending = answer?.breakOff(event: event, to: &output) ?? .cut
        finishRequest(end: end, bytesOut: answer?.bytes ?? 0)
        conclude(ending == .complete ? .explained : ending)
    }

    /// The exchange ended before there was an answer.
    func exchangeRefused(_ error: DoorError) {
        guard phase == .exchange else { return }
        refuse(error)
        process()
    }

    /// Sets or clears the deadline for translate to come back.
    func waitsForLink(_ waits: Bool) {
        if waits {
            alarms.set(.link, at: now + DoorLimits.linkWait)
        } else {
            alarms.clear(.link)
        }
    }

    // MARK: Ends

    /// Counts the request and writes its record.
    private func finishRequest(end: ResponseEnd?, bytesOut: UInt64) {
        guard let request else { return }
        let asked = exchange
        exchange = nil
        alarms.clear(.request)
        alarms.clear(.link)
        finish(request, end: end, bytesOut: bytesOut, after: asked)
    }

    private func finish(
        _ request: ServedRequest, end: ResponseEnd?, bytesOut: UInt64, after asked: Exchange?
    ) {
        let shared = lane.shared
        let bytesIn = body?.received ?? 0
        shared.requestsChanged(by: -1)
        shared.counters.add(.bytesIn, bytesIn)
        shared.counters.add(.bytesOut, bytesOut)
        shared.counters.answered(
            request.route.endpoint, isManaged: request.route == .manage, status: request.status)
        record(request, end: end, bytesIn: bytesIn, bytesOut: bytesOut, after: asked)
    }

    /// Writes the record of a request; where translate has not said how it ended, it is asked.
    private func record(
        _ request: ServedRequest, end: ResponseEnd?, bytesIn: UInt64, bytesOut: UInt64,
        after exchange: Exchange?
    ) {
        guard request.isRecorded else { return }
        let (lane, peer, now) = (lane, peer, now)
        func record(_ end: ResponseEnd?) {
            lane.record(
                request.record(
                    end: end, from: peer, bytesIn: bytesIn, bytesOut: bytesOut, now: now))
        }
        guard end == nil, let exchange else { return record(end) }
        lane.shared.pendingRecordsChanged(by: 1)
        exchange.askForEnd(at: now) { end in
            record(end)
            lane.shared.pendingRecordsChanged(by: -1)
        }
    }

    /// Goes on after an answer: to the rest of the body, the next request, or the end.
    private func conclude(_ ending: AnswerBody.Ending) {
        answer = nil
        exchange = nil
        needsFlush()
        guard ending == .complete, request?.keepsAlive == true else {
            phase = .own
            self.ending = ending
            return
        }
        guard let body, !body.isComplete else { return nextRequest() }
        guard mayDiscardRest else {
            phase = .own
            self.ending = .complete
            return
        }
        phase = .discarding
    }

    /// The client closed its connection.
    func clientLeft() {
        guard let request else { return }
        let gone = exchange
        exchange = nil
        self.request = nil
        // Requests that were answered are counted already; `request` stays until the connection goes on.
        guard phase == .closed, request.outcome == .unknown else { return }
        gone?.clientGone()
        if answer?.isWhole == true {
            // It has all of its answer: only translate's last word was still on its way.
            request.outcome = request.status >= 400 ? .refused : .complete
            return finish(request, end: nil, bytesOut: answer?.bytes ?? 0, after: gone)
        }
        lane.shared.requestsChanged(by: -1)
        lane.shared.counters.add(.clientGone)
        request.status = 499
        request.outcome = .clientGone
        request.errorCode = "client_gone"
        record(
            request, end: nil, bytesIn: body?.received ?? 0, bytesOut: answer?.bytes ?? 0,
            after: gone)
    }

    // MARK: From the exchange

    /// Translate is asked, perhaps once more.
    func exchangeOpened() { request?.askedAt = now }

    /// Translate has all of the body, as far as it is up to the door.
    func bodyHandedOver() { request?.handedOverAt = now }

    /// A deadline is over.
    func expired(_ alarm: ConnectionAlarms.Kind) {
        switch alarm {
        case .head: input.readableBytes == 0 ? closeInOrder() : refuse(.headerTimeout)
        case .idle: closeInOrder()
        case .body:
            request?.keepsAlive = false
            if let exchange {
                exchange.clientFailed(.bodyTimeout)
            } else {
                closeInOrder()
            }
        case .request: exchange?.timedOut()
        case .write: closeNow(reset: true)
        case .door:
            doorGaveUp = true
            doorOpened()
        case .link: exchange?.linkWaitExpired()
        case .linger: closeNow(reset: false)
        }
    }

    /// The snapshot of keys is there, or will not come: the head is read again.
    func doorOpened() {
        guard phase == .door else { return }
        alarms.clear(.door)
        parser.reset()
        phase = .head
        process()
    }
}
