import Foundation
import IPC
import Testing

@testable import Dialects

@Suite struct ResponsesPassthroughTests {
    private func items(_ json: String) -> [[String: Any]] {
        ResponsesTesting.object(json)["input"] as? [[String: Any]] ?? []
    }

    @Test("only the model changes")
    func model() throws {
        let json = #"{ "model" : "alias" , "input":"hi\u0021", "temperature":0.70 }"#
        #expect(
            try ResponsesTesting.spliced(json, ResponsesTesting.target(model: "gpt-5.4"))
                == json.replacing(#""alias""#, with: #""gpt-5.4""#))
    }

    @Test("pitfall 171: proofs of another maker go, those of the same are opened")
    func pitfall171MixedHistory() throws {
        let foreign = ProofEnvelope.wrap(Proof(.anthropic, "sig"))
        let own = ProofEnvelope.wrap(Proof(.openai, "gAAA"))
        let json =
            #"{"model":"m","input":[{"role":"user","content":"a"},"#
            + #"{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"\#(foreign)"},"#
            + #"{"type":"message","id":"msg_1","role":"assistant","content":"b"},"#
            + #"{"type":"reasoning","id":"rs_2","summary":[],"encrypted_content":"\#(own)"},"#
            + #"{"type":"message","id":"msg_2","role":"assistant","content":"c"}]}"#
        let found = items(
            try #require(try ResponsesTesting.spliced(json, ResponsesTesting.target(model: "m"))))
        #expect(found.count == 4)
        // Its id was bound to the reasoning that went.
        #expect(found[1]["id"] == nil && found[1]["content"] as? String == "b")
        #expect(found[2]["encrypted_content"] as? String == "gAAA")
        #expect(found[3]["id"] as? String == "msg_2")
    }

    @Test("pitfall 95: of two items with one id the first stays")
    func pitfall95Duplicates() throws {
        let item = #"{"type":"message","id":"msg_1","role":"assistant","content":"b"}"#
        let json = #"{"model":"m","input":[\#(item),\#(item),{"role":"user","content":"a"}]}"#
        #expect(
            try ResponsesTesting.spliced(json, ResponsesTesting.target(model: "m"))
                == #"{"model":"m","input":[\#(item),{"role":"user","content":"a"}]}"#)
    }

    @Test("pitfall 96: illegal ids are left out; reasoning that is sealed to one goes")
    func pitfall96IllegalIDs() throws {
        let long = String(repeating: "x", count: 70)
        let json =
            #"{"model":"m","input":[{"type":"message","id":"abc","role":"assistant","content":"a"},"#
            + #"{"type":"reasoning","id":"rs_\#(long)","summary":[],"encrypted_content":"gAAA"},"#
            + #"{"type":"function_call","id":"fc_1","call_id":"\#(long)","name":"f","arguments":"{}"},"#
            + #"{"type":"function_call_output","call_id":"\#(long)","output":"x"}]}"#
        let found = items(
            try #require(try ResponsesTesting.spliced(json, ResponsesTesting.target(model: "m"))))
        #expect(found.count == 3)
        #expect(found[0]["id"] == nil && found[1]["id"] == nil)
        let call = try #require(found[1]["call_id"] as? String)
        #expect(call.utf8.count <= 64 && found[2]["call_id"] as? String == call)
        // Other hosts have ids of their own.
        let other = try ResponsesTesting.spliced(
            #"{"model":"m","input":[{"type":"message","id":"abc","role":"assistant","content":"a"}]}"#,
            ResponsesTesting.target(profile: "deepseek", model: "m"))
        #expect(other?.contains(#""id":"abc""#) == true)
    }

    @Test("pitfall 149: marks for the cache go to those who know them")
    func pitfall149Breakpoints() throws {
        let json =
            #"{"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"a","prompt_cache_breakpoint":{"mode":"explicit"}}]}]}"#
        #expect(try ResponsesTesting.spliced(json, ResponsesTesting.target(model: "m")) == json)
        let other = try ResponsesTesting.spliced(
            json, ResponsesTesting.target(profile: "xai", model: "m"))
        #expect(other?.contains("prompt_cache_breakpoint") == false)
    }

    @Test("the ChatGPT backend gets what it wants")
    func chatgpt() throws {
        let json =
            #"{"model":"m","input":[{"role":"system","content":"s"}],"temperature":1,"max_output_tokens":9,"store":true,"include":["web_search_call.results"]}"#
        let body = ResponsesTesting.object(
            try #require(
                try ResponsesTesting.spliced(
                    json, ResponsesTesting.target(profile: "chatgpt", model: "m"))))
        #expect(body["temperature"] == nil && body["max_output_tokens"] == nil)
        #expect(body["store"] as? Bool == false && body["stream"] as? Bool == true)
        #expect(body["instructions"] as? String == "")
        #expect(
            body["include"] as? [String]
                == ["web_search_call.results", "reasoning.encrypted_content"])
        #expect((body["input"] as? [[String: Any]])?[0]["role"] as? String == "developer")
    }

    @Test("what a host lacks needs the request to be written anew")
    func rewritten() throws {
        let xai = ResponsesTesting.target(profile: "xai", model: "m")
        #expect(try ResponsesTesting.spliced(ResponsesSamples.codexRequest, xai) == nil)
        let tools =
            #"{"model":"m","input":[{"type":"additional_tools","role":"developer","tools":[]},{"role":"user","content":"a"}]}"#
        #expect(try ResponsesTesting.spliced(tools, xai) == nil)
        #expect(try ResponsesTesting.spliced(tools, ResponsesTesting.target(model: "m")) == tools)
    }

    @Test("Codex's headers and metadata go to OpenAI only")
    func headers() throws {
        let source = try ResponsesTesting.source(
            ResponsesSamples.codexRequest,
            headers: [
                Header(name: "x-codex-turn-state", value: "t"), Header(name: "cookie", value: "c"),
                Header(name: "session_id", value: "s"),
            ])
        let facts = try ResponsesCodec.facts(source)
        let openai = ResponsesCodec.splice(source, facts, ResponsesTesting.target())
        #expect(
            openai?.headers.map(\.name) == [
                "content-type", "accept", "x-codex-turn-state", "session_id",
            ])
        let azure = ResponsesCodec.splice(source, facts, ResponsesTesting.target(profile: "azure"))
        #expect(azure?.headers.map(\.name) == ["content-type", "accept"])
        #expect(
            azure.map { ResponsesTesting.text($0, original: source.bytes) }?.contains(
                "client_metadata")
                == false)
    }

    @Test("pitfall 167: a compaction has its own path and opens a summary of ours")
    func pitfall167Compact() throws {
        let sealed = ResponsesCompact.sealed("we \"did\" it")
        let source = try ResponsesTesting.source(
            #"{"model":"m","input":[{"type":"compaction","id":"cmp_1","encrypted_content":"\#(sealed)"}]}"#,
            endpoint: .compact)
        let request = try #require(
            ResponsesCodec.splice(
                source, try ResponsesCodec.facts(source), ResponsesTesting.target(model: "m")))
        #expect(request.path == "/responses/compact")
        let found = items(ResponsesTesting.text(request, original: source.bytes))
        #expect(found[0]["type"] as? String == "message")
        #expect(ResponsesTesting.sorted(found[0]["content"]).contains(#"we \"did\" it"#))
    }

    // MARK: Answers

    private func observe(_ frames: [String]) throws -> (ResponsesObserver, [FrameFate]) {
        var observer = ResponsesObserver()
        var fates: [FrameFate] = []
        for frame in frames {
            fates.append(try observer.observe(name: "", data: Array(frame.utf8).span.bytes))
        }
        return (observer, fates)
    }

    @Test("pitfall 24: an empty last output is filled with the items that came")
    func pitfall24Mended() throws {
        let item = #"{"id":"msg_1","type":"message","content":[]}"#
        let (observer, fates) = try observe([
            #"{"type":"response.output_item.done","output_index":0,"item":\#(item)}"#,
            #"{"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[]}}"#,
        ])
        let mended =
            #"{"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[\#(item)]}}"#
        #expect(fates == [.kept, .replaced(Array(mended.utf8))])
        #expect(observer.isFinished && observer.hasMeaning)
        #expect(
            String(decoding: observer.response, as: UTF8.self)
                == #"{"id":"resp_1","status":"completed","output":[\#(item)]}"#)
    }

    @Test("errors are seen, deltas counted, the rest kept")
    func observes() throws {
        let (observer, fates) = try observe([
            #"{"type":"response.created","response":{"model":"gpt-5.4"}}"#,
            #"{"type":"response.output_text.delta","delta":"abc"}"#, "[DONE]",
            #"{"type":"codex.rate_limits"}"#,
        ])
        #expect(fates.allSatisfy { $0 == .kept })
        #expect(observer.model == "gpt-5.4" && observer.textBytes == 3 && !observer.isFinished)
        #expect(throws: AnswerFailure.self) { try observe([#"{"type":"error","message":"x"}"#]) }
        #expect(throws: AnswerFailure.self) { try observe([#"{"error":{"message":"x"}}"#]) }
        #expect(throws: AnswerFailure.self) { try observe(["nonsense"]) }
    }

    @Test("a plain answer is checked to be one")
    func whole() throws {
        func observed(_ body: String) throws -> ResponsesObserver {
            var observer = ResponsesObserver()
            try observer.observe(whole: Array(body.utf8).span.bytes)
            return observer
        }
        let observer = try observed(
            #"{"model":"m","output":[{"type":"message"}],"usage":{"input_tokens":2,"output_tokens":1}}"#
        )
        #expect(observer.hasMeaning && observer.usage.input == 2 && observer.model == "m")
        #expect(throws: AnswerFailure.self) { try observed(#"{"detail":"no"}"#) }
        #expect(throws: AnswerFailure.empty) { try observed("") }
    }
}
