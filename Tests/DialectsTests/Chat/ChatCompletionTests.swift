import IPC
import Testing

@testable import Dialects

@Suite("openai-chat: legacy completions")
struct ChatCompletionTests {
    private typealias T = ChatTesting

    private func read(_ fields: String) throws -> ModelRequest {
        try T.read(#"{"model":"m",\#(fields)}"#, endpoint: .completion)
    }

    @Test("a prompt is what the user says", arguments: [#""p""#, #"["p"]"#])
    func prompt(_ prompt: String) throws {
        let request = try read(
            #""prompt":\#(prompt),"max_tokens":5,"stop":["x"],"suffix":null,"echo":false"#)
        #expect(request.turns == [Turn(.user, [.text(TextBlock("p"))])])
        #expect(request.sampling.maxOutputTokens == 5 && request.sampling.stop == ["x"])
        #expect(request.extensions.isEmpty)
    }

    @Test(
        "what a chat model cannot do is refused by name",
        arguments: [
            (#""prompt":["a","b"]"#, "prompt"), (#""prompt":[1,2]"#, "prompt"),
            (#""prompt":[]"#, "prompt"),
            (#""prompt":5"#, "prompt"), (#""prompt":"a","suffix":"b""#, "suffix"),
            (#""prompt":"a","echo":true"#, "echo"), (#""prompt":"a","best_of":2"#, "best_of"),
            (#""prompt":"a","logprobs":3"#, "logprobs"), (#""max_tokens":3"#, "prompt"),
        ])
    func refusals(_ fields: String, _ param: String) throws {
        let error = try #require(try T.refusal(#"{"model":"m",\#(fields)}"#, endpoint: .completion))
        #expect(error.status == 400 && error.param == param)
    }

    private static let events: [AnswerEvent] = [
        .start(AnswerStart(id: "chatcmpl-1", model: "x", created: 7)), .open(0, .reasoning),
        .text(0, "why"), .close(0), .open(1, .text), .text(1, "a"), .text(1, "b"), .close(1),
        .stop(.length),
    ]

    @Test("answers are texts and nothing else")
    func whole() {
        let view = T.whole(Self.events, T.context(provider: .anthropic, endpoint: .completion))
        #expect(view["object"] == "text_completion" && view["id"]?.hasPrefix("cmpl-") == true)
        #expect(view["choices.0.text"] == "ab" && view["choices.0.finish_reason"] == "length")
    }

    @Test("streams are texts and nothing else")
    func stream() {
        let context = T.context(provider: .anthropic, endpoint: .completion) {
            $0.includesUsage = true
        }
        let stream = T.encode(Self.events, context)
        let payloads = T.payloads(stream)
        #expect(payloads.compactMap { $0["choices.0.text"] } == ["a", "b", ""])
        #expect(
            payloads.compactMap { $0["choices.0.finish_reason"] } == ["null", "null", "length"])
        #expect(payloads.allSatisfy { $0["object"] == "text_completion" })
        #expect(payloads.last?["choices"] == "[]" && payloads.last?["usage.total_tokens"] == "0")
        #expect(stream.hasSuffix("data: [DONE]\n\n"))
    }
}
