internal import DaemonLife
internal import Dialects
internal import EventLoop
internal import IPC

extension Exchange {
    // MARK: Answers that were given before

    /// Gives an answer again, in the form that this client wants: no attempt is made.
    func serve(_ kept: KeptAnswer) {
        var answer = ByteQueue()
        guard let lease = kept.lease, let relay = replayed(kept.body, lease, into: &answer) else {
            // What cannot be given again is asked for anew.
            keys = ([], [])
            return ask()
        }
        tally.count(kept)
        finishReason = relay.finishReason
        recordBodies(lease)
        hasMeaning = true
        committed = true
        dropRequestBytes()
        output = answer
        let streaming = facts?.stream ?? false
        if !headSent {
            headSent = true
            self.answer(
                ResponseHead(
                    status: 200,
                    headers: [Header(name: "content-type", value: plainContentType)]
                        + DecisionHeaders.kept(kept),
                    contentLength: streaming ? nil : UInt64(output.count), streaming: streaming))
        }
        var end = ending(.complete, nil)
        end.modelAnswered = relay.model.isEmpty ? lease.model : relay.model
        end.provider = lease.provider
        end.connectionID = lease.connectionID
        end.connectionName = lease.connectionName
        end.combo = lease.combo
        end.tier = lease.tier
        endAnswer(end)
    }

    /// Reads the provider's bytes as if they had just come; nil where this request needs more than that.
    private func replayed(
        _ body: [UInt8], _ lease: Lease, into output: inout ByteQueue
    ) -> Relay? {
        guard let question else { return nil }
        let target = Target(lease, head, modelAsked: question.facts.model)
        do throws(GatewayError) {
            let preparation: Preparation
            if let spliced = Preparation.spliced(question, target) {
                preparation = spliced
            } else {
                preparation = try Preparation.written(
                    question, try codec.read(question.source), target)
            }
            return Self.replay(body, preparation.relay, into: &output)
        } catch {
            return nil
        }
    }

    private static func replay(
        _ body: [UInt8], _ relay: Relay, into output: inout ByteQueue
    ) -> Relay? {
        do throws(AnswerFailure) {
            try relay.receive(body.span.bytes, into: &output)
            try relay.finish(into: &output)
            return relay
        } catch {
            return nil
        }
    }
}
