// Feeds the readers of frames and the passages what a provider might send. However it is cut, the same comes out; what
// comes out of a passage is a prefix of what went in unless counts are hidden; and nothing traps.
import FuzzDriver
import IPC

@testable import Dialects

/// One input and what must hold for it.
///
/// The first byte chooses what reads the rest, the second how it is cut.
func check(_ input: [UInt8]) {
    guard input.count > 2 else { return }
    let body = Array(input.dropFirst(2))
    let piece = Int(input[1]) % 50 + 1
    switch input[0] % 9 {
    case 0: frames(body, .events, piece)
    case 1: frames(body, .lines, piece)
    case 2: frames(body, .amazon, piece)
    // Random bytes never have the right checksums.
    case 3: frames(sealed(body), .amazon, piece)
    case 4: passage(body, .openaiChat, hides: true, piece)
    case 5: passage(body, .openaiChat, hides: false, piece)
    case 6: passage(body, .openaiResponses, hides: false, piece)
    case 7: passage(body, .anthropic, hides: false, piece)
    default: passage(body, input[0] & 128 == 0 ? .gemini : .ollama, hides: false, piece)
    }
}

// MARK: Frames

private struct Frames: Equatable {
    var frames: [String] = []
    var failure: AnswerFailure?
}

private func frames(_ body: [UInt8], _ framing: Framing, _ piece: Int) {
    let whole = read(body, framing, body.count)
    let cut = read(body, framing, piece)
    FuzzDriver.expect(whole == cut, "the cut changed the frames")
}

private func read(_ body: [UInt8], _ framing: Framing, _ piece: Int) -> Frames {
    var reader = FrameReader(framing, limit: 4096)
    var result = Frames()
    func note(_ name: String, _ data: RawSpan) {
        // Exceptions of Amazon may have a name alone.
        if case .amazon = framing {
        } else {
            FuzzDriver.expect(data.byteCount > 0, "an empty frame")
        }
        result.frames.append("\(name)|\(data.copied)")
    }
    do throws(AnswerFailure) {
        for range in pieces(body.count, piece) {
            try reader.receive(body.span.bytes.extracting(range), note)
            FuzzDriver.expect(reader.heldBytes <= 4096, "more is held than the limit")
        }
        try reader.finish(note)
    } catch {
        result.failure = error
    }
    return result
}

/// Ranges of `size` bytes, and a shorter one at the end.
private func pieces(_ count: Int, _ size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: max(1, size)).map { $0..<min(count, $0 + max(1, size)) }
}

/// Messages of up to 60 bytes of headers and payload, with right lengths and checksums.
private func sealed(_ body: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    for range in pieces(body.count, 61) {
        let headers = Int(body[range.lowerBound]) % range.count
        let content = body[range].dropFirst()
        var message = bigEndian(UInt32(16 + content.count))
        message += bigEndian(UInt32(headers))
        message += bigEndian(CRC32.checksum(message.span.bytes, 0..<8))
        message += content
        bytes += message + bigEndian(CRC32.checksum(message.span.bytes, message.indices))
    }
    return bytes
}

private func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}

// MARK: Passages

private struct Passed: Equatable {
    var output: [UInt8] = []
    var failure: AnswerFailure?
    var usage = TokenUsage()
    var hasMeaning = false
}

private func passage(_ body: [UInt8], _ dialect: Dialect, hides: Bool, _ piece: Int) {
    let whole = pass(body, dialect, hides: hides, body.count)
    let cut = pass(body, dialect, hides: hides, piece)
    FuzzDriver.expect(whole == cut, "the cut changed the output")
}

private func pass(_ body: [UInt8], _ dialect: Dialect, hides: Bool, _ piece: Int) -> Passed {
    var result = Passed()
    guard let codec = Codecs.passthrough(dialect), let client = Codecs.client(dialect),
        let provider = Codecs.provider(dialect)
    else { return result }
    let target = Target(requestID: "r", client: dialect, provider: dialect, model: "m")
    var plan = AnswerPlan()
    plan.hidesUsage = hides
    plan.clientStreams = true
    let context = AnswerContext(target: target, plan: plan)
    var passage = Passage(codec.makeObserver(plan), provider.framing, streams: true) {
        Translation(from: provider, to: client, context)
    }
    var output = ByteQueue()
    do throws(AnswerFailure) {
        for range in pieces(body.count, piece) {
            try passage.receive(body.span.bytes.extracting(range), into: &output)
        }
        try passage.finish(into: &output)
    } catch {
        result.failure = error
    }
    result.output = output.withBytes { Array($0) }
    result.usage = passage.usage
    result.hasMeaning = passage.hasMeaning
    return result
}
