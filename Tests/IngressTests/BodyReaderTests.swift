import Ingress
import Testing

struct BodyReaderTests {
    /// Reads `text` in pieces of `size`; the body, and how much of the text belonged to it.
    private func read(
        _ text: String, _ framing: ParsedHead.Framing = .chunked, size: Int = .max,
        limit: UInt64 = 1 << 20
    ) throws(HTTPFault) -> (body: String, used: Int, isComplete: Bool) {
        var reader = BodyReader(framing, limit: limit)
        let bytes = Array(text.utf8)
        var body: [UInt8] = []
        var offset = 0
        while offset < bytes.count, !reader.isComplete {
            let end = min(bytes.count, size == .max ? bytes.count : offset + size)
            let piece = try reader.read(bytes.span.bytes.extracting(0..<end), from: offset)
            body += bytes[piece.data]
            offset = piece.next
        }
        return (String(decoding: body, as: UTF8.self), offset, reader.isComplete)
    }

    @Test(arguments: [1, 2, 3, 7, 1000])
    func takesChunksApart(_ size: Int) throws {
        let text =
            "4\r\nwiki\r\n5 ;a=b\r\npedia\r\n00E \t\r\n in\r\n\r\nchunks.\r\n0\r\nT: x\r\n\r\nNEXT"
        let result = try read(text, size: size)
        #expect(result.body == "wikipedia in\r\n\r\nchunks.")
        #expect(result.isComplete)
        #expect(text.utf8.count - result.used == 4)
    }

    @Test func takesALength() throws {
        let result = try read("helloGET", .length(5))
        #expect(result.body == "hello" && result.used == 5 && result.isComplete)
        #expect(try !read("hell", .length(5)).isComplete)
        #expect(BodyReader(.none, limit: 0).isComplete)
    }

    @Test(arguments: [
        "g\r\n", "\r\n", "-1\r\n", "5\nhello", "5\r\nhello6\r\n", "5\r\nhello\n", "5 5\rX",
        "1234567890123456\r\n", "5;\u{1}\r\n", "5 5\r\n", "5 \t a=b\r\n", "5 \n",
        "0\r\nX: \u{0}\r\n\r\n", "0\r\n\rX",
        "0x5\r\nhello\r\n",
        "5;" + String(repeating: "a", count: 300) + "\r\n",
        "5" + String(repeating: " ", count: 300) + "\r\n",
    ])
    func refusesBrokenChunks(_ text: String) {
        #expect { try read(text) } throws: { error in
            if case .malformed = error as? HTTPFault { return true }
            return false
        }
    }

    @Test func boundsTheBody() throws {
        #expect(try read("5\r\nhello\r\n0\r\n\r\n", limit: 5).body == "hello")
        #expect(throws: HTTPFault.bodyTooLong) { try read("6\r\n", limit: 5) }
        #expect(throws: HTTPFault.bodyTooLong) { try read("5\r\nhello\r\n1\r\n", limit: 5) }
        #expect(throws: HTTPFault.bodyTooLong) { try read("FFFFFFFFFFFFFFF\r\n", limit: 5) }
        #expect(throws: HTTPFault.headTooLong) {
            try read("0\r\n" + String(repeating: "X: y\r\n", count: 4000))
        }
    }
}
