import NIOCore
import Testing

@testable import MockProvider

@Suite struct PlaybackTests {
    /// What is written in each step, and how it ends.
    private func steps(
        _ body: String, limit: Int = 100
    ) throws -> (writes: [String], waits: [Int64], last: Playback.Action) {
        let responder = Responder(shared: Shared(options: Options()))
        var parser = RequestParser()
        parser.receive(ByteBuffer(string: wire(body)))
        guard case .request(let request) = try parser.next() else { return ([], [], .silence) }
        var now = NIODeadline.uptimeNanoseconds(1_000_000)
        var playback = Playback(responder.respond(to: request, at: now))
        var writes: [String] = []
        var waits: [Int64] = []
        var out = ByteBuffer()
        var scratch = ByteBuffer()
        for _ in 0..<limit {
            out.clear()
            let action = playback.step(at: now, into: &out, scratch: &scratch)
            if out.readableBytes > 0 { writes.append(String(buffer: out)) }
            switch action {
            case .again: continue
            case .wait(let until):
                waits.append((until - now).nanoseconds / 1_000_000)
                now = until
            case .silence, .finished, .cut: return (writes, waits, action)
            }
        }
        return (writes, waits, .again)
    }

    private static let streamed = #","stream":true"#

    @Test func aWholeAnswerIsOneWrite() throws {
        let (writes, waits, last) = try steps(chat("m"))
        #expect(writes.count == 1)
        #expect(writes[0].hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(waits.isEmpty)
        #expect(last == .finished)
    }

    @Test func aStreamWithoutPausesIsOneWrite() throws {
        let (writes, _, last) = try steps(chat("m", more: Self.streamed))
        #expect(writes.count == 1)
        #expect(writes[0].contains("transfer-encoding: chunked\r\n\r\n"))
        #expect(writes[0].hasSuffix("data: [DONE]\n\n\r\n0\r\n\r\n"))
        #expect(last == .finished)
    }

    @Test func chunksArePaced() throws {
        let (writes, waits, _) = try steps(
            chat("m+chunks=3+delay=20ms+ttft=200ms", more: Self.streamed))
        #expect(waits == [200, 20, 20, 20])
        #expect(writes.count == 4)
        #expect(writes[0].contains(#""content":"1 "}"#))
        #expect(writes[3].hasSuffix("0\r\n\r\n"))
    }

    @Test(arguments: ["m+silence=headers", "m+silence=headers+ttft=5ms"])
    func silenceBeforeTheHead(_ model: String) throws {
        let (writes, _, last) = try steps(chat(model))
        #expect(writes.isEmpty)
        #expect(last == .silence)
    }

    @Test func silenceAfterTheHead() throws {
        let (writes, _, last) = try steps(chat("m+silence=first", more: Self.streamed))
        #expect(writes.count == 1)
        #expect(writes[0].hasSuffix("\r\n\r\n"))
        #expect(last == .silence)
    }

    @Test func cutBeforeTheHead() throws {
        let (writes, _, last) = try steps(chat("m+cut=headers"))
        #expect(writes.isEmpty)
        #expect(last == .cut(reset: true))
    }

    @Test func cutInsideAChunk() throws {
        let (writes, _, last) = try steps(chat("m+cut=inside:0", more: Self.streamed))
        #expect(last == .cut(reset: false))
        let bytes = Array(writes.joined().utf8)
        // What follows the last line end is the beginning of a chunk, without its own end.
        let tail = try #require(bytes.lastIndex(of: 0x0A)) + 1
        #expect(bytes.count - tail > 10)
    }

    @Test func aWholeAnswerIsCutInHalf() throws {
        let whole = try steps(chat("m")).writes[0]
        let (writes, _, last) = try steps(chat("m+cut=after:1"))
        #expect(last == .cut(reset: false))
        #expect(writes[0].utf8.count < whole.utf8.count)
    }

    @Test func slicesAreOfTheLengthAskedFor() throws {
        let (writes, waits, last) = try steps(chat("m+split=100"))
        #expect(waits.isEmpty)
        #expect(last == .finished)
        let body = writes.dropFirst()
        #expect(body.dropLast().allSatisfy { $0.utf8.count == 100 })
    }

    @Test func slicedStreamsAreTheSameStream() throws {
        func content(_ writes: [String]) -> String {
            // The head goes, and then each chunk's frame.
            var text = writes.joined()[...]
            text = text[(text.firstRange(of: "\r\n\r\n")?.upperBound ?? text.startIndex)...]
            var result = ""
            while let line = text.firstRange(of: "\r\n"),
                let size = Int(text[..<line.lowerBound], radix: 16), size > 0
            {
                let start = line.upperBound
                let end = text.utf8.index(start, offsetBy: size)
                result += text[start..<end]
                text = text[text.utf8.index(end, offsetBy: 2)...]
            }
            return result
        }
        let plain = content(try steps(chat("echo", more: Self.streamed)).writes)
        #expect(events(plain).count == 5)
        for model in ["echo+split=7", "echo+cutat=30", "echo+drip=9b:1ms"] {
            let sliced = content(try steps(chat(model, more: Self.streamed), limit: 2_000).writes)
            #expect(
                events(sliced).map { value($0, "choices") }
                    == events(plain).map { value($0, "choices") })
        }
    }

    @Test func theFirstWriteEndsWhereAsked() throws {
        let (writes, waits, _) = try steps(chat("m+cutat=5", more: Self.streamed))
        #expect(writes.count == 2)
        #expect(writes[0].hasSuffix("\r\n\r\n5\r\ndata:\r\n"))
        #expect(waits == [1])
        #expect(try steps(chat("m+cutat=0")).writes.count == 2)
    }

    @Test func longAnswersGatherNoBacklog() throws {
        let (writes, _, _) = try steps(
            chat("m+chunks=100000", more: Self.streamed), limit: 50)
        #expect(writes.count == 50)
        #expect(writes.allSatisfy { $0.utf8.count < 2 * Limits.batchBytes })
    }
}
