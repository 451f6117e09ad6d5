import IPC
import JSON
import Testing

@testable import Dialects

@Suite("openai-chat: reading answers")
struct ChatDecoderTests {
    private typealias T = ChatTesting

    private static let done = "[DONE]"
    private static let stop = T.chunk("{}", finish: "stop")

    private func text(_ payloads: [String], _ target: Target = T.target()) throws -> String {
        var text = ""
        for case .text(let block) in T.answer(try T.decode(payloads, target)).blocks {
            text += block.text
        }
        return text
    }

    private func calls(_ payloads: [String], _ target: Target = T.target()) throws -> [ToolCall] {
        T.answer(try T.decode(payloads, target)).blocks.compactMap {
            if case .toolCall(let call) = $0 { call } else { nil }
        }
    }

    private func call(_ json: String) -> String { T.chunk(#"{"tool_calls":[\#(json)]}"#) }

    @Test("a stream of text becomes events in their order")
    func plain() throws {
        let events = try T.decode([
            T.chunk(#"{"role":"assistant","content":"","refusal":null}"#),
            T.chunk(#"{"content":"a"}"#), T.chunk(#"{"content":"b"}"#), Self.stop,
            #"{"id":"chatcmpl-1","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}"#,
            Self.done,
        ])
        var usage = TokenUsage()
        (usage.input, usage.output, usage.isReported) = (9, 2, true)
        #expect(
            events == [
                .start(AnswerStart(id: "chatcmpl-1", model: "m", created: 1_760_000_000)),
                .open(0, .text), .text(0, "a"), .text(0, "b"), .usage(usage), .close(0),
                .stop(.end),
            ])
    }

    @Test("pitfall 1: a first frame without choices is skipped")
    func pitfall1() throws {
        let first =
            #"{"id":"","model":"","choices":[],"prompt_filter_results":[{"prompt_index":0}]}"#
        let events = try T.decode([first, T.chunk(#"{"content":"a"}"#), Self.stop, Self.done])
        #expect(
            events.first
                == .start(AnswerStart(id: "chatcmpl-1", model: "m", created: 1_760_000_000)))
    }

    @Test("pitfall 2: choices that are null are none")
    func pitfall2() throws {
        let null = #"{"id":"x","choices":null}"#
        #expect(try text([null, T.chunk(#"{"content":"a"}"#), null, Self.stop]) == "a")
    }

    @Test("pitfall 3: a delta that is null or missing is empty")
    func pitfall3() throws {
        let missing = #"{"choices":[{"index":0,"finish_reason":"stop"}]}"#
        #expect(try text([T.chunk(#"{"content":"a"}"#), T.chunk("null"), missing]) == "a")
    }

    @Test(
        "pitfall 4: counts that are null or zero are no counts",
        arguments: ["null", "{}", #"{"prompt_tokens":0,"completion_tokens":0}"#])
    func pitfall4(_ usage: String) throws {
        let real = #","usage":{"prompt_tokens":5,"completion_tokens":1}"#
        let events = try T.decode([
            T.chunk(#"{"content":"a"}"#, more: real),
            T.chunk("{}", finish: "stop", more: #","usage":\#(usage)"#), Self.done,
        ])
        #expect(T.answer(events).usage.input == 5)
    }

    @Test("pitfall 5: counts behind the finish are read, and the reason to stop comes last")
    func pitfall5() throws {
        let usage = #"{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":1}}"#
        let events = try T.decode([T.chunk(#"{"content":"a"}"#), Self.stop, usage, Self.done])
        #expect(events.last == .stop(.end))
        #expect(T.answer(events).usage.allOutput == 1)
    }

    @Test("pitfall 6: counts and finish in one chunk are both read")
    func pitfall6() throws {
        let usage = #","usage":{"prompt_tokens":5,"completion_tokens":1}"#
        let events = try T.decode([
            T.chunk(#"{"content":"a"}"#), T.chunk("{}", finish: "length", more: usage),
        ])
        #expect(T.answer(events).usage.input == 5)
        #expect(T.answer(events).stop == .length)
    }

    @Test("pitfall 7: counts of Groq are read where they stand")
    func pitfall7() throws {
        let usage = #","x_groq":{"id":"r","usage":{"prompt_tokens":5,"completion_tokens":1}}"#
        let events = try T.decode([
            T.chunk(#"{"content":"a"}"#), T.chunk("{}", finish: "stop", more: usage),
        ])
        #expect(T.answer(events).usage.input == 5)
    }

    @Test("counts within a choice are read, as old Kimi deployments send them")
    func usageInChoice() throws {
        let last =
            #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":5,"completion_tokens":1,"cached_tokens":2}}]}"#
        let usage = T.answer(try T.decode([T.chunk(#"{"content":"a"}"#), last])).usage
        #expect(usage.input == 3 && usage.cacheRead == 2)
    }

    @Test("pitfall 8: nothing counts behind the terminator")
    func pitfall8() throws {
        let payloads = [T.chunk(#"{"content":"a"}"#), Self.stop, Self.done]
        let late = [T.chunk(#"{"content":"late"}"#), "not JSON"]
        #expect(try text(payloads + late) == "a")
    }

    @Test("pitfall 9: the terminator without a reason ends by what came")
    func pitfall9() throws {
        #expect(try T.decode([T.chunk(#"{"content":"a"}"#), Self.done]).last == .stop(.end))
        let made = call(#"{"index":0,"id":"c","function":{"name":"f","arguments":"{}"}}"#)
        #expect(try T.decode([made, Self.done]).last == .stop(.toolCalls))
    }

    @Test("pitfall 10: a stream without its end is cut short")
    func pitfall10() {
        #expect(T.failure([T.chunk(#"{"content":"a"}"#)]) == .cutShort)
        #expect(T.failure([]) == .empty)
        #expect(T.failure([T.chunk(#"{"role":"assistant"}"#), Self.done]) == .empty)
    }

    @Test("pitfall 11: a reason to stop that comes twice is told once")
    func pitfall11() throws {
        let events = try T.decode([T.chunk(#"{"content":"a"}"#), Self.stop, Self.stop, Self.done])
        #expect(events.filter { $0 == .stop(.end) }.count == 1)
    }

    @Test("pitfall 12: a new id under a known index is a new call")
    func pitfall12() throws {
        let found = try calls([
            call(#"{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":1}"}}"#),
            call(#"{"index":0,"id":"b","function":{"name":"g","arguments":"{\"y\":2}"}}"#),
            Self.done,
        ])
        #expect(found.map(\.id) == ["a", "b"])
        #expect(found.map(\.arguments) == [#"{"x":1}"#, #"{"y":2}"#])
    }

    @Test("pitfall 13: calls without index are whole calls, one by one")
    func pitfall13() throws {
        let both =
            #"{"id":"a","function":{"name":"f","arguments":"{}"}},{"id":"b","function":{"name":"f","arguments":"{}"}}"#
        #expect(try calls([call(both), Self.done]).map(\.id) == ["a", "b"])
        // A null is no index either.
        let null = #"{"index":null,"id":"a","function":{"name":"f","arguments":"{}"}}"#
        #expect(try calls([call(null), Self.done]).count == 1)
    }

    @Test("pitfall 14: a call without id gets one, the same each time")
    func pitfall14() throws {
        let payload = call(#"{"index":0,"function":{"name":"f","arguments":"{}"}}"#)
        let first = try calls([payload, Self.done])
        #expect(first[0].id == CallIDs.invented(T.target(), 0))
        #expect(try calls([payload, Self.done]) == first)
    }

    @Test("pitfall 15: a name that comes late holds the call back, with its arguments")
    func pitfall15() throws {
        let payloads = [
            call(#"{"index":0,"id":"a","function":{"arguments":"{\"x\""}}"#),
            call(#"{"index":0,"function":{"arguments":":1}"}}"#),
        ]
        var decoder = ChatCodec.makeDecoder(T.target())
        var events: [AnswerEvent] = []
        for payload in payloads {
            try decoder.decode(name: "", data: Array(payload.utf8).span.bytes, into: &events)
        }
        #expect(!events.contains { if case .open = $0 { true } else { false } })
        #expect(decoder.heldBytes == 7)
        let late = call(#"{"index":0,"function":{"name":"f"}}"#)
        let found = try calls(payloads + [late, Self.done])
        #expect(found[0].name == "f" && found[0].arguments == #"{"x":1}"#)
    }

    @Test(
        "pitfall 16: a call whose name never comes is named; one of which nothing is known is none")
    func pitfall16() throws {
        let nameless = call(#"{"index":0,"id":"a","function":{"name":"","arguments":"{}"}}"#)
        #expect(try calls([nameless, Self.done]).map(\.name) == ["tool_0"])
        let blank = call(#"{"index":0,"id":"","function":{"name":"","arguments":""}}"#)
        #expect(try calls([blank, T.chunk(#"{"content":"a"}"#), Self.done]).isEmpty)
    }

    @Test("pitfall 17: a name and an id that come again are not joined")
    func pitfall17() throws {
        let found = try calls([
            call(
                #"{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{"}}"#),
            call(
                #"{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"}"}}"#),
            Self.done,
        ])
        #expect(found.count == 1)
        #expect(found[0].id == "a" && found[0].name == "f" && found[0].arguments == "{}")
    }

    @Test(
        "pitfall 18: arguments that are null, empty or missing are an empty object",
        arguments: [#","arguments":null"#, #","arguments":"""#, ""])
    func pitfall18(_ arguments: String) throws {
        let payload = call(#"{"index":0,"id":"a","function":{"name":"f"\#(arguments)}}"#)
        #expect(try calls([payload, Self.done])[0].arguments == "{}")
    }

    @Test("pitfall 19: arguments that are an object are taken as they stand")
    func pitfall19() throws {
        let payload = call(#"{"index":0,"id":"a","function":{"name":"f","arguments":{"n":1.0}}}"#)
        #expect(try calls([payload, Self.done])[0].arguments == #"{"n":1.0}"#)
    }

    @Test("arguments that are sent once more as a whole count once")
    func repeatedArguments() throws {
        let found = try calls([
            call(#"{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":"}}"#),
            call(#"{"index":0,"function":{"arguments":"12}"}}"#),
            call(#"{"index":0,"function":{"arguments":"{\"x\":12}"}}"#), Self.done,
        ])
        #expect(found[0].arguments == #"{"x":12}"#)
    }

    @Test("interleaved calls are told apart by their index, and one id for two calls becomes two")
    func interleaved() throws {
        let found = try calls([
            call(#"{"index":0,"id":"a","function":{"name":"f","arguments":""}}"#),
            call(#"{"index":1,"id":"a","function":{"name":"g","arguments":""}}"#),
            call(#"{"index":1,"function":{"arguments":"{\"g\":1}"}}"#),
            call(#"{"index":0,"function":{"arguments":"{\"f\":1}"}}"#), Self.done,
        ])
        #expect(found.map(\.arguments) == [#"{"f":1}"#, #"{"g":1}"#])
        #expect(found.map(\.id) == ["a", "a_2"])
    }

    @Test("an id that comes later than the name is the call's, as long as no arguments came")
    func lateID() throws {
        let found = try calls([
            call(#"{"index":0,"function":{"name":"f"}}"#),
            call(#"{"index":0,"id":"a","function":{"arguments":"{}"}}"#), Self.done,
        ])
        #expect(found.map(\.id) == ["a"])
    }

    @Test("custom and legacy calls are calls")
    func otherCalls() throws {
        let custom = call(
            #"{"index":0,"id":"a","type":"custom","custom":{"name":"f","input":"1+1"}}"#)
        let found = try calls([custom, Self.done])
        #expect(found[0].kind == .custom && found[0].arguments == "1+1")
        let legacy = [
            T.chunk(#"{"function_call":{"name":"f","arguments":"{\"a\""}}"#),
            T.chunk(#"{"function_call":{"arguments":":1}"}}"#, finish: "function_call"),
        ]
        #expect(try calls(legacy)[0].arguments == #"{"a":1}"#)
    }

    @Test("pitfall 41: an error within the stream is reported as it came")
    func pitfall41() {
        let error = #"{"error":{"message":"boom","type":"server_error","code":500}}"#
        #expect(T.failure([T.chunk(#"{"content":"a"}"#), error]) == .reported(Array(error.utf8)))
        let text = #"{"code":"x","error":"bad key"}"#
        #expect(T.failure([text]) == .reported(Array(text.utf8)))
        // An empty one is none.
        let empty = T.chunk(#"{"content":"a"}"#, finish: "stop", more: #","error":{}"#)
        #expect(T.failure([empty]) == nil)
    }

    @Test("pitfall 42: an error event of Groq is reported")
    func pitfall42() {
        let error = #"{"error":{"message":"m","code":"tool_use_failed","failed_generation":"x"}}"#
        #expect(T.failure([error], name: "error") == .reported(Array(error.utf8)))
    }

    @Test("pitfall 43: a base response that tells of a failure is an error, in a plain answer too")
    func pitfall43() {
        let failed = #"{"base_resp":{"status_code":1004,"status_msg":"no"}}"#
        #expect(T.failure([failed]) == .reported(Array(failed.utf8)))
        #expect(throws: AnswerFailure.reported(Array(failed.utf8))) {
            try T.decode(whole: failed)
        }
        let fine = T.chunk(
            #"{"content":"a"}"#, finish: "stop", more: #","base_resp":{"status_code":0}"#)
        #expect(T.failure([fine]) == nil)
    }

    @Test(
        "other words for a failure are errors",
        arguments: [
            #"{"object":"error","message":"m","type":"t","param":null,"code":null}"#,
            #"{"detail":"Invalid API Key"}"#, #"{"message":"no","code":3}"#,
        ])
    func errorShapes(_ error: String) {
        #expect(throws: AnswerFailure.reported(Array(error.utf8))) { try T.decode(whole: error) }
        #expect(T.failure([error]) == .reported(Array(error.utf8)))
    }

    @Test(
        "a provider that ends by a word for its own failure has failed",
        arguments: ["error", "network_error", "insufficient_system_resource"])
    func failedFinish(_ word: String) {
        guard
            case .reported(let body)? = T.failure([
                T.chunk(#"{"content":"a"}"#), T.chunk("{}", finish: word),
            ])
        else {
            Issue.record("no failure")
            return
        }
        #expect(ReportedError.read(body).code == word)
    }

    @Test("an error within a choice is reported in the dialect's shape")
    func choiceError() {
        let payload = #"{"choices":[{"index":0,"error":{"code":502,"message":"m"},"delta":{}}]}"#
        #expect(
            T.failure([payload]) == .reported(Array(#"{"error":{"code":502,"message":"m"}}"#.utf8)))
    }

    @Test("hosts' own words for the end have a meaning, unknown ones are an ordinary end")
    func finishWords() throws {
        let words: [(String, StopReason)] = [
            ("model_length", .contextLength), ("sensitive", .filtered), ("SAFETY", .filtered),
            ("eos", .end), ("whatever", .end), ("length", .length),
        ]
        for (word, reason) in words {
            let events = try T.decode([T.chunk(#"{"content":"a"}"#, finish: word)])
            #expect(events.last == .stop(reason), "\(word)")
        }
        // An empty one is none.
        #expect(T.failure([T.chunk(#"{"content":"a"}"#, finish: "")]) == .cutShort)
    }

    @Test("pitfall 44: a plain answer gives the same answer as a stream")
    func pitfall44() throws {
        let whole =
            #"{"id":"chatcmpl-1","created":1760000000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"ab"},"finish_reason":"stop"}]}"#
        let stream = [T.chunk(#"{"content":"a"}"#), T.chunk(#"{"content":"b"}"#), Self.stop]
        #expect(T.answer(try T.decode(whole: whole)) == T.answer(try T.decode(stream)))
    }

    @Test(
        "pitfall 45: think tags are left to what comes behind this decoder",
        arguments: [true, false])
    func pitfall45(_ extracts: Bool) throws {
        let context = T.context {
            $0.clientStreams = true
            $0.extractsThinkTags = extracts
        }
        var translation = Translation(from: ChatCodec.self, to: ChatCodec.self, context)
        var output: [UInt8] = []
        let pieces = [
            #"{"content":"<thi"}"#, #"{"content":"nk>why</th"}"#, #"{"content":"ink>\nyes"}"#,
        ]
        for piece in pieces {
            let frame = "data: \(T.chunk(piece))\n\n"
            try translation.receive(Array(frame.utf8).span.bytes, into: &output)
        }
        try translation.receive(Array("data: [DONE]\n\n".utf8).span.bytes, into: &output)
        try translation.finish(into: &output)
        let stream = String(decoding: output, as: UTF8.self)
        let reasoning = T.payloads(stream).compactMap { $0["choices.0.delta.reasoning_content"] }
        #expect(reasoning.joined() == (extracts ? "why" : ""))
    }

    @Test("pitfall 47: of two reasoning fields with one text only one counts")
    func pitfall47() throws {
        let answer = T.answer(
            try T.decode([
                T.chunk(#"{"reasoning_content":"why","reasoning":"why"}"#),
                T.chunk(#"{"content":"a"}"#), Self.done,
            ]))
        #expect(answer.blocks == [.reasoning(Reasoning("why")), .text(TextBlock("a"))])
    }

    @Test("pitfall 48: two choices of one answer are one answer")
    func pitfall48() throws {
        let whole =
            #"{"id":"1","model":"m","choices":[{"message":{"role":"assistant","content":"text"},"finish_reason":"stop"},{"message":{"role":"assistant","content":null,"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}"#
        let answer = T.answer(try T.decode(whole: whole))
        #expect(answer.blocks.count == 2)
        #expect(answer.stop == .toolCalls)
        // In a stream both number their calls from 0.
        let stream = [
            #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}}]}"#,
            #"{"choices":[{"index":1,"delta":{"tool_calls":[{"index":0,"function":{"name":"g","arguments":"{}"}}]}}]}"#,
            Self.done,
        ]
        #expect(try calls(stream).map(\.name) == ["f", "g"])
    }

    @Test("pitfall 49: of several ids the first counts")
    func pitfall49() throws {
        let second =
            #"{"id":"other","model":"n","choices":[{"delta":{"content":"b"},"finish_reason":"stop"}]}"#
        let answer = T.answer(try T.decode([T.chunk(#"{"content":"a"}"#), second]))
        #expect(answer.start.id == "chatcmpl-1" && answer.start.model == "m")
    }

    @Test("Mistral's arrays are thoughts and texts, mixed with strings")
    func contentArrays() throws {
        let answer = T.answer(
            try T.decode([
                T.chunk(
                    #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"wh"}]}]}"#),
                T.chunk(
                    #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"y"}]},{"type":"text","text":"a"}]}"#
                ),
                T.chunk(#"{"content":"b"}"#), Self.stop,
            ]))
        #expect(answer.blocks == [.reasoning(Reasoning("why")), .text(TextBlock("ab"))])
    }

    @Test("a message in place of a delta is one; beside a delta it repeats what came")
    func messageInChunk() throws {
        let alone = #"{"choices":[{"index":0,"message":{"content":"a"},"finish_reason":"stop"}]}"#
        #expect(try text([alone]) == "a")
        let beside = [
            #"{"choices":[{"delta":{"content":"a"},"message":{"content":"a"}}]}"#,
            #"{"choices":[{"delta":{"content":"b"},"message":{"content":"ab"},"finish_reason":"stop"}]}"#,
        ]
        #expect(try text(beside) == "ab")
        let plain =
            #"{"choices":[{"delta":{"content":""},"message":{"content":"ab"},"finish_reason":"stop"}]}"#
        #expect(T.answer(try T.decode(whole: plain)).blocks == [.text(TextBlock("ab"))])
    }

    @Test("what is no JSON, no object or no answer is told so")
    func malformed() {
        for payload in ["<html>", "[1]", "\"text\""] {
            guard case .malformed? = T.failure([payload]) else {
                Issue.record("\(payload) was taken")
                continue
            }
        }
        #expect(throws: AnswerFailure.empty) { try T.decode(whole: #"{"choices":[]}"#) }
        #expect(throws: AnswerFailure.empty) { try T.decode(whole: #"{"choices":null}"#) }
    }

    @Test("refusals, citations, pictures and likelihoods are read")
    func more() throws {
        let whole = #"""
            {"choices":[{"message":{"content":"a","annotations":[{"type":"url_citation",
            "url_citation":{"url":"u","title":"t","start_index":0,"end_index":1}}],
            "images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},
            "logprobs":{"content":[]},"finish_reason":"stop"}]}
            """#
        let answer = T.answer(try T.decode(whole: whole))
        guard case .text(let text) = try #require(answer.blocks.first) else {
            throw T.Mistake(text: "no text")
        }
        #expect(text.citations.map(\.url) == ["u"] && text.citations[0].range == 0..<1)
        #expect(answer.blocks[1] == .media(Media(.image, .base64("AAAA"), mediaType: "image/png")))
        #expect(answer.logprobs == [RawJSON(#"{"content":[]}"#)])
        let refusal =
            #"{"choices":[{"message":{"content":null,"refusal":"no"},"finish_reason":"stop"}]}"#
        #expect(T.answer(try T.decode(whole: refusal)).blocks == [.refusal("no")])
    }

    @Test("addresses beside the choices are citations where no others came")
    func sources() throws {
        let beside =
            #","citations":["u1","u2"],"search_results":[{"url":"u1","title":"t1"},{"url":"u2"}]"#
        let answer = T.answer(
            try T.decode([
                T.chunk(#"{"content":"a"}"#, more: beside),
                T.chunk(#"{"content":"b"}"#, finish: "stop", more: beside),
            ]))
        guard case .text(let text) = try #require(answer.blocks.first) else {
            throw T.Mistake(text: "no text")
        }
        #expect(text.citations.map(\.url) == ["u1", "u2"])
        #expect(text.citations.map(\.title) == ["t1", nil])
    }

    @Test("reasoning between tool calls and texts keeps its place")
    func order() throws {
        let answer = T.answer(
            try T.decode([
                T.chunk(#"{"reasoning":"r1"}"#), T.chunk(#"{"content":"a"}"#),
                T.chunk(#"{"reasoning":"r2"}"#), T.chunk(#"{"content":"b"}"#), Self.stop,
            ]))
        #expect(
            answer.blocks == [
                .reasoning(Reasoning("r1")), .text(TextBlock("a")), .reasoning(Reasoning("r2")),
                .text(TextBlock("b")),
            ])
    }
}
