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
    /// Of a plain answer, until it is whole.
    private var collected: [UInt8] = []
    private(set) var frameCount: UInt64 = 0

    /// `streams`: a stream was asked of the provider.
    init(_ decoder: any AnswerDecoder, _ framing: Framing, _ limits: TranslationLimits) {
        self.decoder = decoder
        self.framing = framing
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
        if case .unknown = form { form = sniffed(bytes) }
        switch form {
        case .unknown: break
        case .frames:
            try Self.receive(bytes, &frames, &decoder, &frameCount, &events)
        case .whole:
            guard collected.count + bytes.byteCount <= limits.answerBytes else { throw .tooLarge }
            bytes.withUnsafeBytes { collected.append(contentsOf: $0) }
        }
    }

    mutating func finish(into events: inout [AnswerEvent]) throws(AnswerFailure) {
        switch form {
        case .unknown: throw .empty
        case .frames:
            try Self.finish(&frames, &decoder, &frameCount, &events)
            try decoder.finish(into: &events)
        case .whole:
            let bytes = collected
            collected = []
            frameCount += 1
            if bytes.first(where: { !Self.isBlank($0) }) == UInt8(ascii: "[") {
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

    private func sniffed(_ bytes: RawSpan) -> Form {
        if case .lines = framing { return .frames }
        // A frame of Amazon's begins with its length, which is never so great that it looks like a text.
        return bytes.withUnsafeBytes { buffer in
            let first = unsafe buffer.first { !Self.isBlank($0) && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }
            return switch first {
            case nil: .unknown
            case UInt8(ascii: "{"), UInt8(ascii: "["): .whole
            // A page of HTML is no event stream; the decoder says so.
            case UInt8(ascii: "<"): .whole
            default: .frames
            }
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
    }
}
