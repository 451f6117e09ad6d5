import IPC
import Testing

@testable import Dialects

@Suite("openai-chat: letting requests and answers through")
struct ChatPassthroughTests {
    private typealias T = ChatTesting

    // MARK: Requests

    @Test("nothing changes but the model's name")
    func plain() throws {
        let body =
            #"{ "model" : "alias", "messages":[{"role":"user","content":"h\u00e9"}], "temperature": 0.70 }"#
        #expect(try T.spliced(body, T.target("real")) == body.replacing("alias", with: "real"))
        #expect(try T.spliced(body, T.target("alias")) == body)
    }

    @Test("counts are asked for where the client did not, and hidden again")
    func usage() throws {
        let body = T.body(nil, #""stream":true"#)
        #expect(
            try T.spliced(body) == body.dropLast() + #","stream_options":{"include_usage":true}}"#)
        let source = try T.source(body)
        let encoded = try #require(
            ChatCodec.splice(source, try ChatCodec.facts(source), T.target()))
        #expect(encoded.plan.hidesUsage && encoded.plan.streams)
        let asked = T.body(nil, #""stream":true,"stream_options":{"include_usage":true}"#)
        #expect(try T.spliced(asked) == asked)
        let options = T.body(nil, #""stream":true,"stream_options":{"include_obfuscation":false}"#)
        #expect(
            try T.spliced(options)?.contains(#"{"include_obfuscation":false,"include_usage":true}"#)
                == true)
        #expect(
            try T.spliced(asked, T.target(profile: "mistral"))?.contains("stream_options") == false)
    }

    @Test("several answers pass through")
    func candidates() throws {
        let body = T.body(nil, #""n":3"#)
        #expect(try T.spliced(body) == body)
    }

    @Test("limits, roles and efforts get the names that the host knows")
    func renamed() throws {
        let limit = T.body(nil, #""max_completion_tokens":5"#)
        #expect(
            try T.spliced(limit, T.target(profile: "openrouter")) == T.body(nil, #""max_tokens":5"#)
        )
        let both = T.body(nil, #""max_tokens":4,"max_completion_tokens":5"#)
        #expect(
            try T.spliced(both, T.target("gpt-5", profile: "openai"))?.contains(
                #""max_completion_tokens":5"#) == true)
        #expect(
            try T.spliced(both, T.target("gpt-5", profile: "openai"))?.contains(#""max_tokens""#)
                == false)
        let role = T.body(#"{"role":"developer","content":"s"},"# + T.user)
        #expect(
            try T.spliced(role, T.target(profile: "groq"))
                == role.replacing("developer", with: "system"))
        #expect(
            try T.spliced(role, T.target("gpt-5", profile: "openai"))?.contains("developer") == true
        )
        let effort = T.body(nil, #""reasoning_effort":"xhigh""#)
        #expect(
            try T.spliced(effort, T.target("gpt-5", profile: "openai"))?.contains(#""high""#)
                == true)
    }

    @Test("what a host refuses is taken out")
    func refused() throws {
        let sampling = T.body(nil, #""temperature":0.5,"top_p":1"#)
        let body = try #require(try T.spliced(sampling, T.target("o3", profile: "openai")))
        #expect(!body.contains("temperature") && !body.contains("top_p"))
        let penalty = T.body(nil, #""presence_penalty":1"#)
        #expect(
            try T.spliced(penalty, T.target("x", profile: "cerebras"))?.contains("presence")
                == false)
    }

    @Test(
        "what edits cannot do is left to writing anew",
        arguments: [
            (
                "deepseek",
                #""response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{}}}"#
            ),
            ("kimi", #"\#(ChatTesting.tools),"tool_choice":"required""#),
            ("groq", #""logit_bias":{"1":1}"#), ("qwen", #""reasoning_effort":"low""#),
            ("xai", ChatTesting.tools), ("minimax", #""user":"u""#), ("perplexity", #""user":"u""#),
            ("mistral", #""seed":1"#),
        ])
    func anew(_ profile: String, _ fields: String) throws {
        #expect(try T.spliced(T.body(nil, fields), T.target("x", profile: profile)) == nil)
    }

    @Test("histories that a host would refuse are written anew")
    func histories() throws {
        let tools = T.body(T.user + "," + T.called + "," + T.result)
        #expect(try T.spliced(tools, T.target(profile: "mistral")) == nil)
        #expect(try T.spliced(tools, T.target(profile: "groq")) != nil)
        let named = T.body(#"{"role":"user","name":"n","content":"a"}"#)
        #expect(try T.spliced(named, T.target(profile: "groq")) == nil)
        let image = T.body(
            #"{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://e.com/a"}}]}"#
        )
        #expect(try T.spliced(image, T.target(profile: "kimi")) == nil)
        #expect(try T.spliced(image, T.target(profile: "openai")) != nil)
        let prefill = T.body(T.user + #",{"role":"assistant","content":"It is"}"#)
        #expect(try T.spliced(prefill, T.target(profile: "mistral")) == nil)
    }

    @Test("reasoning that a host misses is added, reasoning that it refuses is taken out")
    func reasoning() throws {
        let tools = T.body(T.user + "," + T.called + "," + T.result)
        let added = try #require(try T.spliced(tools, T.target("deepseek-v4", profile: "deepseek")))
        #expect(added.contains(#""reasoning_content":"""#))
        let old = T.body(
            T.user + #",{"role":"assistant","content":"a","reasoning_content":"why"},"# + T.user)
        #expect(try T.spliced(old, T.target("gpt-4o", profile: "openai"))?.contains("why") == false)
        #expect(try T.spliced(old) == old)
    }

    @Test("pitfall 171: foreign proofs in our envelope are taken out, all else stays")
    func pitfall171() throws {
        let foreign = ProofEnvelope.wrap(Proof(.anthropic, "sig"))
        let own = #"{"type":"reasoning.text","text":"t","signature":"s","index":1}"#
        let body = T.body(
            T.user
                + #",{"role":"assistant","content":"a","reasoning_details":[{"type":"reasoning.text","text":"x","signature":"\#(foreign)","index":0},\#(own)]},"#
                + T.user)
        let spliced = try #require(try T.spliced(body, T.target(profile: "openrouter")))
        #expect(spliced.contains(#""reasoning_details":[\#(own)]"#))
        #expect(!spliced.contains("gw1."))
        let call = T.body(
            T.user + ","
                + T.called.replacing(
                    #""type":"function","#,
                    with:
                        #""type":"function","extra_content":{"google":{"thought_signature":"\#(ProofEnvelope.wrap(Proof(.google, "s")))"}},"#
                )
                + "," + T.result)
        #expect(try T.spliced(call, T.target(profile: "groq"))?.contains("gw1.") == false)
        // Its own maker gets it unwrapped, which is more than an edit.
        #expect(try T.spliced(call, T.target(profile: "gemini")) == nil)
    }

    @Test("a user's rules need the canonical form")
    func rules() throws {
        var target = T.target()
        target.settings.systemPrompt = "always"
        #expect(try T.spliced(T.body(), target) == nil)
        let source = try T.source(#"{"model":"m","prompt":"a"}"#, endpoint: .completion)
        #expect(ChatCodec.splice(source, try ChatCodec.facts(source), T.target()) == nil)
    }

    // MARK: Answers

    private func observer(hides: Bool = false) -> any AnswerObserver {
        var plan = AnswerPlan()
        plan.hidesUsage = hides
        return ChatCodec.makeObserver(plan)
    }

    private func observe(
        _ payload: String, _ observer: inout any AnswerObserver, name: String = ""
    ) throws -> FrameFate {
        try observer.observe(name: name, data: Array(payload.utf8).span.bytes)
    }

    @Test("a stream passes, and is understood on its way")
    func stream() throws {
        var observer = observer()
        #expect(try observe(T.chunk(#"{"role":"assistant","content":""}"#), &observer) == .kept)
        #expect(!observer.hasMeaning && observer.model == "m")
        #expect(try observe(T.chunk(#"{"content":"abc"}"#), &observer) == .kept)
        #expect(observer.hasMeaning && observer.textBytes == 3 && !observer.isFinished)
        #expect(try observe(T.chunk("{}", finish: "stop"), &observer) == .kept)
        #expect(observer.isFinished && !observer.isComplete)
        #expect(try observe("[DONE]", &observer) == .kept)
        #expect(observer.isComplete)
    }

    @Test("counts that the client did not ask for are taken out, and only those")
    func hidden() throws {
        var observer = observer(hides: true)
        let null = T.chunk(#"{"content":"a"}"#, more: #","usage":null"#)
        #expect(try observe(null, &observer) == .replaced(Array(T.chunk(#"{"content":"a"}"#).utf8)))
        let alone = #"{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":1}}"#
        #expect(try observe(alone, &observer) == .dropped)
        #expect(observer.usage.input == 5)
        // Counts beside a choice came unasked.
        let beside = T.chunk(
            "{}", finish: "stop", more: #","usage":{"prompt_tokens":6,"completion_tokens":1}"#)
        #expect(try observe(beside, &observer) == .kept)
        #expect(observer.usage.input == 6)
        var open = self.observer()
        #expect(try observe(null, &open) == .kept)
        #expect(try observe(alone, &open) == .kept)
    }

    @Test("counts are found wherever hosts put them")
    func usagePlaces() throws {
        var observer = observer()
        _ = try observe(
            T.chunk(
                "{}", finish: "stop",
                more: #","x_groq":{"usage":{"prompt_tokens":5,"completion_tokens":1}}"#),
            &observer)
        #expect(observer.usage.input == 5)
        _ = try observe(
            #"{"choices":[{"delta":{},"usage":{"prompt_tokens":7,"completion_tokens":1}}]}"#,
            &observer)
        #expect(observer.usage.input == 7)
        _ = try observe(
            T.chunk("{}", more: #","usage":{"prompt_tokens":0,"completion_tokens":0}"#), &observer)
        #expect(observer.usage.input == 7)
    }

    @Test("errors within a stream are reported as they came")
    func errors() throws {
        let error = #"{"error":{"message":"m"}}"#
        #expect(throws: AnswerFailure.reported(Array(error.utf8))) {
            var observer = self.observer()
            _ = try self.observe(error, &observer)
        }
        #expect(throws: AnswerFailure.self) {
            var observer = self.observer()
            _ = try self.observe("{", &observer)
        }
    }

    @Test("a plain answer passes when it is one")
    func whole() throws {
        var observer = observer()
        let body =
            #"{"model":"x","choices":[{"message":{"content":"ab"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":1}}"#
        try observer.observe(whole: Array(body.utf8).span.bytes)
        #expect(
            observer.hasMeaning && observer.textBytes == 2 && observer.usage.input == 5
                && observer.model == "x")
        #expect(throws: AnswerFailure.empty) {
            var observer = self.observer()
            try observer.observe(whole: Array(#"{"choices":[]}"#.utf8).span.bytes)
        }
    }
}
