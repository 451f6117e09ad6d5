import IPC
import Ingress
import Testing

/// How streams of each dialect are ended when translate is lost.
struct StreamWatchTests {
    private func ending(
        _ watch: StreamWatch, _ error: DoorError = .unavailable, id: String = "r1"
    ) -> String {
        String(decoding: watch.ending(error, requestID: id, time: 7), as: UTF8.self)
    }

    private func sent(_ text: String, to watch: inout StreamWatch, piece: Int) {
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: piece) {
            let part = Array(bytes[start..<min(bytes.count, start + piece)])
            watch.sent(part.span.bytes)
        }
    }

    @Test func endsEventsInTheirDialect() {
        let message = DoorError.unavailable.message
        #expect(
            ending(StreamWatch(dialect: .openaiChat))
                == #"data: {"error":{"message":"\#(message)","type":"server_error","param":null,"#
                + "\"code\":\"service_unavailable\"}}\n\n")
        #expect(
            ending(StreamWatch(dialect: .anthropic))
                == "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                + "\"message\":\"\(message)\"},\"request_id\":\"r1\"}\n\n")
        #expect(
            ending(StreamWatch(dialect: .gemini))
                == #"{"error":{"code":503,"message":"\#(message)","status":"UNAVAILABLE"}}"#
                + "\n\n"
        )
        #expect(
            ending(StreamWatch(dialect: .gemini, isArray: true))
                == #"{"error":{"code":503,"message":"\#(message)","status":"UNAVAILABLE"}}]"#)
        #expect(
            ending(StreamWatch(dialect: .ollama, isLines: true))
                == #"{"error":"\#(message)"}"# + "\n")
    }

    @Test(arguments: [1, 2, 5, 7, 64, 100_000])
    func continuesTheNumbersOfResponses(_ piece: Int) {
        var watch = StreamWatch(dialect: .openaiResponses)
        let events =
            ": wait\n\nevent: response.created\ndata: {\"type\":\"response.created\",\"response\":"
            + "{\"id\":\"resp_42\",\"object\":\"response\"},\"sequence_number\":0}\n\n"
            + ": data: no event\n\n\r\nevent: x\r\ndata:{\"text\":\"data: \\ndata: no\"}\r\n\r\n"
            + "event: y\ndata: {\"sequence_number\":2}\n\ndat\n\n"
        sent(events, to: &watch, piece: piece)
        let text = ending(watch)
        #expect(
            text.hasPrefix(
                "event: response.failed\ndata: {\"type\":\"response.failed\",\"sequence_number\":3,"
                    + "\"response\":{\"id\":\"resp_42\",\"object\":\"response\",\"created_at\":7,"
                    + "\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":"))
        #expect(text.hasSuffix("\"usage\":null}}\n\n"))
        #expect(ending(watch, .overloaded).contains(#""error":{"code":"server_is_overloaded","#))
    }

    @Test(arguments: [
        "", "data: {}\n\n", "data: {\"id\":\"\"}\n\n", "data: {\"id\":\"a b\"}\n\n",
        "\"id\":\"resp_1",
        "data: {\"id\":7}\n\n", "data: \(String(repeating: " ", count: 510))\"id\":\"resp_1\"",
        "data: {\"id\":\"\(String(repeating: "a", count: 129))\"}",
    ])
    func inventsAnIDWhereNoneWasTold(_ beginning: String) {
        var watch = StreamWatch(dialect: .openaiResponses)
        sent(beginning, to: &watch, piece: 9)
        #expect(ending(watch, id: "req_1").contains(#""response":{"id":"resp_req_1","#))
    }

    @Test(arguments: [
        ("", "["), ("[", ""), (" [\n", ""), ("[{\"a\":[1,2]}", ","), ("[{}\n,\r\n", ""),
        ("[{\"a\":\"]}\\\"\"}", ","), ("[{},{}", ","),
    ])
    func findsTheBordersOfArrays(_ text: String, _ completion: StaticString) {
        for piece in [1, 3, 1000] {
            var watch = StreamWatch(dialect: .gemini, isArray: true)
            sent(text, to: &watch, piece: piece)
            #expect(
                watch.breakPoint == .after(StaticText(stringLiteral: completion)))
        }
    }

    @Test(arguments: ["[{", "[{\"a", "[{\"a\":\"}", "[{\"a\":[{}", "[1"])
    func addsNothingWithinAnElement(_ text: String) {
        var watch = StreamWatch(dialect: .gemini, isArray: true)
        sent(text, to: &watch, piece: 1)
        #expect(watch.breakPoint == .inside)
    }

    @Test func addsNothingToAWholeArray() {
        var watch = StreamWatch(dialect: .gemini, isArray: true)
        sent("[{\"a\":1}]\n", to: &watch, piece: 1)
        #expect(watch.breakPoint == .whole)
    }

    @Test func endsAnOpenLineFirst() {
        var watch = StreamWatch(dialect: .ollama, isLines: true)
        #expect(watch.breakPoint == .after(""))
        sent("{\"a\":1}\n", to: &watch, piece: 3)
        #expect(watch.breakPoint == .after(""))
        sent("{\"a\"", to: &watch, piece: 3)
        #expect(watch.breakPoint == .after("\n"))
    }

    @Test func knowsStreamsByTheirHead() {
        func head(_ type: String, streaming: Bool, status: UInt32 = 200) -> ResponseHead {
            ResponseHead(
                status: status, headers: [Header(name: "Content-Type", value: type)],
                streaming: streaming)
        }
        func form(_ head: ResponseHead, _ dialect: Dialect) -> String? {
            StreamWatch(head, dialect: dialect).map { String(ending($0).suffix(3)) }
        }
        #expect(form(head("text/event-stream", streaming: true), .openaiChat) == "}\n\n")
        #expect(form(head("application/x-ndjson", streaming: false), .ollama) == "\"}\n")
        #expect(form(head("application/json", streaming: true), .gemini) == "}}]")
        #expect(form(head("text/event-stream", streaming: true), .gemini) == "}\n\n")
        #expect(form(head("application/json", streaming: false), .ollama) == nil)
        #expect(form(head("application/json", streaming: false), .gemini) == nil)
        #expect(form(head("text/event-stream", streaming: true, status: 400), .anthropic) == nil)
    }
}
