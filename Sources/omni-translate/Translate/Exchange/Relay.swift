internal import Dialects
internal import IPC

/// How an answer comes to the client: let through, or translated.
///
/// It belongs to one attempt and is asked at every step: as an object it is never copied for that.
final class Relay {
    /// One of the two is there.
    private var passage: Passage?
    private var translation: Translation?
    private let provider: any ProviderCodec.Type
    private let client: any ClientCodec.Type
    private let context: AnswerContext
    private var scratch: [UInt8] = []
    /// What passed through, as long as another provider could go on from it.
    private var passed: [UInt8]?

    /// Between two dialects, or within one where the request was written anew; perhaps from where another answer broke off.
    init(
        from provider: any ProviderCodec.Type, to client: any ClientCodec.Type,
        _ context: AnswerContext, continuing begun: BegunAnswer? = nil
    ) {
        self.provider = provider
        self.client = client
        self.context = context
        if let begun {
            translation = Translation(
                continuing: begun, from: provider, to: client, context, limits: Limits.translation)
        } else {
            translation = Translation(
                from: provider, to: client, context, limits: Limits.translation)
        }
    }

    /// Within one dialect.
    init(
        through passthrough: any PassthroughCodec.Type, from provider: any ProviderCodec.Type,
        to client: any ClientCodec.Type, _ context: AnswerContext
    ) {
        self.provider = provider
        self.client = client
        self.context = context
        if context.plan.clientStreams { passed = [] }
        passage = Passage(
            passthrough.makeObserver(context.plan), provider.framing,
            streams: context.plan.clientStreams, withholdsError: true, limits: Limits.translation
        ) {
            Translation(from: provider, to: client, context, limits: Limits.translation)
        }
    }

    /// Takes the next bytes and appends what the client may have.
    func receive(
        _ bytes: RawSpan, into output: inout ByteQueue
    ) throws(AnswerFailure) {
        guard passage == nil else {
            let before = output.count
            defer { notePassed(output, from: before) }
            try passage?.receive(bytes, into: &output)
            return
        }
        scratch.removeAll(keepingCapacity: scratch.capacity <= Limits.scratchBytes)
        defer { output.append(scratch) }
        try translation?.receive(bytes, into: &scratch)
    }

    /// The provider ended the answer.
    func finish(into output: inout ByteQueue) throws(AnswerFailure) {
        guard passage == nil else {
            try passage?.finish(into: &output)
            return
        }
        scratch.removeAll(keepingCapacity: false)
        defer { output.append(scratch) }
        try translation?.finish(into: &scratch)
    }

    /// Ends a streamed answer that will never be whole; with the provider's own error event where it sent one.
    func fail(_ error: GatewayError, into output: inout ByteQueue) {
        var bytes = passage?.look { $0.errorFrame } ?? []
        if translation != nil {
            translation?.fail(error, into: &bytes)
        } else if bytes.isEmpty, client.dialect == .openaiResponses, let passage {
            bytes = ResponsesCodec.errorEvent(error, after: passage.events)
        } else if bytes.isEmpty {
            var encoder = client.makeEncoder(context)
            encoder.fail(error, into: &bytes)
        }
        output.append(bytes)
    }

    // MARK: Going on elsewhere

    private func notePassed(_ output: ByteQueue, from start: Int) {
        guard let known = passed?.count else { return }
        guard known + output.count - start <= Limits.continuedBytes else { return passed = nil }
        output.withBytes { passed?.append(contentsOf: $0[start...]) }
    }

    /// Nobody will go on from this answer: what the client has of it need not be kept.
    func forgetSent() {
        passed = nil
        translation?.forgetSent()
    }

    /// Bytes that are kept of what the client has.
    var keptBytes: Int { passed?.count ?? translation?.look { $0.keptBytes } ?? 0 }

    /// Whether another provider could perhaps go on from what the client has.
    var isContinuable: Bool {
        context.plan.clientStreams && (translation?.look { $0.isContinuable } ?? (passed != nil))
    }

    /// What the client has, for another provider to go on from; nil where that cannot be done.
    ///
    /// - Parameters:
    ///   - includesUsage: The client wants token counts inside the stream.
    ///   - usesLegacyFunctions: openai-chat: the client knows calls as `function_call`.
    /// - Returns: The answer so far.
    func begun(includesUsage: Bool, usesLegacyFunctions: Bool) -> BegunAnswer? {
        if let translation { return translation.begun }
        guard let passed else { return nil }
        // Nothing was taken out of what passed, so nothing may be when it is read again.
        var context = context
        context.plan = AnswerPlan()
        context.plan.streams = true
        context.plan.clientStreams = true
        context.plan.showsReasoning = true
        context.plan.includesUsage = includesUsage
        context.plan.usesLegacyFunctions = usesLegacyFunctions
        return BegunAnswer.passed(passed, through: provider, to: client, context)
    }

    /// Of a continued answer: the client has got beyond what it had; true for any other.
    var hasCaughtUp: Bool { translation?.look { $0.hasCaughtUp } ?? true }

    // MARK: What is known

    /// The bytes go through as they are.
    var isPassage: Bool { passage?.look { $0.isVerbatim } ?? false }
    /// The provider was asked for a stream.
    var streams: Bool { context.plan.streams }
    /// Something of meaning has come: the answer may be committed.
    var hasMeaning: Bool {
        passage?.look { $0.hasMeaning } ?? translation?.look { $0.hasMeaning } ?? false
    }
    /// The provider's terminator has come.
    var hasEnded: Bool {
        passage?.look { $0.hasEnded } ?? translation?.look { $0.hasEnded } ?? false
    }
    /// The terminator has come, or what the client wanted is cut off there: nothing more of the answer is for the client.
    var isComplete: Bool {
        passage?.look { $0.isComplete } ?? translation?.look { $0.isComplete } ?? false
    }
    /// Bytes held back.
    var heldBytes: Int { passage?.look { $0.heldBytes } ?? translation?.look { $0.heldBytes } ?? 0 }
    /// Token counts so far; source `none` when the provider has not told.
    var usage: Usage {
        Usage(passage?.look { $0.usage } ?? translation?.look { $0.usage } ?? TokenUsage())
    }
    /// The model that answers, as the provider calls it; empty until told.
    var model: String {
        shortened(passage?.look { $0.model } ?? translation?.look { $0.model } ?? "")
    }
    /// Why the answer ended, in the words of openai-chat; empty until told.
    var finishReason: String {
        switch passage?.look({ $0.stop }) ?? translation?.look({ $0.stop }) {
        case .end, .stopSequence, .paused: "stop"
        case .length, .contextLength: "length"
        case .toolCalls: "tool_calls"
        case .filtered: "content_filter"
        case .malformed, nil: ""
        }
    }
    /// Text that came so far, in bytes, for an estimate when an answer breaks off.
    var textBytes: Int { passage?.look { $0.textBytes } ?? translation?.look { $0.textBytes } ?? 0 }
    /// Frames seen, for metrics.
    var frames: UInt64 { passage?.look { $0.frames } ?? translation?.look { $0.frames } ?? 0 }
}

/// What is asked at every step: in place, since copying all of it for one answer would cost more than the answer.
private protocol LookedAt {}

extension LookedAt {
    fileprivate mutating func look<Fact>(_ fact: (inout Self) -> Fact) -> Fact { fact(&self) }
}

extension Passage: LookedAt {}
extension Translation: LookedAt {}
