import Dialects
import IPC
import Testing

@testable import Translate

@Suite struct AnswerKeeperTests {
    private let lease = Lease(leaseID: 7, dialect: .openaiChat, model: "m")

    private func kept(_ pieces: [String]) -> AnswerKeep? {
        var keeper = AnswerKeeper()
        for piece in pieces { keeper.take(bytes(piece).span.bytes) }
        let target = Target(
            requestID: "r", client: .openaiChat, provider: .openaiChat, model: "m")
        return keeper.kept(
            lease,
            [
                Header(name: "content-type", value: "application/json"),
                Header(name: "set-cookie", value: "x"),
            ], target, requestID: "r", Usage(source: .reported, input: 1, output: 1))
    }

    private func plain(_ message: String, finish: String = "stop") -> String {
        #"{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant",\#(message)},"finish_reason":"\#(finish)"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"#
    }

    @Test func aWholeAnswerIsKeptAsItCame() {
        let text = plain(#""content":"hi""#)
        let kept = kept([String(text.prefix(40)), String(text.dropFirst(40))])
        #expect(kept?.body == bytes(text) && kept?.leaseID == 7 && kept?.usage?.input == 1)
        #expect(kept?.headers == [Header(name: "content-type", value: "application/json")])
    }

    @Test func aStreamIsKeptAsWell() {
        let stream =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\n"
            + "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
        #expect(kept([stream])?.body == bytes(stream))
    }

    @Test func whatIsNotForEverybodyIsKeptForTheSameRequestOnly() {
        let call =
            #""content":null,"tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{}"}}]"#
        let answers = [
            plain(#""content":"hi""#, finish: "length"),
            plain(#""content":"hi""#, finish: "content_filter"),
            plain(call, finish: "tool_calls"), plain(#""content":"","refusal":"no""#),
        ]
        for answer in answers { #expect(kept([answer])?.shareable == false) }
        #expect(kept([plain(#""content":"hi""#)])?.shareable == true)
    }

    @Test func whatIsNoAnswerIsNotKept() {
        #expect(kept(["not an answer"]) == nil)
        #expect(kept([]) == nil)
    }

    @Test func aLongAnswerIsNotKept() {
        let long = plain(#""content":"\#(String(repeating: "x", count: Limits.keptBytes))""#)
        #expect(kept([long]) == nil)
    }
}
