import IPC
import JSON
import Testing

@testable import Dialects

@Suite("gemini: passing through")
struct GeminiPassthroughTests {
    private typealias T = GeminiTesting

    private func envelope(_ family: ProofFamily, _ value: String = "c2ln") -> String {
        ProofEnvelope.wrapBase64(Proof(family, value))
    }

    private func body(_ parts: String) -> String {
        T.body(
            contents:
                #"[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[\#(parts)]},{"role":"user","parts":[{"text":"go"}]}]"#
        )
    }

    @Test("bodies go as they are, and the path names the model")
    func bytes() throws {
        let body = #"{ "contents" : [{"parts":[{"text":"\u00e9"}]}], "x": 1.0 }"#
        #expect(try T.spliced(body) == body)
        let source = try T.source(body, form: .events)
        let encoded = try #require(
            GeminiCodec.splice(
                source, try GeminiCodec.facts(source), T.target("gemini-x", profile: "vertex")))
        #expect(encoded.path == "/models/gemini-x:streamGenerateContent?alt=sse")
        #expect(encoded.plan.streams && encoded.plan.clientStreams)
        // A model in the body would contradict the path.
        #expect(try T.spliced(T.body(#","model":"models/other""#)) == T.body())
    }

    @Test("what is asked for in another form is written anew")
    func otherForms() throws {
        for source in [
            try T.source(T.body(), form: .array),
            try T.source(T.body(), endpoint: .countTokens),
        ] {
            #expect(GeminiCodec.splice(source, try GeminiCodec.facts(source), T.target()) == nil)
        }
    }

    @Test("pitfall 171: only enveloped proofs are changed")
    func pitfall171() throws {
        let call = #"{"functionCall":{"name":"f"},"thoughtSignature":"%"}"#
        let google = call.replacing("%", with: envelope(.google))
        #expect(try T.spliced(body(google)) == body(call.replacing("%", with: "c2ln")))
        let bare = body(call.replacing("%", with: "AbCd"))
        #expect(try T.spliced(bare) == bare)
        // Python's SDK writes the other alphabet of base64.
        let urlSafe = call.replacing(
            "%", with: envelope(.google).replacing("+", with: "-").replacing("/", with: "_"))
        #expect(try T.spliced(body(urlSafe)) == body(call.replacing("%", with: "c2ln")))
    }

    @Test("a foreign proof goes, and the part that was there for it")
    func foreignProofs() throws {
        let text = #"{"text":"a"}"#
        let carrier = #"{"text":"","thoughtSignature":"\#(envelope(.anthropic))"}"#
        #expect(try T.spliced(body("\(text),\(carrier)")) == body(text))
        #expect(try T.spliced(body(carrier)) == nil)
        let signed = #"{"text":"a","thoughtSignature":"\#(envelope(.openai))"}"#
        #expect(try T.spliced(body(signed)) == body(text))
        let call = #"{"functionCall":{"name":"f"},"thought_signature":"\#(envelope(.openai))"}"#
        #expect(
            try T.spliced(body(call))
                == body(
                    #"{"functionCall":{"name":"f"},"thought_signature":"\#(GeminiTurnWriter.sentinel)"}"#
                ))
        #expect(
            try T.spliced(body(call), T.target("gemini-2.5-pro"))
                == body(#"{"functionCall":{"name":"f"}}"#))
    }

    @Test("a loop that another provider began is written anew for models that want signatures")
    func unsignedLoop() throws {
        let loop = T.body(
            contents:
                #"[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[{"functionCall":{"name":"f"}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}}]}]"#
        )
        #expect(try T.spliced(loop) == nil)
        #expect(try T.spliced(loop, T.target("gemini-2.5-pro")) == loop)
        // What came before the user's last words is of no account.
        let done = body(#"{"functionCall":{"name":"f"}}"#)
        #expect(try T.spliced(done) == done)
    }

    // MARK: Observing

    private func observe(_ frames: String...) throws -> (any AnswerObserver, [FrameFate]) {
        var observer = GeminiCodec.makeObserver(AnswerPlan())
        var fates: [FrameFate] = []
        for frame in frames {
            let bytes = Array(frame.utf8)
            fates.append(try observer.observe(name: "", data: bytes.span.bytes))
        }
        return (observer, fates)
    }

    @Test("an observer sees meaning, text, end and counts")
    func observing() throws {
        var (observer, _) = try observe(T.chunk(#"{"text":""}"#))
        #expect(!observer.hasMeaning && !observer.isFinished && observer.model == "gemini-x")
        (observer, _) = try observe(T.chunk(#"{"text":"abc"}"#), T.end())
        #expect(observer.hasMeaning && observer.isFinished && !observer.isComplete)
        #expect(observer.textBytes == 3 && observer.usage.output == 2)
        (observer, _) = try observe(#"{"promptFeedback":{"blockReason":"OTHER"}}"#)
        #expect(observer.hasMeaning && observer.isFinished)
    }

    @Test(
        "pitfall 72: the terminator of another dialect is dropped, and Cloud Code's object taken off"
    )
    func frames() throws {
        let chunk = T.chunk(#"{"text":"a"}"#)
        let (_, fates) = try observe(#"{"response":\#(chunk),"traceId":"t"}"#, "[DONE]", chunk)
        #expect(fates == [.replaced(Array(chunk.utf8)), .dropped, .kept])
    }

    @Test("errors are reported")
    func errors() throws {
        let error = #"{"error":{"code":503}}"#
        for frame in [error, "[\(error)]"] {
            #expect(throws: AnswerFailure.reported(Array(error.utf8))) { try observe(frame) }
        }
        #expect(throws: AnswerFailure.self) { try observe("<html>") }
    }

    @Test("a plain answer and a count of tokens")
    func whole() throws {
        var observer = GeminiCodec.makeObserver(AnswerPlan())
        let bytes = Array(T.end("MAX_TOKENS").utf8)
        try observer.observe(whole: bytes.span.bytes)
        #expect(observer.hasMeaning && observer.isComplete && observer.usage.input == 9)
        var count = GeminiCodec.makeObserver(AnswerPlan())
        let tokens = Array(#"{"totalTokens":5}"#.utf8)
        try count.observe(whole: tokens.span.bytes)
        #expect(count.hasMeaning)
    }
}
