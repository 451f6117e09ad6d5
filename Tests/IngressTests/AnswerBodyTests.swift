import Ingress
import NIOCore
import Testing

struct AnswerBodyTests {
    private func append(
        _ text: String, to body: inout AnswerBody, _ output: inout ByteBuffer
    ) -> Bool {
        let bytes = Array(text.utf8)
        return body.append(bytes.span.bytes, to: &output)
    }

    @Test func writesChunks() {
        var output = ByteBuffer()
        var body = AnswerBody(.chunked, isEventStream: false)
        #expect(append("hello", to: &body, &output))
        #expect(append("", to: &body, &output))
        #expect(append(String(repeating: "x", count: 0x1A3), to: &body, &output))
        #expect(body.finish(&output) == .complete)
        let text = String(buffer: output)
        #expect(text.hasPrefix("5\r\nhello\r\n1a3\r\nxxx") && text.hasSuffix("x\r\n0\r\n\r\n"))
        #expect(body.bytes == 5 + 0x1A3)
    }

    @Test func keepsToTheLength() {
        var output = ByteBuffer()
        var body = AnswerBody(.length(5), isEventStream: false)
        #expect(append("hel", to: &body, &output))
        #expect(!append("lo!", to: &body, &output))
        #expect(body.finish(&output) == .cut)
        #expect(append("lo", to: &body, &output))
        #expect(body.finish(&output) == .complete)
    }

    @Test func neverLetsABrokenBodyLookWhole() {
        var output = ByteBuffer()
        let event = Array("data: {}\n\n".utf8)
        var chunked = AnswerBody(.chunked, isEventStream: false)
        #expect(append("{\"a\":", to: &chunked, &output))
        let before = output
        #expect(chunked.breakOff(event: event, to: &output) == .cut)
        #expect(output == before)
        var length = AnswerBody(.length(10), isEventStream: false)
        #expect(append("{\"a\":", to: &length, &output))
        #expect(length.breakOff(event: event, to: &output) == .cut)
        var old = AnswerBody(.untilClose, isEventStream: false)
        #expect(append("{\"a\":", to: &old, &output))
        #expect(old.breakOff(event: event, to: &output) == .reset)
        var whole = AnswerBody(.length(2), isEventStream: false)
        #expect(append("{}", to: &whole, &output))
        #expect(whole.breakOff(event: event, to: &output) == .complete)
    }

    @Test(arguments: [
        ("", ""), ("data: 1\n\n", ""), ("data: 1\r\n\r\n", ""), ("data: 1\r\r", ""),
        ("data: 1\n", "\n"), ("data: 1\r\n", "\n"), ("data: {\"a\"", "\n\n"),
        ("data: 1\n\nda", "\n\n"),
        (": ping\n\n\n\n", ""),
    ])
    func putsTheErrorBetweenEvents(_ sent: String, _ filler: String) {
        for size in [1, 2, 3, 1000] {
            var output = ByteBuffer()
            var body = AnswerBody(.untilClose, isEventStream: true)
            var rest = Array(sent.utf8)[...]
            while !rest.isEmpty {
                let piece = Array(rest.prefix(size))
                rest = rest.dropFirst(size)
                #expect(body.append(piece.span.bytes, to: &output))
            }
            #expect(body.breakOff(event: Array("data: E\n\n".utf8), to: &output) == .explained)
            #expect(String(buffer: output) == sent + filler + "data: E\n\n")
        }
    }

    @Test func endsABrokenStreamInOrderAfterTheEvent() {
        var output = ByteBuffer()
        var body = AnswerBody(.chunked, isEventStream: true)
        #expect(append("data: 1\n\n", to: &body, &output))
        #expect(body.breakOff(event: Array("data: E\n\n".utf8), to: &output) == .explained)
        #expect(String(buffer: output) == "9\r\ndata: 1\n\n\r\n9\r\ndata: E\n\n\r\n0\r\n\r\n")
        var told = AnswerBody(.chunked, isEventStream: true)
        var other = ByteBuffer()
        #expect(told.breakOff(event: nil, to: &other) == .explained)
        #expect(String(buffer: other) == "0\r\n\r\n")
    }
}
