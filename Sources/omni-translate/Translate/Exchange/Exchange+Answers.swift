internal import DaemonLife
internal import Dialects
internal import EventLoop
internal import IPC
internal import JSON
internal import Logging

extension Exchange {
    // MARK: Answering

    /// From here on the client has a part of this attempt's answer; `cost` in USD where it is known by then.
    func commit(_ attempt: Attempt, cost: String? = nil) {
        committed = true
        clock.answers(attempt.response)
        settleRequest(attempt)
        guard !headSent else { return }
        headSent = true
        let streaming = facts?.stream ?? false
        var headers = [Header(name: "content-type", value: contentType(attempt))]
        headers += attempt.passedHeaders
        headers += warningHeaders
        headers += DecisionHeaders.answer(attempt.lease, attempts: attempts, cost: cost)
        answer(
            ResponseHead(
                status: 200, headers: headers,
                contentLength: streaming ? nil : UInt64(output.count), streaming: streaming))
    }

    /// Sends the head of the answer.
    func answer(_ head: ResponseHead) {
        if clientBody != nil { answerType = Self.contentType(head.headers) }
        client.answer(head)
    }

    /// The provider's own where its bytes go through.
    private func contentType(_ attempt: Attempt) -> String {
        let own = attempt.response?.headers.first { $0.name == "content-type" }?.value
        if attempt.relay.isPassage, let own { return own }
        return plainContentType
    }

    /// What the client's dialect names its answers.
    var plainContentType: String {
        facts?.stream ?? false ? codec.streamContentType(head.streamForm) : "application/json"
    }

    var warningHeaders: [Header] {
        warnings.map { Header(name: "x-omniroute-warning", value: $0) }
    }

    /// Sends what the client has credit for; gives credit back to egress once all of it is gone.
    func flush() {
        guard headSent, !isOver else { return }
        if committed, !output.isEmpty {
            let sent = output.withBytes { client.send($0.bytes) }
            guard !isOver else { return }
            noteSent(sent)
            output.drop(sent)
            rearmHeartbeat()
        }
        guard output.isEmpty else { return }
        attempt?.giveCredit()
        if let ending {
            if ending.outcome == .complete { recorder?.keep(in: service) }
            let end = whole(ending)
            client.end(end)
            keep(end)
            finish()
        }
    }

    /// So many bytes of `output` are on their way to the client.
    private func noteSent(_ count: Int) {
        guard count > 0 else { return }
        sentAt = service.reactor.now
        if hasMeaning { clock.shows(after: elapsedMicroseconds) }
        if recorder != nil {
            let streamed = facts?.stream ?? false
            output.withBytes {
                recorder?.sent($0.bytes.extracting(first: count), streamed: streamed)
            }
        }
        if let clientBody {
            output.withBytes { clientBody.take($0.bytes.extracting(first: count)) }
        }
    }

    func endAnswer(_ end: ResponseEnd) {
        ending = end
        flush()
    }

    /// Answers with an error of ours.
    func refuse(_ error: GatewayError) {
        service.counters.refused += 1
        give(AttemptFailure(error))
    }

    /// Answers with the failure of the last attempt, in the provider's words where they fit the dialect.
    func give(_ failure: AttemptFailure) {
        guard !isOver, ending == nil else { return }
        // The client has a part of an answer: that it broke off is what there is to tell.
        if let joining { return endJoining(joining) }
        let body = failure.body ?? codec.errorBody(failure.error, requestID: head.requestID)
        var end = ending(.refused, nil)
        end.errorCode = failure.error.code
        if let lastLease {
            end.provider = lastLease.provider
            end.connectionID = lastLease.connectionID
            end.connectionName = lastLease.connectionName
            end.combo = lastLease.combo
            end.tier = lastLease.tier
        }
        committed = true
        if headSent {
            // Only heartbeats went out; the status can no longer tell.
            end.outcome = .broken
            output.append(failureEvent(failure.error))
            return endAnswer(end)
        }
        headSent = true
        answeredStatus = failure.error.status
        output.append(body)
        var headers = failure.headers
        headers += DecisionHeaders.failure(lastLease, attempts: attempts)
        headers.append(Header(name: "content-type", value: "application/json"))
        if let seconds = failure.error.retryAfterSeconds,
            !headers.contains(where: { $0.name == "retry-after" })
        {
            headers.append(Header(name: "retry-after", value: "\(seconds)"))
        }
        answer(
            ResponseHead(
                status: failure.error.status, headers: headers,
                contentLength: UInt64(body.count)))
        endAnswer(end)
    }

    /// What ends a stream of which the client has nothing but heartbeats.
    private func failureEvent(_ error: GatewayError) -> [UInt8] {
        let target = Target(lastLease ?? Lease(), head, modelAsked: facts?.model ?? "")
        var encoder = codec.makeEncoder(
            AnswerContext(
                target: target, plan: AnswerPlan(), endpoint: head.endpoint,
                streamForm: head.streamForm))
        var event: [UInt8] = []
        encoder.fail(error, into: &event)
        return event
    }

    /// The stream to the client is lost, `last` was under way: ingress will ask how it ended, or cannot any more.
    ///
    /// - Parameters:
    ///   - last: The attempt that was under way.
    ///   - reason: Why it is lost.
    ///   - isGivenBack: Ingress sends the request again, and whoever answers it then tells of it.
    func tellOfLoss(_ last: Attempt?, _ reason: ResetCode, isGivenBack: Bool = false) {
        var end = whole(ending ?? ending(.clientGone, last))
        end.outcome = .clientGone
        guard reason == .peerGone else { return keep(end, isTold: !isGivenBack) }
        let record = RequestRecord(
            secondhand: head, client: ClientProgram.name(head.headers), end: end,
            status: headSent ? answeredStatus : 0, totalMicroseconds: elapsedMicroseconds)
        service.daemon.records.add(Record(entry: .request(record)))
    }

    /// Keeps how it ended: ingress may ask, as the end may have crossed with a reset, or be lost before its record is stored.
    private func keep(_ end: ResponseEnd, isTold: Bool = true) {
        service.keep(
            end, of: head, status: headSent ? answeredStatus : 0,
            microseconds: elapsedMicroseconds, from: isTold ? ingress : nil)
    }

    /// The end with all that is known by now of money and time.
    private func whole(_ ending: ResponseEnd) -> ResponseEnd {
        var end = ending
        tally.fill(&end)
        end.timings = clock.timings
        end.finishReason = finishReason
        return end
    }

    func ending(_ outcome: Outcome, _ attempt: Attempt?) -> ResponseEnd {
        ResponseEnd(
            outcome: outcome, modelAsked: facts?.model ?? "",
            modelAnswered: attempt.map { answered in
                answered.relay.model.isEmpty ? answered.lease.model : answered.relay.model
            } ?? "",
            provider: attempt?.lease.provider ?? "",
            connectionID: attempt?.lease.connectionID ?? "",
            connectionName: attempt?.lease.connectionName ?? "", attempts: attempts,
            stream: facts?.stream ?? false, combo: attempt?.lease.combo ?? "",
            tier: attempt?.lease.tier ?? .none)
    }

    // MARK: Answers of our own

    /// Counts locally: asking a provider would use its quota for an answer that need not be exact (pitfall 166).
    func countTokens() throws(GatewayError) {
        guard let question else { return }
        let tokens = TokenEstimate.input(try codec.read(question.source))
        let target = Target(Lease(), head, modelAsked: question.facts.model)
        let context = AnswerContext(
            target: target, plan: AnswerPlan(), endpoint: head.endpoint,
            streamForm: head.streamForm)
        give(whole: codec.tokenCount(tokens, context))
    }

    /// A whole answer that no provider was asked for.
    func give(whole body: [UInt8]) {
        committed = true
        headSent = true
        output.append(body)
        answer(
            ResponseHead(
                status: 200, headers: [Header(name: "content-type", value: "application/json")],
                contentLength: UInt64(body.count)))
        endAnswer(ending(.complete, nil))
    }
}
