/// Turns an answer of one dialect into another's.
///
/// A pure function of (request, lease, bytes so far): however the bytes are cut, the same come out.
package struct Translation {
    private let client: any ClientCodec.Type
    private let context: AnswerContext
    private var reader: AnswerReader
    private var filter: AnswerFilter
    private var encoder: (any AnswerEncoder)?
    private var builder: AnswerBuilder?
    /// What the client has, for whoever must go on from it.
    private var sent = SentAnswer()
    /// Where an answer that another provider began is continued.
    private var continuation: ContinuationFilter?
    private var divergence: AnswerFailure?
    /// Reused for every piece.
    private var decoded: [AnswerEvent] = []
    private var filtered: [AnswerEvent] = []

    package init(
        from provider: any ProviderCodec.Type, to client: any ClientCodec.Type,
        _ context: AnswerContext, limits: TranslationLimits = TranslationLimits()
    ) {
        self.client = client
        self.context = context
        reader = AnswerReader(
            provider.makeDecoder(context.target), provider.framing,
            clientStreams: context.plan.clientStreams, limits)
        filter = AnswerFilter(context.plan)
        if context.plan.clientStreams, !context.plan.isRevised {
            encoder = client.makeEncoder(context)
        } else {
            builder = AnswerBuilder()
        }
    }

    /// Continues an answer that another provider began: what the client has must be said again first, and is swallowed.
    ///
    /// What differs fails as `diverged`, before anything came out.
    package init(
        continuing answer: BegunAnswer, from provider: any ProviderCodec.Type,
        to client: any ClientCodec.Type, _ context: AnswerContext,
        limits: TranslationLimits = TranslationLimits()
    ) {
        self.init(from: provider, to: client, context, limits: limits)
        builder = nil
        encoder = answer.encoder
        sent = answer.sent
        continuation = ContinuationFilter(
            answer.sent, keepsProofs: answer.provider == provider.dialect)
    }

    /// Takes the next bytes and appends what the client may have.
    package mutating func receive(
        _ bytes: RawSpan, into output: inout [UInt8]
    ) throws(AnswerFailure) {
        do throws(AnswerFailure) {
            try reader.receive(bytes, into: &decoded)
        } catch {
            // What came before it is the client's, however the bytes were cut.
            pass(into: &output)
            throw error
        }
        pass(into: &output)
        if let divergence { throw divergence }
    }

    /// The provider ended the answer.
    package mutating func finish(into output: inout [UInt8]) throws(AnswerFailure) {
        if !filter.isCut {
            do throws(AnswerFailure) {
                try reader.finish(into: &decoded)
            } catch {
                // A block that ends because nothing more came has not ended: another may go on with it.
                decoded.removeAll { event in
                    if case .close = event { true } else { false }
                }
                pass(into: &output)
                throw error
            }
        }
        pass(into: &output)
        filter.finish(estimatedInput: context.estimatedInputTokens, into: &filtered)
        deliver(into: &output)
        if let divergence { throw divergence }
        guard hasCaughtUp else { throw .diverged }
        if let builder {
            write(builder.answer, into: &output)
        } else {
            encoder?.finish(into: &output)
        }
    }

    private func write(_ answer: Answer, into output: inout [UInt8]) {
        let answer = context.plan.isRevised ? client.revised(answer, context) : answer
        guard context.plan.clientStreams else {
            return output.append(contentsOf: client.whole(answer, context))
        }
        var encoder = client.makeEncoder(context)
        for event in answer.events { encoder.encode(event, into: &output) }
        encoder.finish(into: &output)
    }

    /// Ends a streamed answer that will never be whole.
    package mutating func fail(_ error: GatewayError, into output: inout [UInt8]) {
        encoder?.fail(error, into: &output)
    }

    private mutating func pass(into output: inout [UInt8]) {
        for event in decoded { filter.take(event, into: &filtered) }
        decoded.removeAll(keepingCapacity: true)
        deliver(into: &output)
    }

    private mutating func deliver(into output: inout [UInt8]) {
        if continuation != nil { skipKnown() }
        if encoder != nil {
            for event in filtered {
                sent.note(event)
                encoder?.encode(event, into: &output)
            }
        } else {
            for event in filtered { builder?.add(event) }
        }
        filtered.removeAll(keepingCapacity: true)
    }

    /// Takes out of `filtered` what the client has.
    private mutating func skipKnown() {
        var fresh: [AnswerEvent] = []
        do throws(AnswerFailure) {
            guard divergence == nil else { return filtered.removeAll() }
            for event in filtered { try continuation?.take(event, into: &fresh) }
        } catch {
            divergence = error
        }
        filtered = fresh
    }

    /// Of a continued answer: all that the client had has been said again; true for any other.
    package var hasCaughtUp: Bool { continuation?.hasCaughtUp ?? true }
    /// What the client has, ready to be continued elsewhere; nil where it cannot be, because it is too long or goes out whole.
    package var begun: BegunAnswer? {
        guard let encoder, sent.isUsable, hasCaughtUp else { return nil }
        return BegunAnswer(encoder: encoder, sent: sent, provider: context.target.provider)
    }
    /// Bytes that are kept of what the client has.
    package var keptBytes: Int { sent.bytes }
    /// Nobody will go on from this answer: what the client has of it need not be kept.
    package mutating func forgetSent() { sent.forget() }
    /// Whether `begun` can still come to be.
    package var isContinuable: Bool { encoder != nil && !sent.isLost }

    /// Something of meaning has come: a streamed answer may be committed.
    package var hasMeaning: Bool { filter.hasMeaning }
    /// The provider's terminator has come.
    package var hasEnded: Bool { reader.isComplete }
    /// What the provider does from now on changes nothing for the client.
    package var isComplete: Bool { reader.isComplete || filter.isCut }
    /// Bytes held back.
    package var heldBytes: Int {
        reader.heldBytes + filter.heldBytes + (builder == nil ? 0 : filter.textBytes)
    }
    /// Reported counts; `isReported` is false when the provider has told none.
    package var usage: TokenUsage { filter.usage }
    /// Why the answer ended; nil until told.
    package var stop: StopReason? { filter.reason }
    /// The model that answers, as the provider calls it; empty until told.
    package var model: String { filter.start.model }
    /// Bytes of text so far.
    package var textBytes: Int { filter.textBytes }
    /// Frames read.
    package var frames: UInt64 { reader.frameCount }
}
