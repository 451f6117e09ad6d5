import IPC
import Testing

@testable import Dialects

@Suite("framing: Amazon's event streams")
struct AmazonMessageTests {
    private static let recorded = RecordedExchange.all(of: "bedrock-converse").filter {
        $0.stream != nil
    }

    private struct Result: Equatable {
        var frames: [String] = []
        var failure: AnswerFailure?
    }

    private func read(_ bytes: [UInt8], size: Int = 1 << 20, limit: Int = 1 << 20) -> Result {
        var reader = FrameReader(.amazon, limit: limit)
        var result = Result()
        let note: FrameReader.Handler = { (name, data) throws(AnswerFailure) in
            result.frames.append(name + "|" + String(decoding: data.copied, as: UTF8.self))
        }
        do throws(AnswerFailure) {
            for start in stride(from: 0, to: bytes.count, by: size) {
                let piece = Array(bytes[start..<min(start + size, bytes.count)])
                try reader.receive(piece.span.bytes, note)
            }
            try reader.finish(note)
        } catch {
            result.failure = error
        }
        return result
    }

    private static let message = AmazonFrames.event("messageStart", #"{"role":"assistant"}"#)

    @Test func checksumsAreThoseOfTheStandard() {
        let bytes = Array("123456789".utf8)
        #expect(CRC32.checksum(bytes.span.bytes, 0..<9) == 0xCBF4_3926)
        #expect(CRC32.checksum(bytes.span.bytes, 3..<3) == 0)
        #expect(AmazonFrames.checksum(bytes) == 0xCBF4_3926)
    }

    @Test("frames are the same however they are cut") func cuts() {
        let bytes = Self.message + AmazonFrames.event("x", "") + AmazonFrames.event("y", "ü")
        for size in 1...bytes.count {
            let result = read(bytes, size: size)
            #expect(
                result == Result(frames: [#"messageStart|{"role":"assistant"}"#, "x|", "y|ü"]),
                "in pieces of \(size)")
        }
    }

    @Test("a recorded stream is the same cut in two at every byte", arguments: recorded)
    func cutsOfRecorded(_ exchange: RecordedExchange) throws {
        let bytes = try #require(exchange.stream)
        let whole = read(bytes)
        #expect(whole.failure == nil && whole.frames.count > 3)
        for size in [1, 2, 3, 11, 255] { #expect(read(bytes, size: size) == whole) }
        // The first messages have all kinds of places to cut at.
        let first = Self.firstMessages(of: bytes)
        let frames = read(first).frames
        for cut in 1..<first.count {
            var reader = FrameReader(.amazon, limit: 1 << 20)
            var found: [String] = []
            let note: FrameReader.Handler = { (name, data) throws(AnswerFailure) in
                found.append(name + "|" + String(decoding: data.copied, as: UTF8.self))
            }
            try reader.receive(first.span.bytes.extracting(0..<cut), note)
            try reader.receive(first.span.bytes.extracting(cut..<first.count), note)
            try reader.finish(note)
            #expect(found == frames, "cut at \(cut)")
        }
    }

    /// Some whole messages from the beginning of a stream.
    private static func firstMessages(of bytes: [UInt8]) -> [UInt8] {
        var end = 0
        while end < min(700, bytes.count) {
            end += bytes[end..<end + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        return Array(bytes.prefix(end))
    }

    @Test("what ends within a frame was cut short, wherever it ends") func cutShort() {
        for count in 1..<Self.message.count {
            let result = read(Array(Self.message.prefix(count)))
            #expect(result == Result(failure: .cutShort), "after \(count)")
        }
    }

    @Test("no changed byte goes unnoticed") func damage() {
        for place in Self.message.indices {
            var bytes = Self.message
            bytes[place] ^= 0x10
            let result = read(bytes)
            #expect(result.failure != nil && result.frames.isEmpty, "at \(place)")
        }
    }

    @Test("lengths that cannot be are refused before anything is kept") func lengths() {
        let headers = AmazonFrames.sealed(headers: [], payload: [], headersLength: 1)
        #expect(
            read(headers).failure == .malformed("an event-stream message has impossible lengths"))
        let huge = AmazonFrames.sealed(headers: [], payload: [], headersLength: Int(UInt32.max))
        #expect(read(huge).failure == .malformed("an event-stream message has impossible lengths"))
        let long = AmazonFrames.event("x", String(repeating: "a", count: 500))
        #expect(read(long, limit: 200).failure == .tooLarge)
        // Its length alone is enough.
        #expect(read(Array(long.prefix(12)), limit: 200).failure == .tooLarge)
        #expect(read(long, size: 9, limit: 600).frames.count == 1)
    }

    @Test("headers of every type are skipped") func headers() {
        let sizes: [(UInt8, Int)] = [
            (0, 0), (1, 0), (2, 1), (3, 2), (4, 4), (5, 8), (8, 8), (9, 16),
        ]
        var others: [UInt8] = []
        for (type, size) in sizes {
            others += [1, UInt8(ascii: "h"), type] + [UInt8](repeating: 0xAA, count: size)
        }
        others += [1, UInt8(ascii: "b"), 6, 0, 3, 1, 2, 3]
        let bytes = AmazonFrames.message([(":event-type", "e")], "{}", otherHeaders: others)
        #expect(read(bytes) == Result(frames: ["e|{}"]))
    }

    @Test("headers that are cut off or of no known type are refused") func badHeaders() {
        let bad: [[UInt8]] = [
            [5, 1], [1, 65], [1, 65, 4, 0, 0], [1, 65, 7, 0], [1, 65, 7, 0, 9, 1], [1, 65, 10],
        ]
        for headers in bad {
            let result = read(AmazonFrames.sealed(headers: headers, payload: []))
            guard case .malformed? = result.failure else {
                return #expect(Bool(false), "\(headers): \(result)")
            }
        }
    }

    @Test("exceptions and errors have names of their own") func exceptions() {
        let error = AmazonFrames.message([(":message-type", "error"), (":error-code", "Oops")], "")
        let bytes = AmazonFrames.exception("throttlingException", "{}") + error
        #expect(
            read(bytes) == Result(frames: ["exception/throttlingException|{}", "exception/Oops|"]))
    }
}
