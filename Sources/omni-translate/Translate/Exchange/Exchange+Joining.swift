internal import DaemonLife
internal import Dialects
internal import EventLoop
internal import IPC

extension Exchange {
    // MARK: Answers that break off

    /// What is kept of the request once its answer is committed.
    func settleRequest(_ attempt: Attempt) {
        if let question, mayContinue(attempt, question) {
            keptRequest = KeptRequest(question.source)
        }
        dropRequestBytes()
    }

    private func mayContinue(_ attempt: Attempt, _ question: Preparation.Question) -> Bool {
        let facts = question.facts
        let isConversation =
            head.endpoint == .chat || head.endpoint == .completion || head.endpoint == .generate
        return isConversation && facts.stream && !facts.wantsSeveral && attempts < attemptLimit
            && attempt.relay.isContinuable
            && question.source.bytes.count <= Limits.continuedRequestBytes
            && service.requestBytesHeld <= Limits.allRequestBytes / 2
    }

    /// The client gets on: what is needed no more is let go.
    func noteProgress(of attempt: Attempt) {
        if attempt.relay.hasCaughtUp {
            attempt.hasAnswered = true
            hasMeaning = hasMeaning || attempt.relay.hasMeaning
        }
        if joining != nil, attempt.relay.hasCaughtUp {
            joining = nil
            service.counters.joined += 1
            dropRequestBytes()
        }
        guard keptRequest != nil, !attempt.relay.isContinuable else { return }
        keptRequest = nil
        dropRequestBytes()
    }

    /// The attempt failed when the client had a part of its answer: another target may go on where it says the same.
    func attemptBroke(_ attempt: Attempt, _ failure: AttemptFailure) {
        let usage = partialUsage(attempt)
        guard let answer = continuation(of: attempt, failure) else {
            close(attempt, failure, usage: usage, isLast: true)
            return breakOff(attempt, failure.error)
        }
        let (event, end) = brokenEnd(attempt, failure.error)
        note(failure, of: attempt.lease)
        close(attempt, failure, usage: usage, isLast: false)
        joining = Joining(answer: answer, errorEvent: event, end: end)
        service.counters.failovers += 1
        ask()
    }

    /// What the client has, where another target may be asked to go on from it; the request is there again then.
    private func continuation(of attempt: Attempt, _ failure: AttemptFailure) -> BegunAnswer? {
        guard joining == nil, failure.verdict.allowsAnother, failure.kind != .contextTooLong,
            attempts < attemptLimit, let keptRequest, let facts
        else { return nil }
        do throws(GatewayError) {
            let question = try keptRequest.question(head, facts, codec)
            let answer = attempt.relay.begun(
                includesUsage: facts.includeUsage,
                usesLegacyFunctions: question.canonical?.usesLegacyFunctions ?? false)
            if answer != nil {
                self.question = question
                // It was read anew: what the guard had taken out is there again.
                guardedAs = nil
            }
            return answer
        } catch {
            // It was read before; if it cannot be now, the answer ends as if there were nobody to go on.
            return nil
        }
    }

    /// The client has a part of an answer that will never be whole.
    func breakOff(_ attempt: Attempt, _ error: GatewayError) {
        if let joining { return endJoining(joining) }
        let (event, end) = brokenEnd(attempt, error)
        service.counters.broken += 1
        output.append(event)
        endAnswer(end)
    }

    /// Nobody goes on: the client is told of the failure that began it.
    func endJoining(_ joining: Joining) {
        self.joining = nil
        service.counters.broken += 1
        output.append(joining.errorEvent)
        var end = joining.end
        end.attempts = attempts
        endAnswer(end)
    }

    private func brokenEnd(
        _ attempt: Attempt, _ error: GatewayError
    ) -> (event: [UInt8], end: ResponseEnd) {
        var event = ByteQueue()
        if facts?.stream ?? true { attempt.fail(error, into: &event) }
        var end = ending(.broken, attempt)
        end.errorCode = error.code
        return (event.withBytes { Array($0) }, end)
    }
}
