internal import Dialects
internal import IPC

/// How an answer comes to the client: let through, or translated.
struct Relay {
    /// One of the two is there.
    private var passage: Passage?
    private var translation: Translation?
    private let client: any ClientCodec.Type
    private let context: AnswerContext
    private var scratch: [UInt8] = []

    /// Between two dialects, or within one where the request was written anew.
    init(
        from provider: any ProviderCodec.Type, to client: any ClientCodec.Type,
        _ context: AnswerContext
    ) {
        self.client = client
        self.context = context
        translation = Translation(from: provider, to: client, context, limits: Limits.translation)
    }

    /// Within one dialect.
    init(
        through passthrough: any PassthroughCodec.Type, from provider: any ProviderCodec.Type,
        to client: any ClientCodec.Type, _ context: AnswerContext
    ) {
        self.client = client
        self.context = context
        passage = Passage(
            passthrough.makeObserver(context.plan), provider.framing,
            streams: context.plan.clientStreams, limits: Limits.translation
        ) {
            Translation(from: provider, to: client, context, limits: Limits.translation)
        }
    }

    /// Takes the next bytes and appends what the client may have.
    mutating func receive(
        _ bytes: RawSpan, into output: inout ByteQueue
    ) throws(AnswerFailure) {
        guard passage == nil else {
            try passage?.receive(bytes, into: &output)
            return
        }
        scratch.removeAll(keepingCapacity: scratch.capacity <= Limits.scratchBytes)
        defer { output.append(scratch) }
        try translation?.receive(bytes, into: &scratch)
    }

    /// The provider ended the answer.
    mutating func finish(into output: inout ByteQueue) throws(AnswerFailure) {
        guard passage == nil else {
            try passage?.finish(into: &output)
            return
        }
        scratch.removeAll(keepingCapacity: false)
        defer { output.append(scratch) }
        try translation?.finish(into: &scratch)
    }

    /// Ends a streamed answer that will never be whole.
    mutating func fail(_ error: GatewayError, into output: inout ByteQueue) {
        var bytes: [UInt8] = []
        if translation != nil {
            translation?.fail(error, into: &bytes)
        } else if passage?.hasShownError != true {
            var encoder = client.makeEncoder(context)
            encoder.fail(error, into: &bytes)
        }
        output.append(bytes)
    }

    /// The bytes go through as they are.
    var isPassage: Bool { passage != nil }
    /// Something of meaning has come: the answer may be committed.
    var hasMeaning: Bool { passage?.hasMeaning ?? translation?.hasMeaning ?? false }
    /// The terminator has come: what the provider does afterwards changes nothing.
    var isComplete: Bool { passage?.isComplete ?? translation?.isComplete ?? false }
    /// Bytes held back.
    var heldBytes: Int { passage?.heldBytes ?? translation?.heldBytes ?? 0 }
    /// Token counts so far; source `none` when the provider has not told.
    var usage: Usage { Usage(passage?.usage ?? translation?.usage ?? TokenUsage()) }
    /// The model that answers, as the provider calls it; empty until told.
    var model: String { shortened(passage?.model ?? translation?.model ?? "") }
    /// Text that came so far, in bytes, for an estimate when an answer breaks off.
    var textBytes: Int { passage?.textBytes ?? translation?.textBytes ?? 0 }
    /// Frames seen, for metrics.
    var frames: UInt64 { passage?.frames ?? translation?.frames ?? 0 }
}

extension Usage {
    /// Canonical counts as they are recorded: caches are part of the input, reasoning of the output.
    init(_ tokens: TokenUsage) {
        guard tokens.isReported else {
            self.init()
            return
        }
        self.init(
            source: .reported, input: tokens.allInput, cachedInput: tokens.cacheRead,
            cacheWrite: tokens.cacheWrite, output: tokens.allOutput, reasoning: tokens.reasoning)
    }
}
