internal import DaemonLife
internal import Dialects
internal import EventLoop
internal import IPC
internal import JSON
internal import Logging

extension Exchange {
    // MARK: Asking

    /// The request is here: reads what route must know and asks.
    func begin(_ source: RequestSource) throws(GatewayError) {
        let source = try Conversations.continued(source, head, service)
        question = Preparation.Question(source: source, facts: try codec.facts(source))
        recorder = Conversations.recorder(source, head)
        if head.endpoint == .countTokens { return try countTokens() }
        ask()
    }

    func ask() {
        guard let facts, !isOver else { return }
        let keys = self.keys ?? fingerprints()
        self.keys = keys
        clock.asks(now: service.reactor.now)
        // Only a first attempt may be answered from the cache.
        let meaning = attempts == 0 && failedLeases.isEmpty ? meaning : QuestionMeaning()
        let asked = RouteAsk(
            requestID: head.requestID, model: facts.model, dialect: head.dialect,
            keyID: head.keyID, stream: facts.stream, tools: facts.tools, vision: facts.vision,
            jsonSchema: facts.jsonSchema, estimatedInputTokens: facts.estimatedInputTokens,
            attempt: attempts + 1, failedLeases: failedLeases, audio: facts.audio,
            documents: facts.documents, maxOutputTokens: facts.maxOutputTokens,
            cacheKey: keys.cache, idempotencyKey: keys.idempotency,
            session: SessionMark.hash(facts.sessionMark, owner: head.keyID),
            windowExceeded: windowExceeded, remainingMs: remainingMilliseconds,
            questionGroup: meaning.group, embedding: meaning.embedding,
            embeddingFailed: meaning.isUnknown)
        asking = service.route.call(.routeAsk, asked, within: askPatience) {
            [self] (result: Result<RouteAnswer, CallError>) in decided(result)
        }
    }

    /// What tells this request from others in the cache, and from its own repetitions; empty where it is not to be told.
    private func fingerprints() -> (cache: [UInt8], idempotency: [UInt8]) {
        guard let source = question?.source, !source.bytes.isEmpty else { return ([], []) }
        let (key, group) = Fingerprint.cacheKeys(
            source, dialect: head.dialect, keyID: head.keyID, mode: service.cacheMode,
            isGrouped: service.isSemantic)
        meaning.group = group
        return (
            key, Fingerprint.idempotencyKey(source, dialect: head.dialect, keyID: head.keyID)
        )
    }

    /// route may let a request wait for a place or for its twin.
    private var askPatience: Duration {
        .milliseconds(Int64(remainingMilliseconds)) + Limits.askPatience
    }

    private func decided(_ result: Result<RouteAnswer, CallError>) {
        asking = nil
        switch result {
        case .success(let answer): decided(answer)
        case .failure(let error):
            guard !isOver, ending == nil else { return }
            takeUp(service.route, error.message) { [self] in ask() }
        }
    }

    private func decided(_ answer: RouteAnswer) {
        // The client left, or time ran out, while route decided.
        guard !isOver, ending == nil else {
            switch answer.answer {
            case .lease(let lease), .embed(let lease): report(lease, failure: .cancelled)
            case .kept, .refusal, nil: break
            }
            return
        }
        switch answer.answer {
        case .lease(let lease):
            clock.decided(now: service.reactor.now, queued: lease.queuedUs)
            recordBodies(lease)
            learnOfCache(lease)
            meaning = QuestionMeaning()
            begin(lease)
        case .kept(let kept):
            clock.decided(now: service.reactor.now, queued: 0)
            meaning = QuestionMeaning()
            serve(kept)
        case .embed(let lease):
            clock.pass(now: service.reactor.now, queued: lease.queuedUs)
            learnOfCache(lease)
            embed(lease)
        case .refusal(let refusal):
            clock.decided(now: service.reactor.now, queued: 0)
            // What really happened is worth more than "nothing is left".
            if let lastFailure { return give(lastFailure) }
            refuse(GatewayError(refusal))
        case nil: refuse(.unavailable("No decision could be made."))
        }
    }

    /// What route's cache is for: hashing what it is not for is a waste.
    private func learnOfCache(_ lease: Lease) {
        service.cacheMode = lease.cacheMode
        service.isSemantic = lease.semantic
    }

    /// Waits for a daemon that went away and goes on; gives up after `Limits.takeUps`.
    func takeUp(_ peer: Client, _ reason: String, _ body: @escaping () -> Void) {
        takeUps += 1
        guard takeUps <= Limits.takeUps else {
            return refuse(.unavailable("A part of the gateway is not available."))
        }
        service.daemon.log.info(
            "waiting for a peer",
            metadata: [
                "request_id": "\(head.requestID)", "peer": "\(peer.name)", "error": "\(reason)",
            ])
        // One that is connected and does not serve is about to be replaced: a moment, and a longer one each time.
        guard !peer.isConnected else {
            let pause = Limits.takeUpPause * (1 << (takeUps - 1))
            _ = service.reactor.after(pause) { [self] in comeBack(peer, body) }
            return
        }
        comeBack(peer, body)
    }

    private func comeBack(_ peer: Client, _ body: @escaping () -> Void) {
        guard !isOver, ending == nil else { return }
        peer.whenConnected(within: Limits.peerPatience) { [self] connected in
            guard !isOver, ending == nil else { return }
            if connected { return body() }
            refuse(.unavailable("A part of the gateway is not available."))
        }
    }
}

extension GatewayError {
    /// route's refusal as the client is told it.
    init(_ refusal: Refusal) {
        self.init(
            status: refusal.status, code: refusal.code, message: refusal.message,
            param: refusal.param.isEmpty ? nil : refusal.param,
            retryAfterMilliseconds: refusal.retryAfterMs)
    }

    /// A part of the gateway is missing.
    static func unavailable(_ message: String) -> GatewayError {
        GatewayError(
            status: 503, code: "service_unavailable", message: message,
            retryAfterMilliseconds: 1000)
    }
}
