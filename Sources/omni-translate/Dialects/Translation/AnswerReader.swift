internal import IPC

/// Reads a provider's answer into events, whatever form it comes in.
///
/// A plain answer where a stream was asked is read as one, and the reverse: only its first byte tells for certain
/// (pitfall 44).
struct AnswerReader {
    private enum Form {
        case unknown
        case frames
        case whole
    }

    private var decoder: any AnswerDecoder
    private var frames: FrameReader
    private var form = Form.unknown
    private let framing: Framing
    private let limits: TranslationLimits
    private let clientStreams: Bool
    /// Of a plain answer, until it is whole; before the form is known, what has come.
    private var collected: [UInt8] = []
    private(set) var frameCount: UInt64 = 0

    /// `clientStreams`: what is read goes out in frames.
    init(
        _ decoder: any AnswerDecoder, _ framing: Framing, clientStreams: Bool = false,
        _ limits: TranslationLimits
    ) {
        self.decoder = decoder
        self.framing = framing
        self.clientStreams = clientStreams
        self.limits = limits
        frames = FrameReader(framing, limit: limits.frameBytes)
    }

    /// The terminator has come.
    var isComplete: Bool { decoder.isComplete }
    /// Bytes held back.
    var heldBytes: Int { collected.count + frames.heldBytes + decoder.heldBytes }

    mutating func receive(
        _ bytes: RawSpan, into events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        switch form {
        case .unknown: try begin(bytes, into: &events)
        case .frames:
            try Self.receive(bytes, &frames, &decoder, &frameCount, &events)
        case .whole: try collect(bytes)
        }
    }

    private mutating func collect(_ bytes: RawSpan) throws(AnswerFailure) {
        guard collected.count + bytes.byteCount <= limits.answerBytes else { throw .tooLarge }
        bytes.withUnsafeBytes { collected.append(contentsOf: $0) }
    }

    private mutating func begin(
        _ bytes: RawSpan, into events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        try collect(bytes.extracting(blanks(before: bytes)..<bytes.byteCount))
        switch StreamStart.of(collected.span.bytes, framing) {
        case .unknown: break
        // A page is no event stream; the decoder says so.
        case .json, .page: form = .whole
        case .other:
            form = .frames
            let start = collected
            collected = []
            try Self.receive(start.span.bytes, &frames, &decoder, &frameCount, &events)
        }
    }

    /// Bytes of `bytes` that say nothing, since nothing came before them; an Amazon message has no such.
    private func blanks(before bytes: RawSpan) -> Int {
        if case .amazon = framing { return 0 }
        return collected.isEmpty ? StreamStart.blanks(bytes) : 0
    }

    mutating func finish(into events: inout [AnswerEvent]) throws(AnswerFailure) {
        switch form {
        case .unknown:
            guard !collected.isEmpty else { throw .empty }
            form = .whole
            try finish(into: &events)
        case .frames:
            try Self.finish(&frames, &decoder, &frameCount, &events)
            try decoder.finish(into: &events)
        case .whole:
            var bytes = collected
            collected = []
            frameCount += 1
            if clientStreams { LineBreaks.replace(in: &bytes) }
            if bytes.first == UInt8(ascii: "[") {
                return try decodeArray(bytes, into: &events)
            }
            try decoder.decode(whole: bytes.span.bytes, into: &events)
        }
    }

    // Static, because the reader of frames and what it feeds are changed at the same time.

    private static func receive(
        _ bytes: RawSpan, _ frames: inout FrameReader, _ decoder: inout any AnswerDecoder,
        _ count: inout UInt64, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        try frames.receive(bytes) { (name, data) throws(AnswerFailure) in
            try decode(name, data, &decoder, &count, &events)
        }
    }

    private static func finish(
        _ frames: inout FrameReader, _ decoder: inout any AnswerDecoder,
        _ count: inout UInt64, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        try frames.finish { (name, data) throws(AnswerFailure) in
            try decode(name, data, &decoder, &count, &events)
        }
    }

    private static func decode(
        _ name: String, _ data: RawSpan, _ decoder: inout any AnswerDecoder,
        _ count: inout UInt64, _ events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        guard !decoder.isComplete else { return }
        count += 1
        try decoder.decode(name: name, data: data, into: &events)
    }

    /// gemini without `alt=sse`: the frames of a stream as elements of an array.
    private mutating func decodeArray(
        _ bytes: [UInt8], into events: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        for range in try JSONElements.ranges(bytes) {
            try Self.decode(
                "", bytes.span.bytes.extracting(range), &decoder, &frameCount, &events)
        }
        try decoder.finish(into: &events)
    }
}
