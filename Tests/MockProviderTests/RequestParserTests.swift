import NIOCore
import Testing

@testable import MockProvider

@Suite struct RequestParserTests {
    /// What a parser makes of some pieces, one line for each request.
    private func parse(_ pieces: [String]) throws -> [String] {
        var parser = RequestParser()
        var found: [String] = []
        for piece in pieces {
            parser.receive(ByteBuffer(string: piece))
            events: while true {
                switch try parser.next() {
                case .incomplete: break events
                case .headArrived: continue
                case .request(let request):
                    found.append(
                        "\(request.head.method) \(request.head.target) "
                            + String(buffer: request.body))
                }
            }
        }
        return found
    }

    private func error(_ text: String) -> RequestError? {
        do {
            _ = try parse([text])
            return nil
        } catch {
            return error as? RequestError
        }
    }

    private static let two =
        "POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"
        + "POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: 1\r\n\r\n"
        + "GET /c?last=1 HTTP/1.1\r\n\r\n"

    @Test func requestsFollowOneAnother() throws {
        #expect(try parse([Self.two]) == ["POST /a hello", "POST /b abcde", "GET /c?last=1 "])
    }

    @Test func everyCutGivesTheSame() throws {
        let bytes = Array(Self.two.utf8)
        for cut in 1..<bytes.count {
            let pieces = [bytes[..<cut], bytes[cut...]].map { String(decoding: $0, as: UTF8.self) }
            #expect(try parse(pieces).count == 3)
        }
        let single = bytes.map { String(decoding: [$0], as: UTF8.self) }
        #expect(try parse(single) == ["POST /a hello", "POST /b abcde", "GET /c?last=1 "])
    }

    @Test func fieldsKeepTheirOrderAndCase() throws {
        let head = try RequestHead(
            reading: ByteBuffer(string: "GET / HTTP/1.1\r\nX-B:  2 \r\nx-a: 1\r\nX-B: 3\r\n\r\n"))
        #expect(head.fields.map(\.name) == ["X-B", "x-a", "X-B"])
        #expect(head.fields.map(\.value) == ["2", "1", "3"])
    }

    @Test func connectionsAreKeptAsTheVersionSays() throws {
        func keeps(_ text: String) throws -> Bool {
            try RequestHead(reading: ByteBuffer(string: text)).keepAlive
        }
        #expect(try keeps("GET / HTTP/1.1\r\n\r\n"))
        #expect(try !keeps("GET / HTTP/1.0\r\n\r\n"))
        #expect(try !keeps("GET / HTTP/1.1\r\nConnection: Close\r\n\r\n"))
        #expect(try keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"))
    }

    @Test(arguments: [
        ("GET /\r\n\r\n", 400), ("GET / HTTP/2.0\r\n\r\n", 505), ("GET  / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nNo colon\r\n\r\n", 400), ("GET / HTTP/1.1\r\na : b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n folded\r\n\r\n", 400), ("GET / HTTP/1.1\r\na: \u{1}\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length: +5\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        ("GET / HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n", 413),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffff0\r\n", 413),
    ])
    func malformedRequestsAreRefused(_ text: String, _ status: Int) {
        #expect(error(text)?.status == status)
    }

    @Test func headsAreBounded() {
        let flood = String(repeating: "a: b\r\n", count: Limits.headBytes / 6 + 1)
        #expect(error("GET / HTTP/1.1\r\n\(flood)")?.status == 431)
    }
}
