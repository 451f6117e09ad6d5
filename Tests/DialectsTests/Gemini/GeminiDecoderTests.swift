import IPC
import JSON
import Testing

@testable import Dialects

@Suite("gemini: reading answers")
struct GeminiDecoderTests {
    private typealias T = GeminiTesting

    @Test("texts coalesce until the kind changes")
    func blocks() throws {
        let events = try T.decode([
            T.chunk(#"{"text":"I think","thought":true}"#),
            T.chunk(#"{"text":" so","thought":true}"#), T.chunk(#"{"text":"Hel"}"#),
            T.chunk(#"{"text":"lo"}"#), T.end(),
        ])
        #expect(EventGrammar.mistake(in: events) == nil)
        let answer = T.answer(events)
        #expect(answer.blocks == [.reasoning(Reasoning("I think so")), T.text("Hello")])
        #expect(answer.start == AnswerStart(id: "r1", model: "gemini-x"))
        #expect(answer.stop == .end)
        #expect(answer.usage.input == 9 && answer.usage.output == 2 && answer.usage.isReported)
    }

    @Test("pitfall 34: two texts in one chunk are both there")
    func pitfall34() throws {
        let answer = T.answer(
            try T.decode([T.chunk(#"{"text":"a"},{"text":"b"}"#), T.end()]))
        #expect(answer.blocks == [T.text("ab")])
    }

    @Test("pitfall 35: calls are counted over the whole answer")
    func pitfall35() throws {
        let call = #"{"functionCall":{"name":"f","args":{}}}"#
        let answer = T.answer(try T.decode([T.chunk(call), T.chunk(call), T.end()]))
        let ids = answer.blocks.compactMap(\.call).map(\.id)
        #expect(ids.count == 2 && Set(ids).count == 2)
        #expect(ids == [CallIDs.invented(T.target(), 0), CallIDs.invented(T.target(), 1)])
        #expect(answer.stop == .toolCalls)
    }

    @Test("pitfall 36: end and counts come in chunks of their own")
    func pitfall36() throws {
        let usage =
            #"{"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":4,"thoughtsTokenCount":5,"totalTokenCount":12}}"#
        let answer = T.answer(
            try T.decode([
                T.chunk(#"{"text":"a"}"#, #","finishReason":"STOP""#), usage,
            ]))
        #expect(answer.stop == .end)
        #expect(answer.usage.input == 3 && answer.usage.output == 4 && answer.usage.reasoning == 5)
    }

    @Test("pitfall 37: a signature of its own belongs to what is open")
    func pitfall37() throws {
        let sign = T.chunk(#"{"text":"","thoughtSignature":"c2ln"}"#)
        var answer = T.answer(try T.decode([T.chunk(#"{"text":"a"}"#), sign, T.end()]))
        var text = TextBlock("a")
        text.proof = Proof(.google, "c2ln")
        #expect(answer.blocks == [.text(text)])
        // Behind a call nothing is open: it keeps its place.
        answer = T.answer(
            try T.decode([T.chunk(#"{"functionCall":{"name":"f","id":"1"}}"#), sign, T.end()]))
        text.text = ""
        #expect(answer.blocks == [T.call("1"), .text(text)])
    }

    @Test("signed parts are not joined with others")
    func signedParts() throws {
        let answer = T.answer(
            try T.decode([
                T.chunk(#"{"text":"a"}"#), T.chunk(#"{"text":"b","thoughtSignature":"czE="}"#),
                T.chunk(#"{"text":"c","thoughtSignature":"czI="}"#), T.chunk(#"{"text":"d"}"#),
                T.end(),
            ]))
        let proofs = answer.blocks.map { block -> String? in
            if case .text(let text) = block { text.text + (text.proof?.value ?? "") } else { nil }
        }
        #expect(proofs == ["a", "bczE=", "cczI=", "d"])
    }

    @Test("pitfall 38: no parts and the limit reached is an empty answer that was cut")
    func pitfall38() throws {
        for content in [#"{"role":"model"}"#, #"{"parts":[{"text":""}]}"#] {
            let answer = T.answer(
                try T.decode(
                    whole:
                        #"{"candidates":[{"content":\#(content),"finishReason":"MAX_TOKENS"}]}"#))
            #expect(answer.blocks.isEmpty && answer.stop == .length)
        }
        let answer = T.answer(
            try T.decode(whole: #"{"candidates":[{"finishReason":"MAX_TOKENS"}]}"#))
        #expect(answer.stop == .length)
    }

    @Test("pitfall 39: a blocked prompt has no candidates")
    func pitfall39() throws {
        let body =
            #"{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":4}}"#
        #expect(T.answer(try T.decode(whole: body)).stop == .filtered)
        #expect(T.answer(try T.decode([body])).stop == .filtered)
    }

    @Test("pitfall 40: a malformed call without content is a failure")
    func pitfall40() throws {
        let end =
            #"{"candidates":[{"content":{},"finishReason":"MALFORMED_FUNCTION_CALL","finishMessage":"f("}]}"#
        guard case .malformed = try T.failure({ try T.decode([end]) }) else {
            Issue.record("taken for an answer")
            return
        }
        let answer = T.answer(try T.decode([T.chunk(#"{"text":"a"}"#), end]))
        #expect(answer.stop == .malformed)
    }

    @Test(
        "pitfall 68 and 69: every filter is one",
        arguments: [
            "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE",
            "IMAGE_SAFETY", "IMAGE_RECITATION",
        ])
    func filters(_ reason: String) throws {
        #expect(
            T.answer(try T.decode([T.chunk(#"{"text":"a"}"#), T.end(reason)])).stop == .filtered)
        #expect(T.answer(try T.decode([T.end(reason)])).stop == .filtered)
    }

    @Test("an answer of nothing is none, one without an end was cut")
    func failures() throws {
        #expect(try T.failure { try T.decode([T.end()]) } == .empty)
        #expect(try T.failure { try T.decode([T.end("OTHER")]) } == .empty)
        #expect(try T.failure { try T.decode([]) } == .empty)
        #expect(try T.failure { try T.decode([T.chunk(#"{"text":"a"}"#)]) } == .cutShort)
        #expect(T.answer(try T.decode([T.chunk(#"{"text":"a"}"#), T.end("NEW")])).stop == .end)
        guard case .malformed = try T.failure({ try T.decode(["<html>"]) }) else {
            Issue.record("HTML was taken")
            return
        }
    }

    @Test("an error is reported as it came, also out of its array")
    func errors() throws {
        let error = #"{"error":{"code":503,"message":"busy","status":"UNAVAILABLE"}}"#
        for body in [error, "[\(error)]"] {
            #expect(try T.failure { try T.decode([body]) } == .reported(Array(error.utf8)))
            #expect(try T.failure { try T.decode(whole: body) } == .reported(Array(error.utf8)))
        }
    }

    @Test("pitfall 152: thoughts are counted beside the candidates")
    func pitfall152() throws {
        let usage = T.answer(
            try T.decode([
                T.chunk(#"{"text":"a"}"#, #","finishReason":"STOP""#),
                #"{"usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":60,"toolUsePromptTokenCount":7,"candidatesTokenCount":10,"thoughtsTokenCount":30,"totalTokenCount":147}}"#,
            ])
        ).usage
        #expect(usage.input == 47 && usage.cacheRead == 60)
        #expect(usage.output == 10 && usage.reasoning == 30 && usage.allOutput == 40)
        #expect(usage.total == 147)
    }

    @Test("counts are cumulative, and a report of zeros is none")
    func counts() throws {
        func chunk(_ usage: String) -> String { #"{"usageMetadata":\#(usage)}"# }
        let usage = T.answer(
            try T.decode([
                chunk(#"{"promptTokenCount":15,"totalTokenCount":15}"#),
                T.chunk(#"{"text":"a"}"#, #","finishReason":"STOP""#),
                chunk(#"{"promptTokenCount":13,"candidatesTokenCount":2,"totalTokenCount":15}"#),
                chunk(#"{"promptTokenCount":0,"trafficType":"ON_DEMAND"}"#),
            ])
        ).usage
        #expect(usage.input == 13 && usage.output == 2)
    }

    @Test("more cached tokens than tokens are counted apart")
    func exclusiveCount() throws {
        let usage = T.answer(
            try T.decode([
                T.chunk(#"{"text":"a"}"#, #","finishReason":"STOP""#),
                #"{"usageMetadata":{"promptTokenCount":10,"cachedContentTokenCount":60,"candidatesTokenCount":1}}"#,
            ])
        ).usage
        #expect(usage.input == 10 && usage.cacheRead == 60)
    }

    @Test("pitfall 179: chunks of Cloud Code are taken out of their object, and bare ones as well")
    func pitfall179() throws {
        let answer = T.answer(
            try T.decode([
                #"{"response":\#(T.chunk(#"{"text":"a"}"#)),"traceId":"t"}"#,
                T.chunk(#"{"text":"b"}"#), #"{"response":\#(T.end())}"#,
            ]))
        #expect(answer.blocks == [T.text("ab")])
        #expect(answer.usage.output == 2)
    }

    @Test("an end amid the answer is not the end")
    func earlyEnd() throws {
        let answer = T.answer(
            try T.decode([
                T.chunk(
                    #"{"executableCode":{"language":"PYTHON","code":"1"}}"#,
                    #","finishReason":"STOP""#),
                T.chunk(#"{"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"1"}}"#),
                T.chunk(#"{"text":"one"}"#), T.end(),
            ]))
        #expect(answer.blocks.count == 3)
        guard case .opaque(let code) = answer.blocks[0] else {
            Issue.record("no code")
            return
        }
        #expect(code.type == "executableCode" && code.dialect == .gemini)
    }

    @Test("the terminator of another dialect is passed over")
    func done() throws {
        #expect(
            T.answer(try T.decode([T.chunk(#"{"text":"a"}"#), T.end(), "[DONE]"])).stop == .end)
    }

    @Test("only the first candidate counts")
    func candidates() throws {
        let chunk =
            #"{"candidates":[{"index":1,"content":{"parts":[{"text":"no"}]}},{"index":0,"content":{"parts":[{"text":"yes"}]},"finishReason":"STOP"}]}"#
        #expect(T.answer(try T.decode([chunk])).blocks == [T.text("yes")])
    }

    @Test("pictures are media")
    func media() throws {
        let answer = T.answer(
            try T.decode([
                T.chunk(
                    #"{"inlineData":{"mimeType":"image/png","data":"iVBORw=="},"thoughtSignature":"cw=="}"#
                ),
                T.end(),
            ]))
        var picture = Media(.image, .base64("iVBORw=="), mediaType: "image/png")
        picture.proof = Proof(.google, "cw==")
        #expect(answer.blocks == [.media(picture)])
    }

    @Test("sources are told in scalars, though they come in bytes")
    func citations() throws {
        let grounding =
            #","finishReason":"STOP","groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a","title":"A"}},{"retrievedContext":{"title":"B","text":"words"}}],"groundingSupports":[{"segment":{"startIndex":6,"endIndex":11},"groundingChunkIndices":[0,1]},{"segment":{"endIndex":5},"groundingChunkIndices":[0]}]}"#
        // 😀 has four bytes, ß two.
        let answer = T.answer(
            try T.decode([T.chunk(#"{"text":"😀"}"#), T.chunk(#"{"text":"ßabcde"}"#, grounding)]))
        guard case .text(let text) = answer.blocks[0] else {
            Issue.record("no text")
            return
        }
        #expect(text.citations.map(\.url) == ["https://a", nil, "https://a"])
        #expect(text.citations.map(\.range) == [2..<7, 2..<7, 0..<1])
        #expect(text.citations[1].citedText == "words")
    }

    @Test("sources that are told twice count once")
    func repeatedCitations() throws {
        let grounding =
            #","groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a"}}],"groundingSupports":[{"segment":{"endIndex":1},"groundingChunkIndices":[0]}]}"#
        let answer = T.answer(
            try T.decode([
                T.chunk(#"{"text":"a"}"#, grounding),
                T.chunk(#"{"text":"b"}"#, grounding + #","finishReason":"STOP""#),
            ]))
        guard case .text(let text) = answer.blocks[0] else { return }
        #expect(text.citations.count == 1)
    }

    @Test("arguments that come leaf by leaf are put together")
    func partialArguments() throws {
        func piece(_ path: String, _ value: String) -> String {
            T.chunk(
                #"{"functionCall":{"partialArgs":[{"jsonPath":"\#(path)",\#(value)}],"willContinue":true}}"#
            )
        }
        let answer = T.answer(
            try T.decode([
                T.chunk(#"{"functionCall":{"name":"f","id":"x","willContinue":true}}"#),
                piece("$.a.b[1]", #""numberValue":1.50"#),
                piece("$.t", #""stringValue":"he","willContinue":true"#),
                piece("$.t", #""stringValue":"y""#), piece("$['odd name']", #""boolValue":true"#),
                piece("$.n", #""nullValue":"NULL_VALUE""#), T.chunk(#"{"functionCall":{}}"#),
                T.end(),
            ]))
        #expect(
            answer.blocks == [
                T.call("x", "f", #"{"a":{"b":[null,1.50]},"t":"hey","odd name":true,"n":null}"#)
            ])
    }

    @Test("a decoder is a pure function of frames")
    func purity() throws {
        let frames = [
            T.chunk(#"{"functionCall":{"name":"f"},"thoughtSignature":"cw=="}"#), T.end(),
        ]
        #expect(try T.decode(frames) == T.decode(frames))
    }
}
