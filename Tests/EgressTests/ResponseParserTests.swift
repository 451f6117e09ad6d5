import IPC
import Testing

@testable import Egress

/// Heads as curl hands them out, line by line.
@Suite struct ResponseParserTests {
    private func feed(_ parser: inout ResponseParser, _ lines: [String]) -> [ResponseParser.Event] {
        lines.map { line in Array(line.utf8).withUnsafeBytes { parser.line($0) } }
    }

    @Test func readsAHead() {
        var parser = ResponseParser()
        let events = feed(
            &parser,
            [
                "HTTP/1.1 200 OK: fine\r\n", "Content-Type: text/plain\r\n", "Set-Cookie: a=b\r\n",
                "X-Hop: 1\r\n", "Connection: close, x-hop\r\n", "X-Empty:\r\n",
                "Content-Length:  12 \r\n", "X-Odd : v\r\n", "\r\n",
            ])
        #expect(events.last == .complete)
        #expect(events.dropLast().allSatisfy { $0 == .more })
        #expect(parser.status == 200)
        #expect(parser.version == "1.1")
        #expect(parser.contentLength == 12)
        #expect(
            parser.headers == [
                Header(name: "content-type", value: "text/plain"),
                Header(name: "x-empty", value: ""),
                Header(name: "content-length", value: "12"), Header(name: "x-odd", value: "v"),
            ])
    }

    @Test func readsHTTP2() {
        var parser = ResponseParser()
        _ = feed(&parser, ["HTTP/2 429 \r\n", "retry-after: 1\r\n", "\r\n"])
        #expect(parser.status == 429)
        #expect(parser.version == "2")
    }

    @Test func informationalHeadsPrecede() {
        var parser = ResponseParser()
        let events = feed(
            &parser,
            [
                "HTTP/1.1 103 Early Hints\r\n", "Link: x\r\n", "\r\n", "HTTP/1.1 200 OK\r\n",
                "A: b\r\n", "\r\n", "Trailer-Field: x\r\n",
            ])
        #expect(events == [.more, .more, .more, .more, .more, .complete, .more])
        #expect(parser.headers == [Header(name: "a", value: "b")])
    }

    @Test func foldedLinesGoOn() {
        var parser = ResponseParser()
        _ = feed(
            &parser,
            ["HTTP/1.1 200\r\n", "A: b\r\n", "\t c\r\n", "Set-Cookie: s\r\n", " more\r\n", "\r\n"])
        #expect(parser.headers == [Header(name: "a", value: "b c")])
    }

    @Test func boundsTheHead() {
        var parser = ResponseParser()
        let line = "x: " + String(repeating: "v", count: 1000) + "\r\n"
        let events = feed(&parser, ["HTTP/1.1 200 OK\r\n"] + Array(repeating: line, count: 80))
        #expect(events.last == .tooLong)
    }

    @Test(arguments: [
        "HTTP/1.1 2x0 OK\r\n", "HTTP/1.1\r\n", "ICY/1 200\r\n", "garbage\r\n", "\r\n",
    ])
    func refuses(line: String) {
        var parser = ResponseParser()
        #expect(feed(&parser, [line]) == [.malformed])
    }

    @Test func bytesThatAreNotTextBecomeText() {
        var parser = ResponseParser()
        _ = feed(&parser, ["HTTP/1.1 200 OK\r\n"])
        let line: [UInt8] = Array("A".utf8) + [0xff] + Array(": v".utf8) + [0xe9, 0x0d, 0x0a]
        _ = line.withUnsafeBytes { parser.line($0) }
        #expect(parser.headers == [Header(name: "a?", value: "v\u{fffd}")])
    }

    @Test func isUsedAgain() {
        var parser = ResponseParser()
        _ = feed(&parser, ["HTTP/1.1 200 OK\r\n", "Content-Length: 3\r\n", "\r\n"])
        parser.reset()
        #expect(parser.headers.isEmpty)
        #expect(parser.contentLength == nil)
        #expect(feed(&parser, ["HTTP/1.1 204\r\n", "\r\n"]).last == .complete)
    }
}
