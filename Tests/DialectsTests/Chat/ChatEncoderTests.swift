import DialectCheck
import IPC
import Testing

@testable import Dialects

@Suite("openai-chat: writing answers")
struct ChatEncoderTests {
    private typealias T = ChatTesting

    private static let start = AnswerEvent.start(
        AnswerStart(id: "chatcmpl-9", model: "m-1", created: 7))
    private static let words: [AnswerEvent] = [
        start, .open(0, .text), .text(0, "a\"b"), .close(0), .usage(usage), .stop(.end),
    ]
    private static let usage: TokenUsage = {
        var usage = TokenUsage()
        (usage.input, usage.output, usage.isReported) = (9, 2, true)
        return usage
    }()

    private func call(_ index: Int, _ id: String, _ name: String, _ pieces: [String])
        -> [AnswerEvent]
    {
        [.open(index, .toolCall(ToolCallStart(id: id, name: name)))]
            + pieces.map { .arguments(index, $0) } + [.close(index)]
    }

    @Test("a stream of text, byte by byte")
    func stream() {
        let head =
            #"data: {"id":"chatcmpl-9","object":"chat.completion.chunk","created":7,"model":"m-1","choices":[{"index":0,"delta":"#
        let expected =
            head
            + #"{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}]}"#
            + "\n\n" + head
            + #"{"content":"a\"b"},"logprobs":null,"finish_reason":null}]}"# + "\n\n" + head
            + #"{},"logprobs":null,"finish_reason":"stop"}]}"# + "\n\ndata: [DONE]\n\n"
        #expect(T.encode(Self.words, T.context()) == expected)
    }

    @Test("a plain answer")
    func whole() {
        let view = T.whole(Self.words, T.context())
        #expect(view["choices.0.message.content"] == "a\"b")
        #expect(view["choices.0.finish_reason"] == "stop")
        #expect(view["choices.0.message.refusal"] == "null")
        #expect(view["choices.0.logprobs"] == "null")
        #expect(view["object"] == "chat.completion" && view["id"] == "chatcmpl-9")
        #expect(view["usage.total_tokens"] == "11")
    }

    @Test("pitfall 20: calls are counted from 0, whatever stands between them")
    func pitfall20() {
        let events =
            [Self.start, .open(0, .text), .text(0, "a"), .close(0)]
            + call(1, "c1", "f", ["{}"]) + [.open(2, .reasoning), .text(2, "r"), .close(2)]
            + call(3, "c2", "g", ["{}"]) + [.stop(.toolCalls)]
        let payloads = T.payloads(T.encode(events, T.context(provider: .anthropic)))
        let indexes = payloads.compactMap { $0["choices.0.delta.tool_calls.0.index"] }
        #expect(indexes == ["0", "0", "1", "1"])
    }

    @Test("pitfall 55: a sign of life is a comment")
    func pitfall55() {
        let heartbeat = String(decoding: ChatCodec.heartbeat(.body), as: UTF8.self)
        #expect(heartbeat == ": keep-alive\n\n")
    }

    @Test("pitfall 65: role, id and name go out once")
    func pitfall65() {
        let events = [Self.start] + call(0, "c1", "f", ["{\"a\"", ":1}"]) + [.stop(.toolCalls)]
        let payloads = T.payloads(T.encode(events, T.context()))
        #expect(payloads.compactMap { $0["choices.0.delta.role"] } == ["assistant"])
        #expect(payloads.compactMap { $0["choices.0.delta.tool_calls.0.id"] } == ["c1"])
        #expect(payloads.compactMap { $0["choices.0.delta.tool_calls.0.type"] } == ["function"])
        let names = payloads.compactMap { $0["choices.0.delta.tool_calls.0.function.name"] }
        #expect(names == ["f"])
        // An answer that begins with a call has no text, and says so.
        #expect(payloads[0]["choices.0.delta.content"] == "null")
    }

    @Test("pitfall 66: counts go out only where they were asked for")
    func pitfall66() {
        let silent = T.encode(Self.words, T.context())
        #expect(!silent.contains("usage"))
        let asked = T.payloads(T.encode(Self.words, T.context { $0.includesUsage = true }))
        #expect(asked.dropLast().allSatisfy { $0["usage"] == "null" })
        #expect(asked.last?["choices"] == "[]")
        #expect(asked.last?["usage.prompt_tokens"] == "9")
    }

    @Test(
        "pitfall 67: only the dialect's own words end an answer",
        arguments: [
            (StopReason.end, "stop"), (.stopSequence("x"), "stop"), (.length, "length"),
            (.contextLength, "length"), (.toolCalls, "tool_calls"), (.paused, "stop"),
            (.malformed, "stop"),
        ])
    func pitfall67(_ reason: StopReason, _ word: String) {
        let events = Self.words.dropLast() + [.stop(reason)]
        let payloads = T.payloads(T.encode(Array(events), T.context()))
        #expect(payloads.last?["choices.0.finish_reason"] == word)
        #expect(T.whole(Array(events), T.context())["choices.0.finish_reason"] == word)
    }

    @Test("pitfall 68: what a filter stopped is filtered, not finished")
    func pitfall68() {
        let events = Self.words.dropLast() + [.stop(.filtered)]
        let payloads = T.payloads(T.encode(Array(events), T.context(provider: .gemini)))
        #expect(payloads.last?["choices.0.finish_reason"] == "content_filter")
    }

    @Test("pitfall 69: a refusal keeps its own place and ends filtered")
    func pitfall69() {
        let events = [Self.start, .open(0, .refusal), .text(0, "no"), .close(0), .stop(.filtered)]
        let view = T.whole(events, T.context(provider: .anthropic))
        #expect(view["choices.0.message.refusal"] == "no")
        #expect(view["choices.0.finish_reason"] == "content_filter")
        let payloads = T.payloads(T.encode(events, T.context(provider: .anthropic)))
        #expect(payloads.compactMap { $0["choices.0.delta.refusal"] } == ["null", "no"])
    }

    @Test("pitfall 73: arguments go out as they come")
    func pitfall73() {
        var encoder = ChatCodec.makeEncoder(T.context())
        var output: [UInt8] = []
        encoder.encode(Self.start, into: &output)
        encoder.encode(.open(0, .toolCall(ToolCallStart(id: "c", name: "f"))), into: &output)
        let before = output.count
        encoder.encode(.arguments(0, "{\"a"), into: &output)
        #expect(output.count > before)
    }

    @Test("ids, times and names that a provider has not are made from the request")
    func invented() {
        let events: [AnswerEvent] = [
            .start(AnswerStart(id: "msg_1", model: "")), .open(0, .text), .text(0, "a"), .close(0),
            .stop(.end),
        ]
        let view = T.whole(events, T.context(provider: .anthropic))
        #expect(view["id"]?.hasPrefix("chatcmpl-") == true)
        #expect(view["created"] == "1760000000" && view["model"] == "m")
        #expect(T.whole(events, T.context(provider: .anthropic))["id"] == view["id"])
        // A host of this dialect may have ids of any form.
        #expect(T.whole(events, T.context())["id"] == "msg_1")
    }

    @Test("an answer that fails has no terminator")
    func failure() {
        var encoder = ChatCodec.makeEncoder(T.context())
        var output: [UInt8] = []
        for event in Self.words.prefix(3) { encoder.encode(event, into: &output) }
        let before = output.count
        encoder.fail(GatewayError(status: 502, code: "bad_gateway", message: "m"), into: &output)
        let end = String(decoding: output[before...], as: UTF8.self)
        #expect(
            end == "data: "
                + #"{"error":{"message":"m","type":"server_error","param":null,"code":"bad_gateway"}}"#
                + "\n\n")
    }

    @Test("an answer without anything is still an answer")
    func nothing() {
        let events: [AnswerEvent] = [Self.start, .stop(.length)]
        let stream = Array(T.encode(events, T.context()).utf8)
        #expect(DialectCheck.stream(.openaiChat, stream).isEmpty)
        #expect(T.whole(events, T.context())["choices.0.message.content"] == "")
    }

    @Test("reasoning is shown unless the client does not want it")
    func reasoning() {
        let events: [AnswerEvent] = [
            Self.start, .open(0, .reasoning), .text(0, "why"), .close(0), .open(1, .text),
            .text(1, "a"), .close(1), .stop(.end),
        ]
        let shown = T.whole(events, T.context())
        #expect(shown["choices.0.message.reasoning_content"] == "why")
        let hidden = T.context { $0.showsReasoning = false }
        #expect(T.whole(events, hidden)["choices.0.message.reasoning_content"] == nil)
        #expect(!T.encode(events, hidden).contains("why"))
    }

    @Test("calls of a client that knows functions only are answered in kind")
    func legacy() {
        let context = T.context { $0.usesLegacyFunctions = true }
        let events =
            [Self.start] + call(0, "c", "f", ["{\"a\"", ":1}"]) + call(1, "d", "g", ["{}"])
            + [.stop(.toolCalls)]
        let payloads = T.payloads(T.encode(events, context))
        #expect(payloads.compactMap { $0["choices.0.delta.function_call.name"] } == ["f"])
        let arguments = payloads.compactMap { $0["choices.0.delta.function_call.arguments"] }
        #expect(arguments.joined() == #"{"a":1}"#)
        #expect(payloads.last?["choices.0.finish_reason"] == "function_call")
        let view = T.whole(events, context)
        #expect(view["choices.0.message.function_call.arguments"] == #"{"a":1}"#)
        #expect(view["choices.0.message.tool_calls"] == nil)
        #expect(view["choices.0.finish_reason"] == "function_call")
    }

    @Test("custom calls and qualified names are written as clients know them")
    func customCalls() {
        var start = ToolCallStart(id: "c", name: "patch", kind: .custom)
        start.namespace = "git"
        let events: [AnswerEvent] = [
            Self.start, .open(0, .toolCall(start)), .arguments(0, "text"), .close(0),
            .stop(.toolCalls),
        ]
        let view = T.whole(events, T.context(provider: .openaiResponses))
        #expect(view["choices.0.message.tool_calls.0.type"] == "custom")
        #expect(view["choices.0.message.tool_calls.0.custom.name"] == "git__patch")
        #expect(view["choices.0.message.tool_calls.0.custom.input"] == "text")
    }

    @Test("citations are one list, since accumulators cannot add to one without indexes")
    func citations() {
        let events: [AnswerEvent] = [
            Self.start, .open(0, .text), .text(0, "a"),
            .citation(0, Citation(url: "u", title: "t")),
            .citation(0, Citation(url: "v")), .close(0), .stop(.end),
        ]
        let payloads = T.payloads(T.encode(events, T.context(provider: .anthropic)))
        let lists = payloads.filter { $0["choices.0.delta.annotations"] != nil }
        #expect(lists.count == 1)
        #expect(lists[0]["choices.0.delta.annotations.1.url_citation.url"] == "v")
        #expect(lists[0]["choices.0.delta.annotations.0.type"] == "url_citation")
    }

    @Test("likelihoods of several chunks are one list in a plain answer")
    func logprobs() {
        let events: [AnswerEvent] = [
            Self.start, .open(0, .text), .text(0, "a"),
            .logprobs(0, RawJSON(#"{"content":[{"token":"a"}],"refusal":null}"#)), .text(0, "b"),
            .logprobs(0, RawJSON(#"{"content":[{"token":"b"}],"refusal":null}"#)), .close(0),
            .stop(.end),
        ]
        let view = T.whole(events, T.context())
        #expect(view["choices.0.logprobs.content"] == #"[{"token":"a"},{"token":"b"}]"#)
        let payloads = T.payloads(T.encode(events, T.context()))
        #expect(payloads.filter { $0["choices.0.logprobs.content"] != nil }.count == 2)
    }

    @Test("only tiers that clients know are told")
    func serviceTier() {
        var start = AnswerStart(id: "chatcmpl-9", model: "m")
        start.serviceTier = "on_demand"
        let events: [AnswerEvent] = [.start(start), .open(0, .text), .text(0, "a"), .stop(.end)]
        #expect(T.whole(events, T.context())["service_tier"] == nil)
        start.serviceTier = "default"
        #expect(
            T.whole([.start(start)] + events.dropFirst(), T.context())["service_tier"] == "default")
    }

    @Test(
        "error bodies have all four keys",
        arguments: [400, 401, 402, 403, 404, 429, 500, 503] as [UInt32])
    func errors(_ status: UInt32) {
        let error = GatewayError(status: status, code: "c", message: "m")
        let body = ChatCodec.errorBody(error, requestID: "r")
        #expect(DialectCheck.error(.openaiChat, body).isEmpty)
        #expect(JSONView(body)["error.param"] == "null")
    }
}
