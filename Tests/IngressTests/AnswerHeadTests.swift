import IPC
import Ingress
import NIOCore
import Testing

struct AnswerHeadTests {
    private func written(_ head: ResponseHead, _ framing: AnswerBody.Framing) -> String {
        var output = ByteBuffer()
        AnswerHead.write(
            head, framing: framing, common: .init(requestID: "r", date: [], closes: false),
            to: &output)
        return String(buffer: output)
    }

    @Test func framesItselfWhateverIsPassedOn() {
        let head = ResponseHead(
            status: 200,
            headers: [
                Header(name: "Transfer-Encoding", value: "chunked"),
                Header(name: "CONTENT-LENGTH", value: "9"),
                Header(name: "connection", value: "close"), Header(name: "x-a", value: "1"),
                Header(name: "x-b", value: "1\r\nx-c: 2"), Header(name: "x d", value: "1"),
                Header(name: "x-e\r\nx-f", value: "1"), Header(name: "", value: "1"),
            ],
            contentLength: 2)
        #expect(
            written(head, .length(2))
                == "HTTP/1.1 200 OK\r\nx-a: 1\r\ncontent-length: 2\r\nx-request-id: r\r\n"
                + "access-control-allow-origin: *\r\ndate: \r\n\r\n")
    }

    @Test func saysNoLengthWhereNoBodyCanBe() {
        #expect(!written(ResponseHead(status: 204, contentLength: 2), .none).contains("length"))
        #expect(written(ResponseHead(status: 200, contentLength: 2), .none).contains("length: 2"))
    }

    @Test func passesWhatTranslateSaysButNoNameOfTheRequestAndNoCookie() {
        let passed = ["x-omniroute-warning", "openai-processing-ms", "retry-after", "x-codex-a"]
        let held = ["Request-Id", "X-Request-Id", "set-cookie"]
        let head = ResponseHead(
            status: 200, headers: (passed + held).map { Header(name: $0, value: "mine") })
        let text = written(head, .chunked)
        for name in passed { #expect(text.contains("\r\n\(name): mine\r\n")) }
        #expect(text.components(of: ": mine") == passed.count)
    }

    @Test func namesTheRequestAsAnthropicDoes() {
        var output = ByteBuffer()
        AnswerHead.writeOwn(
            status: 529, contentType: "application/json", length: 0,
            common: .init(requestID: "r1", isAnthropic: true, date: [], closes: false), to: &output)
        let text = String(buffer: output)
        #expect(text.hasPrefix("HTTP/1.1 529 Overloaded\r\n"))
        #expect(text.contains("\r\nx-request-id: r1\r\nrequest-id: r1\r\n"))
    }
}

extension String {
    /// How often `part` occurs.
    fileprivate func components(of part: String) -> Int { split(separator: part).count - 1 }
}
