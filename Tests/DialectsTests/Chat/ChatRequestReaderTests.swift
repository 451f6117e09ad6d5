import IPC
import Testing

@testable import Dialects

@Suite("openai-chat: reading requests")
struct ChatRequestReaderTests {
    private typealias T = ChatTesting

    private func content(_ part: String) throws -> Block {
        let body = T.body(#"{"role":"user","content":[\#(part)]}"#)
        return try #require(try T.read(body).turns.first?.blocks.first)
    }

    private func media(_ part: String) throws -> Media {
        guard case .media(let media) = try content(part) else { throw T.Mistake(text: "no media") }
        return media
    }

    @Test("a conversation becomes turns in its order")
    func turns() throws {
        let messages = [
            #"{"role":"system","content":"s1"}"#,
            #"{"role":"developer","content":[{"type":"text","text":"s2"}]}"#,
            T.user, T.called, T.result, #"{"role":"system","content":"later"}"#,
            #"{"role":"assistant","content":"done","refusal":"no"}"#,
        ].joined(separator: ",")
        let request = try T.read(T.body(messages))
        #expect(request.system == [TextBlock("s1"), TextBlock("s2")])
        #expect(
            request.turns == [
                Turn(.user, [.text(TextBlock("hi"))]),
                Turn(
                    .assistant,
                    [.toolCall(ToolCall(id: "call_1", name: "f", arguments: #"{"a":1}"#))]),
                Turn(
                    .user,
                    [.toolResult(ToolResult(callID: "call_1", content: [.text(TextBlock("r"))]))]),
                Turn(.system, [.text(TextBlock("later"))]),
                Turn(.assistant, [.text(TextBlock("done")), .refusal("no")]),
            ])
    }

    @Test("fields keep their numbers as they were written")
    func fields() throws {
        let request = try T.read(
            T.body(
                nil,
                #""temperature":0.70,"top_p":1.0,"seed":12345678901234567890,"stop":"END","n":1,"user":"u","stream":true,"stream_options":{"include_usage":true},"logit_bias":{"5":-1},"top_k":4,"x_new":{"a":1}"#
            ))
        #expect(request.sampling.temperature == NumberText("0.70"))
        #expect(request.sampling.topP == NumberText("1.0"))
        #expect(request.sampling.seed == NumberText("12345678901234567890"))
        #expect(request.sampling.stop == ["END"])
        #expect(request.sampling.topK == NumberText("4"))
        #expect(request.sampling.logitBias == RawJSON(#"{"5":-1}"#))
        #expect(request.stream && request.includesUsage && request.userID == "u")
        #expect(
            request.extensions == [
                Extension(dialect: .openaiChat, name: "x_new", value: RawJSON(#"{"a":1}"#))
            ])
    }

    @Test("nulls are absent")
    func nulls() throws {
        let request = try T.read(
            T.body(
                nil,
                #""temperature":null,"stream":null,"tools":null,"stop":null,"response_format":null,"tool_choice":null"#
            ))
        #expect(
            request
                == {
                    var plain = ModelRequest(model: "m"); plain.turns = request.turns; return plain
                }())
    }

    @Test("pitfall 105: a picture's address may stand there as a plain string")
    func pitfall105() throws {
        let media = try media(#"{"type":"image_url","image_url":"https://example.com/a.png"}"#)
        #expect(media.source == .url("https://example.com/a.png"))
    }

    @Test("pitfall 104: an address is no data URI, and a data URI no address")
    func pitfall104() throws {
        let remote = try media(
            #"{"type":"image_url","image_url":{"url":"http://example.com/data:image/png;base64,AA","detail":"low"}}"#
        )
        #expect(remote.source == .url("http://example.com/data:image/png;base64,AA"))
        #expect(remote.detail == "low")
        let inline = try media(
            #"{"type":"image_url","image_url":{"url":"data:image/png;charset=utf-8;base64,AAAA"}}"#)
        #expect(inline.source == .base64("AAAA") && inline.mediaType == "image/png")
    }

    @Test("pitfall 107: a document is a document")
    func pitfall107() throws {
        let file = try media(
            #"{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERg=="}}"#
        )
        #expect(file.kind == .document && file.source == .base64("JVBERg=="))
        #expect(file.mediaType == "application/pdf" && file.name == "a.pdf")
        let kept = try media(#"{"type":"file","file":{"file_id":"file-1"}}"#)
        #expect(kept.source == .file(OpaqueID(.openaiChat, "file-1")))
    }

    @Test("pitfall 108: bare data gets its type from the file's name")
    func pitfall108() throws {
        let file = try media(#"{"type":"file","file":{"filename":"a.pdf","file_data":"JVBERg=="}}"#)
        #expect(file.source == .base64("JVBERg==") && file.mediaType == "application/pdf")
    }

    @Test("sound and film are read")
    func soundAndFilm() throws {
        let sound = try media(
            #"{"type":"input_audio","input_audio":{"data":"AAAA","format":"mp3"}}"#)
        #expect(sound.kind == .audio && sound.mediaType == "audio/mpeg")
        let film = try media(
            #"{"type":"video_url","video_url":{"url":"https://example.com/a.mp4"}}"#)
        #expect(film.kind == .video && film.source == .url("https://example.com/a.mp4"))
    }

    @Test("cache marks keep their maker")
    func cacheMarks() throws {
        guard
            case .text(let own) = try content(
                #"{"type":"text","text":"a","prompt_cache_breakpoint":{"mode":"explicit"}}"#),
            case .text(let foreign) = try content(
                #"{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}"#)
        else { throw T.Mistake(text: "no text") }
        #expect(own.cacheMark == OpaqueValue(.openaiChat, RawJSON(#"{"mode":"explicit"}"#)))
        #expect(foreign.cacheMark == OpaqueValue(.anthropic, RawJSON(#"{"type":"ephemeral"}"#)))
    }

    @Test("pitfall 113: of two limits the newer one counts")
    func pitfall113() throws {
        let request = try T.read(T.body(nil, #""max_completion_tokens":20,"max_tokens":10"#))
        #expect(request.sampling.maxOutputTokens == 20)
    }

    @Test("all ways to ask for reasoning are one")
    func reasoning() throws {
        func read(_ field: String) throws -> ReasoningRequest? {
            try T.read(T.body(nil, field)).reasoning
        }
        #expect(try read(#""reasoning_effort":"high""#)?.effort == .high)
        #expect(try read(#""reasoning_effort":"none""#)?.isDisabled == true)
        #expect(try read(#""reasoning":{"max_tokens":2000,"exclude":true}"#)?.budget == 2000)
        #expect(try read(#""reasoning":{"effort":"low","exclude":true}"#)?.isVisible == false)
        #expect(try read(#""thinking":{"type":"disabled"}"#)?.isDisabled == true)
        #expect(try read(#""thinking":{"type":"enabled"}"#)?.isAdaptive == true)
        #expect(try read(#""thinking":{"type":"enabled","budget_tokens":99}"#)?.budget == 99)
        #expect(try read(#""enable_thinking":false"#)?.isDisabled == true)
        #expect(try read(#""chat_template_kwargs":{"enable_thinking":true}"#)?.isAdaptive == true)
        #expect(try read(#""verbosity":"low""#) == nil)
    }

    @Test("tools of all kinds and ages")
    func tools() throws {
        let request = try T.read(
            T.body(
                nil,
                #""tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"},"strict":true}},{"type":"custom","custom":{"name":"c","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"x"}}}},{"type":"web_search","web_search":{"enable":true}}],"tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":false,"web_search_options":{"search_context_size":"low"}"#
            ))
        #expect(request.tools.map(\.name) == ["f", "c", "web_search", "web_search"])
        #expect(
            request.tools[0].strict == true
                && request.tools[0].parameters == RawJSON(#"{"type":"object"}"#))
        #expect(
            request.tools[1].kind
                == .custom(format: RawJSON(#"{"type":"grammar","syntax":"lark","definition":"x"}"#))
        )
        #expect(request.tools[2].kind == .builtin(.other("web_search")))
        var search = WebSearch()
        search.contextSize = "low"
        #expect(request.tools[3].kind == .builtin(.webSearch(search)))
        #expect(request.toolChoice == .tool("f") && request.parallelToolCalls == false)
    }

    @Test(
        "choices between tools",
        arguments: [
            (#""none""#, ToolChoice.none), (#""auto""#, .auto), (#""required""#, .required),
            (#""any""#, .required), (#"{"type":"custom","custom":{"name":"c"}}"#, .tool("c")),
            (#"{"type":"function","name":"f"}"#, .tool("f")),
            (
                #"{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"f"}}]}}"#,
                .allowed(["f"], required: true)
            ),
        ])
    func choices(_ json: String, _ choice: ToolChoice) throws {
        #expect(try T.read(T.body(nil, #""tool_choice":\#(json)"#)).toolChoice == choice)
    }

    @Test("legacy functions are tools, and their results find the calls")
    func functions() throws {
        let messages = [
            T.user,
            #"{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{\"a\":1}"}}"#,
            #"{"role":"function","name":"f","content":"r"}"#,
        ].joined(separator: ",")
        let request = try T.read(
            T.body(
                messages,
                #""functions":[{"name":"f","parameters":{"type":"object"}}],"function_call":{"name":"f"}"#
            ))
        #expect(request.usesLegacyFunctions && request.tools.map(\.name) == ["f"])
        #expect(request.toolChoice == .tool("f"))
        guard case .toolCall(let call) = request.turns[1].blocks[0],
            case .toolResult(let result) = request.turns[2].blocks[0]
        else { throw T.Mistake(text: "no call") }
        #expect(call.id == result.callID && !call.id.isEmpty && result.name == "f")
    }

    @Test("the answer's form")
    func format() throws {
        let schema =
            #""response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"a":1.0}}}"#
        var expected = JSONSchemaFormat(RawJSON(#"{"a":1.0}"#), name: "n")
        expected.strict = true
        #expect(try T.read(T.body(nil, schema)).format == .jsonSchema(expected))
        #expect(
            try T.read(T.body(nil, #""response_format":{"type":"json_object"}"#)).format
                == .jsonObject)
    }

    @Test(
        "what has no meaning is refused by the client's own name of it",
        arguments: [
            (#"{"messages":[{"role":"user","content":"a"}]}"#, "model"),
            (#"{"model":"m"}"#, "messages"),
            (#"{"model":"m","messages":[]}"#, "messages"),
            (#"{"model":7,"messages":[]}"#, "model"),
            (#"{"model":"","messages":[{"role":"user"}]}"#, "model"),
            (T.body("3"), "messages[0]"), (T.body(#"{"content":"a"}"#), "messages[0].role"),
            (T.body(#"{"role":"boss","content":"a"}"#), "messages[0].role"),
            (T.body(#"{"role":"user"}"#), "messages[0].content"),
            (T.body(#"{"role":"user","content":5}"#), "messages[0].content"),
            (T.body(#"{"role":"user","content":[{"text":"a"}]}"#), "messages[0].content[0].type"),
            (
                T.body(#"{"role":"user","content":[{"type":"text"}]}"#),
                "messages[0].content[0].text"
            ),
            (
                T.body(
                    T.user
                        + #",{"role":"user","content":[{"type":"text","text":"a"},{"type":"hologram"}]}"#
                ),
                "messages[1].content[1].type"
            ),
            (T.body(#"{"role":"tool","content":"a"}"#), "messages[0].tool_call_id"),
            (
                T.body(#"{"role":"assistant","tool_calls":[{"function":{"name":"f"}}]}"#),
                "messages[0].tool_calls[0].id"
            ),
            (
                T.body(#"{"role":"assistant","tool_calls":[{"id":"a","function":{}}]}"#),
                "messages[0].tool_calls[0].function.name"
            ),
            (T.body(nil, #""temperature":"hot""#), "temperature"),
            (T.body(nil, #""max_tokens":0"#), "max_tokens"),
            (T.body(nil, #""max_tokens":1.5"#), "max_tokens"),
            (T.body(nil, #""stream":"yes""#), "stream"), (T.body(nil, #""stop":7"#), "stop"),
            (T.body(nil, #""tools":{}"#), "tools"),
            (
                T.body(nil, #""tools":[{"type":"function","function":{}}]"#),
                "tools[0].function.name"
            ),
            (T.body(nil, #""tool_choice":"maybe""#), "tool_choice"),
            (T.body(nil, #""response_format":{"type":"xml"}"#), "response_format.type"),
            (T.body(nil, #""stream_options":{"include_usage":true}"#), "stream_options"),
            (T.body(#"{"role":"function","name":"f","content":"r"}"#), "messages[0].name"),
        ])
    func refusals(_ body: String, _ param: String) throws {
        let error = try #require(try T.refusal(body))
        #expect(error.status == 400 && error.param == param)
    }

    @Test(
        "a field that the gateway reads may stand once",
        arguments: ["model", "messages", "stream", "tools", "stream_options"])
    func duplicates(_ name: String) throws {
        let values = [
            "model": "\"n\"", "messages": "[\(T.user)]", "stream": "false", "tools": "[]",
        ]
        let value = values[name] ?? "null"
        let body = T.body(nil, #""\#(name)":\#(value),"\#(name)":\#(value)"#)
        let error = try #require(try T.refusal(body))
        #expect(error.code == "duplicate_field" && error.param == name)
    }

    @Test("what route must know")
    func facts() throws {
        let image =
            #"{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://e.com/a"}}]}"#
        let body = T.body(
            image,
            #""stream":true,"stream_options":{"include_usage":true},\#(T.tools),"response_format":{"type":"json_schema","json_schema":{}}"#
        )
        let facts = try ChatCodec.facts(T.source(body))
        #expect(facts.model == "m" && facts.stream && facts.includeUsage && facts.tools)
        #expect(facts.vision && facts.jsonSchema)
        #expect(facts.estimatedInputTokens == UInt64(body.utf8.count / 4))
    }
}
