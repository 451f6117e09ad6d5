import Testing

@testable import Dialects

@Suite struct FrameReaderTests {
    private struct Result: Equatable {
        var frames: [String] = []
        var failure: AnswerFailure?
    }

    private func read(
        _ text: String, _ framing: Framing, size: Int, limit: Int = 1000
    ) -> Result {
        var reader = FrameReader(framing, limit: limit)
        var result = Result()
        let bytes = Array(text.utf8)
        func note(_ name: String, _ data: RawSpan) {
            result.frames.append(name + "|" + String(decoding: data.copied, as: UTF8.self))
        }
        do throws(AnswerFailure) {
            for start in stride(from: 0, to: bytes.count, by: size) {
                let part = Array(bytes[start..<min(start + size, bytes.count)])
                try reader.receive(part.span.bytes, note)
            }
            try reader.finish(note)
        } catch {
            result.failure = error
        }
        return result
    }

    @Test(
        arguments: [
            (
                "data: a\n\ndata:b\r\n\r\n: comment\n\nevent: error\ndata: c\n\n",
                ["|a", "|b", "error|c"]
            ),
            ("data: 1\ndata: 2\n\n", ["|1 2"]), ("data: last", ["|last"]), ("id: 1\n\n", []),
            ("data:\n\n", []), ("data:\ndata:\n\n", []), ("\u{FEFF}data: x\n\ndata: y\n\n", ["|y"]),
            ("data: cr\r\rdata: lf\n\n", ["|cr", "|lf"]),
        ])
    func eventsAreTheSameHoweverCut(text: String, expected: [String]) {
        for size in 1...text.utf8.count {
            let result = read(text, .events, size: size)
            #expect(result.failure == nil && result.frames == expected, "in pieces of \(size)")
        }
    }

    @Test(
        arguments: [
            ("{\"a\":1}\n{\"b\":2}\r\n\n{}", ["|{\"a\":1}", "|{\"b\":2}", "|{}"]), ("\n\n", []),
        ])
    func linesAreTheSameHoweverCut(text: String, expected: [String]) {
        for size in 1...text.utf8.count {
            #expect(read(text, .lines, size: size).frames == expected)
        }
    }

    @Test("pitfall 50: a line longer than any buffer, up to a limit") func pitfall50() {
        let long = "data: " + String(repeating: "x", count: 900) + "\n\n"
        #expect(read(long, .events, size: 7).frames.count == 1)
        #expect(read(long, .events, size: 7, limit: 500).failure == .tooLarge)
    }
}
