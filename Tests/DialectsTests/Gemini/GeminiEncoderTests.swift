import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("gemini: writing answers")
struct GeminiEncoderTests {
    private typealias T = GeminiTesting

    private func usage() -> TokenUsage {
        var usage = TokenUsage()
        usage.isReported = true
        (usage.input, usage.cacheRead, usage.output, usage.reasoning) = (5, 3, 7, 2)
        return usage
    }

    private func events(_ middle: [AnswerEvent], _ stop: StopReason = .end) -> [AnswerEvent] {
        [.start(AnswerStart(id: "r1", model: "m1"))] + middle + [.usage(usage()), .stop(stop)]
    }

    private func call(
        _ index: Int, _ id: String, _ arguments: String...
    ) -> [AnswerEvent] {
        [.open(index, .toolCall(ToolCallStart(id: id, name: "f")))]
            + arguments.map { .arguments(index, $0) } + [.close(index)]
    }

    private let text: [AnswerEvent] = [.open(0, .text), .text(0, "hi \"you\""), .close(0)]

    @Test("a stream is data, a space, one line, and a blank line")
    func framing() throws {
        let stream = T.encode(events(text))
        #expect(DialectCheck.stream(.gemini, Array(stream.utf8)).isEmpty)
        let pieces = stream.components(of: "\r\n\r\n")
        #expect(pieces.count == 3 && pieces.last == "")
        #expect(
            pieces[0]
                == #"data: {"candidates":[{"content":{"parts":[{"text":"hi \"you\""}],"role":"model"},"index":0}],"modelVersion":"m1","responseId":"r1"}"#
        )
        #expect(
            pieces[1]
                == #"data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":7,"totalTokenCount":17,"cachedContentTokenCount":3,"thoughtsTokenCount":2},"modelVersion":"m1","responseId":"r1"}"#
        )
    }

    @Test("without events the chunks are elements of an array")
    func array() throws {
        let stream = T.encode(events(text), T.context(form: .array))
        #expect(stream.hasPrefix("[{") && stream.hasSuffix("}\n]"))
        #expect(stream.contains("},\r\n{"))
        #expect(DialectCheck.stream(.gemini, Array(stream.utf8)).isEmpty)
        #expect(GeminiCodec.streamContentType(.array) == "application/json")
        #expect(GeminiCodec.streamContentType(.events) == "text/event-stream")
    }

    @Test("pitfall 53 and 72: no names of events, and no terminator of another dialect")
    func noNames() {
        let stream = T.encode(events(text))
        #expect(!stream.contains("event:") && !stream.contains("id:") && !stream.contains("[DONE]"))
    }

    @Test("pitfall 54: a heartbeat is a blank line")
    func pitfall54() {
        #expect(GeminiCodec.heartbeat(.events) == [0x0a])
        // White space between elements is nothing as well.
        #expect(GeminiCodec.heartbeat(.array) == [0x0a])
    }

    @Test("an error is not framed, and its first name is error")
    func errors() {
        let error = GatewayError(status: 503, code: "overloaded", message: "busy")
        var encoder = GeminiCodec.makeEncoder(T.context())
        var output: [UInt8] = []
        encoder.encode(.open(0, .text), into: &output)
        encoder.encode(.text(0, "a"), into: &output)
        let before = output.count
        encoder.fail(error, into: &output)
        let tail = String(decoding: output[before...], as: UTF8.self)
        #expect(
            tail == #"{"error":{"code":503,"message":"busy","status":"UNAVAILABLE"}}"# + "\n\n")
        #expect(DialectCheck.stream(.gemini, output).isEmpty)

        var array = GeminiCodec.makeEncoder(T.context(form: .array))
        output = []
        array.fail(error, into: &output)
        #expect(String(decoding: output, as: UTF8.self).hasPrefix(#"[{"error""#))
        #expect(output.suffix(2) == [0x0a, UInt8(ascii: "]")])
    }

    @Test("calls are whole, however their arguments come, and however they interleave")
    func calls() throws {
        let open = ["a", "b"].enumerated().map { index, id in
            AnswerEvent.open(index, .toolCall(ToolCallStart(id: id, name: "f")))
        }
        let stream = T.encode(
            events(
                open + [
                    .arguments(0, #"{"x":"#), .arguments(1, #"{"y""#), .arguments(0, "1}"),
                    .arguments(1, ":2}"), .close(0), .close(1),
                ], .toolCalls))
        #expect(DialectCheck.stream(.gemini, Array(stream.utf8)).isEmpty)
        let calls = try T.parts(T.frames(stream)).compactMap { $0["functionCall"] }
        #expect(calls.map { $0.raw("args") } == [#"{"x":1}"#, #"{"y":2}"#])
        #expect(calls.map { $0["id"]?.string } == ["a", "b"])
        #expect(stream.contains(#""finishReason":"STOP""#))
    }

    @Test("a call that was cut is left out, one that is broken is wrapped")
    func brokenCalls() throws {
        func arguments(_ stop: StopReason) throws -> [String?] {
            let middle = call(0, "a", #"{"x":1}"#) + call(1, "b", #"{"x":"#)
            let stream = T.encode(events(middle, stop))
            #expect(DialectCheck.stream(.gemini, Array(stream.utf8)).isEmpty)
            return try T.parts(T.frames(stream)).compactMap { $0["functionCall"] }
                .map { $0.raw("args") }
        }
        #expect(try arguments(.length) == [#"{"x":1}"#])
        #expect(try arguments(.toolCalls) == [#"{"x":1}"#, #"{"input":"{\"x\":"}"#])
    }

    @Test("calls without arguments have empty ones, in their place")
    func emptyCalls() throws {
        let stream = T.encode(events(call(0, "a") + call(1, "b", "{}"), .toolCalls))
        let calls = try T.parts(T.frames(stream)).compactMap { $0["functionCall"] }
        #expect(calls.map { $0["id"]?.string } == ["a", "b"])
        #expect(calls.map { $0.raw("args") } == ["{}", "{}"])
    }

    @Test("thoughts are shown to those who asked")
    func thoughts() throws {
        let middle: [AnswerEvent] = [
            .open(0, .reasoning), .text(0, "hm"), .close(0), .open(1, .text), .text(1, "a"),
            .close(1),
        ]
        let shown = T.encode(events(middle))
        #expect(shown.contains(#"{"text":"hm","thought":true}"#))
        for context in [T.context(showsThoughts: nil), T.context(showsThoughts: false)] {
            #expect(!T.encode(events(middle), context).contains("hm"))
        }
    }

    @Test("a proof of another maker travels on the next call, and comes back")
    func foreignProofs() throws {
        let middle: [AnswerEvent] =
            [
                .open(0, .reasoning), .text(0, "because"), .proof(0, Proof(.anthropic, "sig")),
                .close(0),
            ] + call(1, "a", "{}")
        let stream = T.encode(events(middle, .toolCalls), T.context(provider: .anthropic))
        let parts = try T.parts(T.frames(stream))
        let signature = try #require(parts[1]["thoughtSignature"]?.string)
        #expect(Base64Text.normal(signature) == signature)
        // The client sends its history back, parts as they came.
        let own = parts.dropLast().map { String(decoding: $0.rawBytes, as: UTF8.self) }
        let contents = #"[{"role":"model","parts":[\#(own.joined(separator: ","))]}]"#
        let blocks = try T.read(T.body(contents: contents)).turns[0].blocks
        #expect(blocks[0] == .reasoning(Reasoning("because", proof: Proof(.anthropic, "sig"))))
        #expect(blocks[1].call?.proof == nil)
        // Without its text such a proof is worth nothing.
        let bare = #"[{"role":"model","parts":[\#(own[1])]}]"#
        #expect(try T.read(T.body(contents: bare)).turns[0].blocks.count == 1)
    }

    @Test("a proof that no part follows gets an empty one, and a redacted one stays so")
    func trailingProofs() throws {
        let middle: [AnswerEvent] = [
            .open(0, .redactedReasoning), .proof(0, Proof(.anthropic, "data")), .close(0),
            .open(1, .text), .text(1, "a"), .close(1),
            .open(2, .reasoning), .proof(2, Proof(.openai, "enc", itemID: "rs_1")), .close(2),
        ]
        let stream = T.encode(events(middle), T.context(provider: .anthropic))
        #expect(DialectCheck.stream(.gemini, Array(stream.utf8)).isEmpty)
        let parts = try T.parts(T.frames(stream)).dropLast()
            .map { String(decoding: $0.rawBytes, as: UTF8.self) }
        let contents = #"[{"role":"model","parts":[\#(parts.joined(separator: ","))]}]"#
        let blocks = try T.read(T.body(contents: contents)).turns[0].blocks
        let redacted = Reasoning("", proof: Proof(.anthropic, "data"), isRedacted: true)
        let summary = Reasoning("", proof: Proof(.openai, "enc", itemID: "rs_1"))
        #expect(blocks.contains(.reasoning(redacted)) && blocks.contains(.reasoning(summary)))
    }

    @Test("proofs of the same dialect need no envelope")
    func ownProofs() throws {
        let middle: [AnswerEvent] = [
            .open(0, .text), .text(0, "a"), .proof(0, Proof(.google, "c2ln")), .close(0),
            .open(1, .toolCall(ToolCallStart(id: "x", name: "f"))),
            .proof(1, Proof(.google, "Y2FsbA==")), .arguments(1, "{}"), .close(1),
        ]
        let parts = try T.parts(T.frames(T.encode(events(middle))))
        #expect(parts[1].raw("thoughtSignature") == #""c2ln""# && parts[1].raw("text") == #""""#)
        #expect(parts[2].raw("thoughtSignature") == #""Y2FsbA==""#)
    }

    @Test("sources are told in bytes, though they come in scalars")
    func citations() throws {
        var citation = Citation(url: "https://a", title: "A")
        citation.range = 2..<7
        let middle: [AnswerEvent] = [
            .open(0, .text), .text(0, "😀ßabcde"), .citation(0, citation), .close(0),
        ]
        let expected =
            #"{"groundingChunks":[{"web":{"uri":"https://a","title":"A"}}],"groundingSupports":[{"segment":{"startIndex":6,"endIndex":11},"groundingChunkIndices":[0]}]}"#
        let stream = T.encode(events(middle))
        let last = try #require(T.frames(stream).last)
        let root = try JSONDocument(Array(last.utf8)).root
        #expect(root.raw("candidates", "0", "groundingMetadata") == expected)
        let whole = try JSONDocument(GeminiCodec.whole(T.answer(events(middle)), T.context())).root
        #expect(whole.raw("candidates", "0", "groundingMetadata") == expected)
    }

    @Test(
        "reasons to stop",
        arguments: [
            (StopReason.end, "STOP"), (.stopSequence("x"), "STOP"), (.toolCalls, "STOP"),
            (.paused, "STOP"), (.length, "MAX_TOKENS"), (.contextLength, "MAX_TOKENS"),
            (.filtered, "SAFETY"), (.malformed, "MALFORMED_FUNCTION_CALL"),
        ])
    func stops(_ stop: StopReason, _ name: String) {
        #expect(T.encode(events(text, stop)).contains(#""finishReason":"\#(name)""#))
    }

    @Test("an answer of no known sender has an id and a model all the same")
    func inventions() {
        let anonymous: [AnswerEvent] = [.start(AnswerStart(id: "", model: ""))] + text
        let stream = T.encode(anonymous)
        #expect(stream.contains(#""modelVersion":"model-1""#))
        #expect(stream.contains(#""responseId":"resp-"#))
        #expect(stream == T.encode(anonymous))
    }

    @Test("a plain answer of nothing has an empty text, and one line")
    func emptyWhole() throws {
        var answer = Answer()
        answer.stop = .length
        let body = GeminiCodec.whole(answer, T.context())
        #expect(DialectCheck.answer(.gemini, body).isEmpty)
        let root = try JSONDocument(body).root
        #expect(root.raw("candidates", "0", "content", "parts") == #"[{"text":""}]"#)
    }

    @Test("parts that only this dialect knows stay on one line")
    func opaque() {
        let json = RawJSON("{\"executableCode\":{\r\n\"language\":\"PYTHON\",\"code\":\"a\\nb\"}}")
        let block = OpaqueBlock(.gemini, type: "executableCode", json: json)
        let foreign = OpaqueBlock(.anthropic, type: "server_tool_use", json: .emptyObject)
        let stream = T.encode(
            events(
                [.open(0, .opaque(block)), .close(0), .open(1, .opaque(foreign)), .close(1)] + []))
        #expect(T.frames(stream).count == 2)
        #expect(DialectCheck.stream(.gemini, Array(stream.utf8)).isEmpty)
    }

    @Test("a count of tokens")
    func tokenCount() {
        #expect(
            String(decoding: GeminiCodec.tokenCount(12, T.context()), as: UTF8.self)
                == #"{"totalTokens":12}"#)
    }
}

extension String {
    /// The texts between the places of another.
    fileprivate func components(of separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
