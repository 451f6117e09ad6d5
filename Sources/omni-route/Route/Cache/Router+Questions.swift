internal import IPC

extension Router {
    // MARK: The same question in other words

    /// The ticket of a request that comes back with its question embedded, or without because that failed.
    ///
    /// Nil for any other, and for one that asked another process before: it begins anew.
    func takeTicketOfEmbedded(_ ask: Ask) -> AnswerTicket? {
        let message = ask.message
        guard message.embeddingFailed || !message.embedding.isEmpty else { return nil }
        if message.embeddingFailed, !message.questionGroup.isEmpty {
            counters.embeddingsFailed += 1
        }
        return tickets.take(ask.errand)
    }

    /// A request goes on with its ticket: it gets the answer to a question that means the same, is to have its question
    /// embedded first, or goes to a provider.
    func goOn(_ ask: Ask, at moment: Moment) {
        let message = ask.message
        guard desk.cache.isSemantic, ask.ticket.isCacheable, !message.questionGroup.isEmpty,
            !message.embeddingFailed
        else { return decide(ask, at: moment) }
        if message.embedding.isEmpty {
            if !haveEmbedded(ask, at: moment) { decide(ask, at: moment) }
        } else if let kept = similar(ask, at: moment) {
            give(kept, to: ask)
        } else {
            decide(ask, at: moment)
        }
    }

    private func similar(_ ask: Ask, at moment: Moment) -> KeptAnswer? {
        let message = ask.message
        // Settings may have changed meanwhile; and of one that asked another process before nobody knows the model. What
        // two models make of questions cannot be compared.
        guard ask.ticket.embeddingsModel == desk.cache.semanticModel,
            let vector = QuestionVector(littleEndian: message.embedding)
        else { return nil }
        // translate has the key in the group's hash; that no key gets another's answers does not hang on that alone.
        let question = CachedQuestion(
            group: message.questionGroup + Array(message.keyID.utf8), vector: vector)
        return desk.similar(to: question, &ask.ticket, at: moment) { connectionID, model in
            isServed(message, connectionID, model)
        }
    }

    /// Gives a lease of the embeddings model; false when there is none at once: nobody waits for it.
    ///
    /// The model was chosen by whoever configured the cache, so that any key may use it for this; what it costs is spent by
    /// the key that asks.
    private func haveEmbedded(_ ask: Ask, at moment: Moment) -> Bool {
        guard ask.isWanted(), isAnswerable(ask.message) else { return false }
        ask.ticket.embeddingsModel = desk.cache.semanticModel
        // The request comes back for its ticket.
        tickets.keep(ask.ticket, of: ask.errand, at: moment.now)
        guard tickets[ask.errand] == ask.ticket else { return false }
        let began = clock()
        let question = embeddingAsk(ask.message)
        // A model that is not there is as good as none: the request is answered without.
        guard let plan = try? resolver.resolve(question.model, scope: .open) else { return false }
        let standing = standing(for: question, at: moment)
        standing.isForVector = true
        var selection = Selection(
            plan, for: question, scope: .open, blocked: blocked, accounts: accounts,
            standing: standing, now: moment.now, mayWait: false)
        let (decision, passed) = selection.choose(&ordering)
        guard case .lease(let candidate, 0) = decision, candidate.target.connection.dialect.embeds
        else { return false }
        let record = issue(candidate, for: ask, standing, at: moment)
        counters.embeddings += 1
        ask.give(RouteAnswer(answer: .embed(embeddingLease(record, candidate))))
        trace(
            DecisionTrace(
                question, plan: plan, passed: passed, decision: decision, leaseID: record.id,
                at: moment, nanoseconds: clock() &- began),
            of: ask, record, at: moment)
        return true
    }

    /// Whether the request's own model is there for its key; if not, it is refused, and nothing is spent on that.
    private func isAnswerable(_ message: RouteAsk) -> Bool {
        do throws(Denial) {
            _ = try resolver.resolve(message.model, scope: try keys.scope(of: message.keyID))
            return true
        } catch {
            return false
        }
    }

    /// What is asked for instead of the request: attempt 0 of it.
    private func embeddingAsk(_ message: RouteAsk) -> RouteAsk {
        RouteAsk(
            requestID: message.requestID, model: desk.cache.semanticModel,
            dialect: message.dialect, keyID: message.keyID,
            estimatedInputTokens: min(
                message.estimatedInputTokens, CacheLimits.questionTokens),
            remainingMs: message.remainingMs)
    }

    private func embeddingLease(_ record: LeaseRecord, _ candidate: Candidate) -> Lease {
        var lease = candidate.target.lease(record.id, model: candidate.model)
        lease.price = candidate.facts?.price
        lease.tier = candidate.target.connection.tier
        lease.cacheMode = cacheMode
        lease.semantic = true
        return lease
    }
}

extension Dialect {
    /// It has a call that embeds a text, and translate knows it.
    var embeds: Bool {
        switch self {
        case .openaiChat, .openaiResponses, .gemini, .ollama, .cohere: true
        case .none, .anthropic, .bedrock: false
        }
    }
}
