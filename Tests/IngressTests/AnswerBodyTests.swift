import IPC
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
        var body = AnswerBody(.chunked, stream: nil)
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
        var body = AnswerBody(.length(5), stream: nil)
        #expect(append("hel", to: &body, &output))
        #expect(!append("lo!", to: &body, &output))
        #expect(body.finish(&output) == .cut)
        #expect(append("lo", to: &body, &output))
        #expect(body.finish(&output) == .complete)
    }

    @Test func neverLetsABrokenBodyLookWhole() {
        var output = ByteBuffer()
        let event = Array("data: {}\n\n".utf8)
        var chunked = AnswerBody(.chunked, stream: nil)
        #expect(append("{\"a\":", to: &chunked, &output))
        let before = output
        #expect(chunked.breakOff(event: event, to: &output) == .cut)
        #expect(output == before)
        var length = AnswerBody(.length(10), stream: nil)
        #expect(append("{\"a\":", to: &length, &output))
        #expect(length.breakOff(event: event, to: &output) == .cut)
        var old = AnswerBody(.untilClose, stream: nil)
        #expect(append("{\"a\":", to: &old, &output))
        #expect(old.breakOff(event: event, to: &output) == .reset)
        var whole = AnswerBody(.length(2), stream: nil)
        #expect(append("{}", to: &whole, &output))
        #expect(whole.breakOff(event: event, to: &output) == .cut)
        var empty = AnswerBody(.length(0), stream: nil)
        #expect(empty.breakOff(event: event, to: &output) == .complete)
    }

    @Test(arguments: [["{\"a\":1}"], ["{\"a\"", ":1}"], ["{\"a\":1", "}"]])
    func keepsTheLastByteUntilTheEnd(_ pieces: [String]) {
        var output = ByteBuffer()
        var body = AnswerBody(.length(7), stream: nil)
        for piece in pieces { #expect(append(piece, to: &body, &output)) }
        #expect(String(buffer: output) == "{\"a\":1" && !body.isWhole)
        #expect(!append(" ", to: &body, &output))
        #expect(body.finish(&output) == .complete)
        #expect(String(buffer: output) == "{\"a\":1}" && body.bytes == 7)
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
            var body = AnswerBody(.untilClose, stream: StreamWatch(dialect: .openaiChat))
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

    @Test func putsTheErrorAtTheStartOfAChunk() {
        var output = ByteBuffer()
        var body = AnswerBody(.chunked, stream: StreamWatch(dialect: .gemini))
        #expect(append("data: {", to: &body, &output))
        output.clear()
        #expect(body.breakOff(event: Array("{}\n\n".utf8), to: &output) == .explained)
        #expect(String(buffer: output) == "2\r\n\n\n\r\n4\r\n{}\n\n\r\n0\r\n\r\n")
    }

    @Test(arguments: [
        ("[{}", AnswerBody.Ending.explained, ",E"), ("[{},", .explained, "E"),
        ("[{}]", .explained, ""), ("", .explained, "[E"), ("[{\"a", .cut, ""),
    ])
    func endsArraysOnlyBetweenElements(
        _ sent: String, _ ending: AnswerBody.Ending, _ added: String
    ) {
        var output = ByteBuffer()
        var body = AnswerBody(.untilClose, stream: StreamWatch(dialect: .gemini, isArray: true))
        #expect(append(sent, to: &body, &output))
        let end = body.breakOff(event: Array("E".utf8), to: &output)
        #expect(end == (ending == .cut ? .reset : ending))
        #expect(String(buffer: output) == sent + added)
        var chunked = AnswerBody(.chunked, stream: StreamWatch(dialect: .gemini, isArray: true))
        #expect(append(sent, to: &chunked, &output))
        #expect(chunked.breakOff(event: Array("E".utf8), to: &output) == ending)
    }

    @Test func endsABrokenStreamInOrderAfterTheEvent() {
        var output = ByteBuffer()
        var body = AnswerBody(.chunked, stream: StreamWatch(dialect: .openaiChat))
        #expect(append("data: 1\n\n", to: &body, &output))
        #expect(body.breakOff(event: Array("data: E\n\n".utf8), to: &output) == .explained)
        #expect(String(buffer: output) == "9\r\ndata: 1\n\n\r\n9\r\ndata: E\n\n\r\n0\r\n\r\n")
        var told = AnswerBody(.chunked, stream: StreamWatch(dialect: .openaiChat))
        var other = ByteBuffer()
        #expect(told.breakOff(event: nil, to: &other) == .explained)
        #expect(String(buffer: other) == "0\r\n\r\n")
    }
}
