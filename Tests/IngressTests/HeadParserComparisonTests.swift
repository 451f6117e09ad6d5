import Ingress
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

/// Whatever we take for one request, NIOHTTP1's reader takes for the same one: nothing is smuggled past either.
struct HeadParserComparisonTests {
    private static let seeds = [
        Samples.chat("", headers: "Accept: */*\r\nUser-Agent: OpenAI/Python\r\n"),
        "GET /v1/models HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Api-Key: k\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n",
        "POST /a HTTP/1.0\r\nContent-Length: 10\r\nConnection: keep-alive\r\n\r\n",
    ]
    private static let splices = [
        "\r\n", "\n", "\r", " ", "\t", ":", ",", "\0", "Content-Length: 3\r\n",
        "Transfer-Encoding: chunked\r\n", "HTTP/1.1", "é", "0", "\r\n ",
    ]

    @Test func agreesOnWhatItAccepts() throws {
        var random = SplitMix(state: 7)
        var accepted = 0
        for _ in 0..<4000 {
            var bytes = Array(Self.seeds[Int(random.next() % 4)].utf8)
            for _ in 0..<(random.next() % 3) {
                let at = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 3 {
                case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: at)
                default:
                    let splice = Self.splices[Int(random.next() % UInt64(Self.splices.count))]
                    bytes.insert(contentsOf: splice.utf8, at: at)
                }
            }
            // Methods that neither knows are refused here by the route and there by the reader.
            guard let ours = ours(bytes), ours.method != .other else { continue }
            accepted += 1
            let theirs = theirs(Array(bytes[..<ours.length]))
            let shown = String(decoding: bytes, as: UTF8.self).debugDescription
            #expect(theirs != nil, "NIOHTTP1 refuses \(shown)")
            guard let theirs else { continue }
            #expect(String(decoding: bytes[ours.target], as: UTF8.self) == theirs.uri, "\(shown)")
            #expect(framing(theirs) == ours.framing, "\(shown)")
        }
        #expect(accepted > 500)
    }

    private func ours(_ bytes: [UInt8]) -> ParsedHead? {
        var parser = HeadParser()
        return try? parser.parse(bytes.span.bytes)
    }

    private func theirs(_ bytes: [UInt8]) -> HTTPRequestHead? {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(HTTPRequestDecoder()))
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        do {
            try channel.writeInbound(ByteBuffer(bytes: bytes))
            guard case .head(let head)? = try channel.readInbound(as: HTTPServerRequestPart.self)
            else { return nil }
            return head
        } catch {
            return nil
        }
    }

    private func framing(_ head: HTTPRequestHead) -> ParsedHead.Framing {
        if head.headers.contains(name: "transfer-encoding") { return .chunked }
        let length = head.headers.first(name: "content-length").flatMap { UInt64($0) } ?? 0
        return length == 0 ? .none : .length(length)
    }
}

/// A small generator, so that a failure can be repeated.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
