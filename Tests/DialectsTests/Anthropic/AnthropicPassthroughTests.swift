import Foundation
import IPC
import Testing

@testable import Dialects

@Suite("anthropic: passing through")
struct AnthropicPassthroughTests {
    private typealias T = AnthropicTesting

    private func spliced(
        _ body: String, _ target: Target = T.target("other"), endpoint: Endpoint = .chat,
        headers: [Header] = []
    ) throws -> (EncodedRequest, String)? {
        let source = try T.source(body, endpoint: endpoint, headers: headers)
        let facts = try AnthropicCodec.facts(source)
        guard let encoded = AnthropicCodec.splice(source, facts, target) else { return nil }
        return (encoded, T.written(encoded, from: source.bytes))
    }

    @Test("only the model's name changes, byte for byte")
    func model() throws {
        let body =
            #"{ "model" : "m","max_tokens":1e2,"temperature":0.70, "max_tokens_x":1, "messages":[{"role":"user","content":"\u00e9"}] }"#
            .replacingOccurrences(of: "1e2", with: "100")
        let (encoded, written) = try #require(try spliced(body))
        #expect(written == body.replacingOccurrences(of: #""m""#, with: #""other""#))
        #expect(encoded.path == "/v1/messages" && !encoded.plan.streams)
    }

    @Test("headers are the client's own")
    func headers() throws {
        let (encoded, _) = try #require(
            try spliced(
                T.body(#","stream":true"#),
                headers: [
                    Header(name: "anthropic-version", value: "2024-01-01"),
                    Header(name: "anthropic-beta", value: "a-1,b-2"),
                ]))
        func value(_ name: String) -> String? {
            encoded.headers.first { $0.name == name }?.value
        }
        #expect(value("anthropic-version") == "2024-01-01" && value("anthropic-beta") == "a-1,b-2")
        #expect(value("accept") == "text/event-stream" && encoded.plan.clientStreams)
    }

    @Test("beta features in the body become a header")
    func betas() throws {
        let (encoded, written) = try #require(try spliced(T.body(#","betas":["x-1"]"#)))
        #expect(!written.contains("betas"))
        #expect(encoded.headers.contains { $0.name == "anthropic-beta" && $0.value == "x-1" })
    }

    @Test("pitfall 171: enveloped proofs of others go with their block, own ones lose the envelope")
    func pitfall171() throws {
        let own = ProofEnvelope.wrap(Proof(.anthropic, "OWN"))
        let foreign = ProofEnvelope.wrap(Proof(.google, "FOREIGN"))
        let body = T.body(
            messages: """
                [{"role":"user","content":"a"},{"role":"assistant","content":[
                {"type":"thinking","thinking":"x","signature":"\(foreign)"},
                {"type":"thinking","thinking":"y","signature":"\(own)"},
                {"type":"thinking","thinking":"z","signature":"BARE"},
                {"type":"text","text":"gw1.x"}]},{"role":"user","content":"b"}]
                """)
        let (_, written) = try #require(try spliced(body))
        let blocks = try AnthropicTesting.read(written).turns[1].blocks
        #expect(
            blocks == [
                .reasoning(Reasoning("y", proof: Proof(.unknown, "OWN"))),
                .reasoning(Reasoning("z", proof: Proof(.unknown, "BARE"))),
                .text(TextBlock("gw1.x")),
            ])
    }

    @Test("a message that would be left empty makes the request be written anew")
    func emptied() throws {
        let foreign = ProofEnvelope.wrap(Proof(.google, "FOREIGN"))
        let body = T.body(
            messages: """
                [{"role":"user","content":"a"},{"role":"assistant","content":[
                {"type":"thinking","thinking":"x","signature":"\(foreign)"}]},
                {"role":"user","content":"b"}]
                """)
        #expect(try spliced(body) == nil)
    }

    @Test("hosts that know less get a request of their own")
    func hosts() throws {
        for profile in ["kimi", "glm", "deepseek", "minimax"] {
            #expect(try spliced(T.body(), T.target("x", profile: profile)) == nil)
        }
        #expect(try spliced(T.body(), T.target("x", profile: "my-node")) != nil)
    }

    @Test("Vertex: version instead of model")
    func vertex() throws {
        let (encoded, written) = try #require(
            try spliced(
                T.body(#","stream":true"#), T.target("claude-x", profile: "vertex")))
        #expect(encoded.path == "/models/claude-x:streamRawPredict")
        #expect(try T.member(written, "model") == nil)
        #expect(try T.member(written, "anthropic_version") == #""vertex-2023-10-16""#)
    }

    @Test("a count of tokens has its own path")
    func countTokens() throws {
        let (encoded, _) = try #require(
            try spliced(
                #"{"model":"m","messages":[{"role":"user","content":"a"}]}"#,
                endpoint: .countTokens))
        #expect(encoded.path == "/v1/messages/count_tokens")
    }

    // MARK: Observer

    private func observe(_ frames: [String]) throws -> any AnswerObserver {
        var observer = AnthropicCodec.makeObserver(AnswerPlan())
        for frame in frames {
            let bytes = Array(frame.utf8)
            _ = try observer.observe(name: "", data: bytes.span.bytes)
        }
        return observer
    }

    @Test("an answer has meaning from its first piece on, and an end with message_stop")
    func observer() throws {
        #expect(try !observe([T.start, T.open(0, T.text), #"{"type":"ping"}"#]).hasMeaning)
        let begun = try observe([T.start, T.open(0, T.text), T.delta(0, T.textDelta("abc"))])
        #expect(begun.hasMeaning && !begun.isFinished && begun.textBytes == 3)
        #expect(begun.model == "claude")
        let ended = try observe([
            T.start, T.open(0, T.text), T.delta(0, T.textDelta("a")), T.end(), T.stop,
        ])
        #expect(ended.isFinished && ended.isComplete && ended.usage.output == 5)
    }

    @Test("a provider's report inside a stream is no answer")
    func reported() throws {
        #expect(throws: AnswerFailure.self) {
            try observe([T.start, #"{"type":"error","error":{"type":"api_error","message":"x"}}"#])
        }
    }

    @Test("a plain answer, and a count of tokens")
    func whole() throws {
        func observed(_ body: String) throws -> any AnswerObserver {
            var observer = AnthropicCodec.makeObserver(AnswerPlan())
            let bytes = Array(body.utf8)
            try observer.observe(whole: bytes.span.bytes)
            return observer
        }
        let answer = try observed(
            #"{"type":"message","model":"c","content":[{"type":"text","text":"abc"}],"stop_reason":"end_turn","usage":{"input_tokens":2,"output_tokens":3}}"#
        )
        #expect(answer.hasMeaning && answer.textBytes == 3 && answer.usage.total == 5)
        #expect(try observed(#"{"input_tokens":5}"#).hasMeaning)
        #expect(throws: AnswerFailure.self) {
            try observed(#"{"type":"error","error":{"type":"api_error","message":"x"}}"#)
        }
    }
}
