import DialectCheck
import Foundation
import IPC
import JSON
import Testing

@testable import Dialects

@Suite struct ResponsesEncoderTests {
    private func context(
        _ provider: Dialect = .anthropic, _ plan: AnswerPlan = AnswerPlan(), echo: RawJSON? = nil
    ) -> AnswerContext {
        AnswerContext(
            target: ResponsesTesting.target(provider: provider, profile: "", model: "m-1"),
            plan: plan,
            clientEcho: echo)
    }

    private let start = AnswerEvent.start(AnswerStart(id: "", model: "m-1"))

    private func stream(
        _ events: [AnswerEvent], _ context: AnswerContext? = nil
    ) -> String {
        let stream = ResponsesTesting.encoded(events, context ?? self.context())
        let violations = DialectCheck.stream(.openaiResponses, Array(stream.utf8))
        #expect(violations.isEmpty, "\(violations)")
        return stream
    }

    private func items(_ stream: String) -> [[String: Any]] {
        ResponsesTesting.items(ResponsesTesting.lastResponse(stream))
    }

    @Test("text has the whole grammar")
    func text() {
        let stream = stream([
            start, .open(0, .text), .text(0, "He\""), .text(0, "y\n"), .close(0), .stop(.end),
        ])
        #expect(
            ResponsesTesting.types(stream) == [
                "response.created", "response.in_progress", "response.output_item.added",
                "response.content_part.added", "response.output_text.delta",
                "response.output_text.delta", "response.output_text.done",
                "response.content_part.done", "response.output_item.done", "response.completed",
            ])
        let item = items(stream)[0]
        #expect((item["content"] as? [[String: Any]])?[0]["text"] as? String == "He\"y\n")
    }

    @Test("pitfall 56: every event has its type and a number one higher")
    func pitfall56Numbers() {
        let stream = stream([start, .open(0, .text), .text(0, "x"), .close(0), .stop(.end)])
        let numbers = ResponsesTesting.objects(stream).map { $0["sequence_number"] as? Int }
        #expect(numbers == (0..<numbers.count).map { $0 })
        for line in stream.split(separator: "\n") where line.hasPrefix("event: ") {
            #expect(stream.contains("\(line)\ndata: {\"type\":\"\(line.dropFirst(7))\""))
        }
    }

    @Test("pitfall 57: the last event holds every count")
    func pitfall57Usage() {
        for events in [[start, .open(0, .text), .text(0, "x"), .close(0)], [start]] {
            let stream = ResponsesTesting.encoded(events, context())
            let usage = ResponsesTesting.lastResponse(stream)["usage"] as? [String: Any]
            for name in ["input_tokens", "output_tokens", "total_tokens"] {
                #expect(usage?[name] is Int)
            }
            #expect((usage?["input_tokens_details"] as? [String: Any])?["cached_tokens"] is Int)
            #expect((usage?["output_tokens_details"] as? [String: Any])?["reasoning_tokens"] is Int)
        }
    }

    @Test(
        "pitfall 58: an answer ends with completed, incomplete or failed",
        arguments: [
            (StopReason.end, "completed"), (.stopSequence("x"), "completed"),
            (.length, "incomplete"),
            (.contextLength, "incomplete"), (.toolCalls, "completed"), (.filtered, "incomplete"),
            (.paused, "completed"), (.malformed, "failed"),
        ])
    func pitfall58Ends(_ stop: StopReason, _ status: String) {
        let stream = stream([start, .open(0, .text), .text(0, "x"), .close(0), .stop(stop)])
        #expect(ResponsesTesting.types(stream).last == "response.\(status)")
        #expect(ResponsesTesting.lastResponse(stream)["status"] as? String == status)
    }

    @Test("pitfall 59: no delta before its item, and no item for nothing")
    func pitfall59NoOrphans() {
        let stream = ResponsesTesting.encoded(
            [start, .open(0, .text), .close(0), .open(1, .reasoning), .close(1), .stop(.end)],
            context())
        #expect(
            ResponsesTesting.types(stream)
                == ["response.created", "response.in_progress", "response.completed"])
    }

    @Test("pitfall 60: each item has a place of its own, ascending")
    func pitfall60Places() {
        let call = { (number: Int) in
            AnswerEvent.open(number, .toolCall(ToolCallStart(id: "c\(number)", name: "f")))
        }
        let stream = stream([
            start, .open(0, .reasoning), .text(0, "t"), .close(0), .open(1, .text), .text(1, "x"),
            call(2), .text(1, "y"), call(3), .arguments(3, "{}"), .arguments(2, #"{"a""#),
            .close(1),
            .arguments(2, ":1}"), .close(3), .close(2), .stop(.toolCalls),
        ])
        let places = ResponsesTesting.objects(stream).filter {
            $0["type"] as? String == "response.output_item.added"
        }.map { $0["output_index"] as? Int }
        #expect(places == [0, 1, 2, 3])
        #expect(
            items(stream).map { $0["type"] as? String } == [
                "reasoning", "message", "function_call", "function_call",
            ])
        #expect(items(stream)[2]["arguments"] as? String == #"{"a":1}"#)
    }

    @Test("pitfall 61: text always has its annotations and probabilities")
    func pitfall61Arrays() {
        let stream = stream([start, .open(0, .text), .text(0, "x"), .close(0), .stop(.end)])
        let part = (items(stream)[0]["content"] as? [[String: Any]])?[0]
        #expect(part?["annotations"] is [Any] && part?["logprobs"] is [Any])
        for event in ResponsesTesting.objects(stream)
        where (event["type"] as? String)?.hasPrefix("response.output_text") ?? false {
            #expect(event["logprobs"] is [Any])
        }
    }

    @Test("pitfall 62: output_text is never on the wire")
    func pitfall62NoConvenience() {
        let stream = stream([start, .open(0, .text), .text(0, "x"), .close(0), .stop(.end)])
        #expect(ResponsesTesting.lastResponse(stream)["output_text"] == nil)
        #expect(!stream.contains("\"output_text\":"))
    }

    @Test("pitfall 63: a call that was cut is incomplete and never done")
    func pitfall63CutCall() {
        // Some providers close a block before they say that it was cut.
        for closes in [true, false] {
            let stream = stream(
                [
                    start, .open(0, .toolCall(ToolCallStart(id: "c", name: "f"))),
                    .arguments(0, #"{"a":"#),
                ] + (closes ? [.close(0)] : []) + [.stop(.length)])
            #expect(
                !ResponsesTesting.types(stream).contains("response.function_call_arguments.done"))
            #expect(items(stream)[0]["status"] as? String == "incomplete")
            #expect(ResponsesTesting.lastResponse(stream)["status"] as? String == "incomplete")
        }
    }

    @Test("pitfall 18: a call without arguments has an empty object")
    func pitfall18NoArguments() {
        let stream = stream([
            start, .open(0, .toolCall(ToolCallStart(id: "c", name: "f"))), .close(0),
            .stop(.toolCalls),
        ])
        #expect(items(stream)[0]["arguments"] as? String == "{}")
    }

    @Test("pitfall 64: an error within a stream is response.failed")
    func pitfall64Failed() {
        var encoder = ResponsesCodec.makeEncoder(context())
        var output: [UInt8] = []
        for event in [start, .open(0, .text), .text(0, "x")] {
            encoder.encode(event, into: &output)
        }
        var error = GatewayError(status: 429, code: "too_many", message: "Slow down.")
        error.retryAfterMilliseconds = 1500
        encoder.fail(error, into: &output)
        encoder.finish(into: &output)
        let stream = String(decoding: output, as: UTF8.self)
        #expect(ResponsesTesting.types(stream).last == "response.failed")
        let found = ResponsesTesting.lastResponse(stream)["error"] as? [String: Any]
        #expect(found?["code"] as? String == "rate_limit_exceeded")
        #expect(found?["message"] as? String == "Slow down. Please try again in 1500ms.")
        #expect(DialectCheck.stream(.openaiResponses, output).isEmpty)
    }

    @Test("an error before anything else still begins the answer")
    func failedAtOnce() {
        var encoder = ResponsesCodec.makeEncoder(context())
        var output: [UInt8] = []
        encoder.fail(GatewayError(status: 503, code: "x", message: "m"), into: &output)
        let stream = String(decoding: output, as: UTF8.self)
        #expect(
            ResponsesTesting.types(stream)
                == ["response.created", "response.in_progress", "response.failed"])
    }

    @Test("a foreign proof travels in an envelope, one of this dialect as it is")
    func proofs() {
        let events: [AnswerEvent] = [
            start, .open(0, .redactedReasoning), .proof(0, Proof(.anthropic, "data")), .close(0),
            .open(1, .reasoning), .text(1, "t"), .proof(1, Proof(.anthropic, "sig")), .close(1),
            .open(2, .text), .text(2, "x"), .close(2), .stop(.end),
        ]
        let found = items(stream(events))
        let sealed = found.compactMap { $0["encrypted_content"] as? String }
        #expect(
            sealed.map(ProofEnvelope.open) == [
                .init(proof: Proof(.anthropic, "data"), isRedacted: true),
                .init(proof: Proof(.anthropic, "sig"), isRedacted: false),
            ])
        let own = items(
            stream(
                [
                    start, .open(0, .reasoning), .proof(0, Proof(.openai, "", itemID: "rs_9")),
                    .text(0, "t"), .proof(0, Proof(.openai, "gAAA", itemID: "rs_9")), .close(0),
                    .open(1, .text), .text(1, "x"), .close(1), .stop(.end),
                ], context(.openaiResponses)))
        #expect(own[0]["encrypted_content"] as? String == "gAAA")
        #expect(own[0]["id"] as? String == "rs_9")
    }

    @Test("a signature of a call comes before it")
    func callProof() {
        let events: [AnswerEvent] = [
            start, .open(0, .toolCall(ToolCallStart(id: "c", name: "f"))), .arguments(0, "{}"),
            .proof(0, Proof(.google, "sig")), .close(0), .stop(.toolCalls),
        ]
        let found = items(stream(events, context(.gemini)))
        #expect(found.map { $0["type"] as? String } == ["reasoning", "function_call"])
    }

    @Test("pitfall 135: a custom tool's call comes back as one")
    func pitfall135CustomCall() {
        var call = ToolCallStart(id: "c", name: "apply_patch", kind: .custom)
        call.namespace = nil
        let stream = stream([
            start, .open(0, .toolCall(call)), .arguments(0, "*** Begin\n"),
            .arguments(0, "*** End"),
            .close(0), .stop(.toolCalls),
        ])
        #expect(items(stream)[0]["type"] as? String == "custom_tool_call")
        #expect(items(stream)[0]["input"] as? String == "*** Begin\n*** End")
        #expect(ResponsesTesting.types(stream).contains("response.custom_tool_call_input.done"))
    }

    @Test("pitfall 136: a function with one input stays a function")
    func pitfall136PlainFunction() {
        let stream = stream([
            start, .open(0, .toolCall(ToolCallStart(id: "c", name: "f"))),
            .arguments(0, #"{"input":"x"}"#), .close(0), .stop(.toolCalls),
        ])
        #expect(items(stream)[0]["type"] as? String == "function_call")
    }

    @Test("a tool of the dialect's own comes back as its item")
    func localTools() {
        var plan = AnswerPlan()
        plan.builtinTools = ["local_shell": "local_shell", "apply_patch": "apply_patch"]
        let stream = stream(
            [
                start, .open(0, .toolCall(ToolCallStart(id: "c1", name: "local_shell"))),
                .arguments(0, #"{"command":["ls","a\"b"],"#), .arguments(0, #""timeout_ms":5}"#),
                .close(0), .open(1, .toolCall(ToolCallStart(id: "c2", name: "apply_patch"))),
                .arguments(1, #"{"type":"delete_file","path":"a"}"#), .close(1),
                .stop(.toolCalls),
            ], context(.anthropic, plan))
        let found = items(stream)
        #expect(found.map { $0["type"] as? String } == ["local_shell_call", "apply_patch_call"])
        #expect(
            ResponsesTesting.sorted(found[0]["action"])
                == #"{"command":["ls","a\"b"],"env":{},"timeout_ms":5,"type":"exec"}"#)
        #expect(
            ResponsesTesting.sorted(found[1]["operation"]) == #"{"path":"a","type":"delete_file"}"#)
    }

    @Test("what is no object cannot be its item")
    func brokenLocalTool() {
        var plan = AnswerPlan()
        plan.builtinTools = ["shell": "shell"]
        let stream = ResponsesTesting.encoded(
            [
                start, .open(0, .toolCall(ToolCallStart(id: "c", name: "shell"))),
                .arguments(0, "broken"), .close(0), .stop(.toolCalls),
            ], context(.anthropic, plan))
        #expect(items(stream)[0]["type"] as? String == "function_call")
        #expect(items(stream)[0]["arguments"] as? String == "broken")
        #expect((items(stream)[0]["id"] as? String)?.hasPrefix("fc_") == true)
    }

    @Test("the request is repeated, with defaults for what it did not say")
    func echo() throws {
        let source = try ResponsesTesting.source(
            #"{"model":"m","input":"hi","instructions":"be \"nice\"","temperature":0.50,"tools":[{"type":"web_search"}]}"#
        )
        let stream = stream(
            [start, .open(0, .text), .text(0, "x"), .close(0), .stop(.end)],
            context(echo: ResponsesCodec.echo(source)))
        for event in ResponsesTesting.objects(stream) {
            guard let response = event["response"] as? [String: Any] else { continue }
            #expect(response["instructions"] as? String == "be \"nice\"")
            #expect((response["tools"] as? [Any])?.count == 1)
            #expect(response["top_p"] as? Int == 1)
            #expect(response["created_at"] as? Int == 1_760_000_000)
        }
        #expect(stream.contains(#""temperature":0.50"#))
    }

    @Test("texts of a foreign provider are one message, citations and refusals in it")
    func oneMessage() {
        var citation = Citation(url: "https://a.example/", title: "A")
        citation.range = 0..<1
        let stream = stream([
            start, .open(0, .text), .text(0, "x"), .citation(0, citation), .close(0),
            .open(1, .text), .text(1, "y"), .close(1), .open(2, .refusal), .text(2, "no"),
            .close(2),
            .stop(.filtered),
        ])
        #expect(items(stream).count == 1)
        let parts = items(stream)[0]["content"] as? [[String: Any]]
        #expect(parts?.map { $0["type"] as? String } == ["output_text", "output_text", "refusal"])
        #expect(
            (parts?[0]["annotations"] as? [[String: Any]])?[0]["url"] as? String
                == "https://a.example/")
        // A refusal that can be read is an answer.
        #expect(ResponsesTesting.lastResponse(stream)["status"] as? String == "completed")
    }

    @Test("random answers are valid, and the same whole as streamed", arguments: 0..<40)
    func generated(_ seed: Int) {
        for (number, provider) in [Dialect.anthropic, .openaiChat, .gemini, .openaiResponses]
            .enumerated()
        {
            let context = context(provider)
            for step in 0..<10 {
                var generator = AnswerGenerator(
                    seed: UInt64(seed * 40 + number * 10 + step),
                    family: ProofEnvelope.family(context.target))
                let events = generator.events()
                let stream = stream(events, context)
                let whole = ResponsesCodec.whole(AnswerGenerator.answer(events), context)
                #expect(DialectCheck.answer(.openaiResponses, whole).isEmpty)
                let streamed = ResponsesNormal.output(ResponsesTesting.lastResponse(stream))
                    .sorted()
                #expect(ResponsesNormal.output(ResponsesTesting.object(whole)).sorted() == streamed)
                #expect(
                    ResponsesNormal.usage(ResponsesTesting.object(whole))
                        == ResponsesNormal.usage(ResponsesTesting.lastResponse(stream)))
            }
        }
    }

    @Test("plain replies have their forms")
    func replies() {
        #expect(
            ResponsesCodec.tokenCount(12, context())
                == Array(#"{"object":"response.input_tokens","input_tokens":12}"#.utf8))
        let error = GatewayError.badRequest("Bad.", code: "c", param: "input")
        #expect(
            ResponsesTesting.sorted(
                ResponsesTesting.object(ResponsesCodec.errorBody(error, requestID: "r")))
                == #"{"error":{"code":"c","message":"Bad.","param":"input","type":"invalid_request_error"}}"#
        )
        #expect(ResponsesCodec.heartbeat(.body).first == UInt8(ascii: ":"))
    }
}
