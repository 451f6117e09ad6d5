import IPC
import JSON
import Testing

@testable import Dialects

@Suite("gemini: reading requests")
struct GeminiReaderTests {
    private typealias T = GeminiTesting

    @Test("model and form come from the path")
    func path() throws {
        let source = try T.source(T.body(), model: "models/gemini-2.5-pro", form: .array)
        let facts = try GeminiCodec.facts(source)
        #expect(facts.model == "gemini-2.5-pro")
        #expect(facts.stream && facts.includeUsage)
        #expect(try !GeminiCodec.facts(T.source(T.body(), form: .none)).stream)
        // Without a path the body may name it.
        let inBody = try T.source(T.body(#","model":"models/gemini-x""#), model: "")
        #expect(try GeminiCodec.facts(inBody).model == "gemini-x")
    }

    @Test("facts tell of tools, pictures and schemas in either spelling")
    func facts() throws {
        func facts(_ body: String) throws -> RequestFacts {
            try GeminiCodec.facts(T.source(body))
        }
        #expect(try !facts(T.body()).tools)
        #expect(try facts(T.body(#","tools":[{"googleSearch":{}}]"#)).tools)
        #expect(try facts(T.body(#","tools":{"function_declarations":[]}"#)).tools)
        #expect(try facts(T.body(#","generation_config":{"response_schema":{}}"#)).jsonSchema)
        let picture =
            #"[{"parts":[{"text":"a"},{"inline_data":{"mime_type":"image/png","data":"AA=="}}]}]"#
        #expect(try facts(T.body(contents: picture)).vision)
        let result =
            #"[{"parts":[{"functionResponse":{"name":"f","response":{},"parts":[{"inlineData":{"mimeType":"image/png","data":"AA=="}}]}}]}]"#
        #expect(try facts(T.body(contents: result)).vision)
    }

    @Test(
        "what has no meaning is refused, and named",
        arguments: [
            (#"{}"#, "contents"),
            (#"{"contents":[]}"#, "contents"),
            (#"{"contents":"hi"}"#, "contents"),
            (#"{"contents":[7]}"#, "contents[0]"),
            (#"{"contents":[{"role":"boss","parts":[]}]}"#, "contents[0].role"),
            (#"{"contents":[{"parts":[{"text":5}]}]}"#, "contents[0].parts[0].text"),
            (#"{"contents":[{"parts":[{"text":"a","inlineData":{}}]}]}"#, "contents[0].parts[0]"),
            (
                #"{"contents":[{"parts":[{"inlineData":{"data":"%%"}}]}]}"#,
                "contents[0].parts[0].inlineData.data"
            ),
            (
                #"{"contents":[{"parts":[{"functionCall":{"name":"f"}}]}]}"#,
                "contents[0].parts[0].functionCall"
            ),
            (
                #"{"contents":[{"role":"model","parts":[{"functionCall":{}}]}]}"#,
                "contents[0].parts[0].functionCall.name"
            ),
            (
                #"{"contents":{"parts":{"text":"a"}},"generation_config":{"top_p":"high"}}"#,
                "generationConfig.topP"
            ),
            (
                #"{"contents":{"parts":{"text":"a"}},"generationConfig":{"thinkingConfig":{"thinkingLevel":"much"}}}"#,
                "generationConfig.thinkingConfig.thinkingLevel"
            ),
            (
                #"{"contents":{"parts":{"text":"a"}},"toolConfig":{"functionCallingConfig":{"mode":"SOME"}}}"#,
                "toolConfig.functionCallingConfig.mode"
            ),
        ])
    func refusals(_ body: String, _ param: String) throws {
        let refusal = try #require(try T.refusal(body))
        #expect(refusal.status == 400)
        #expect(refusal.param == param)
        #expect(refusal.message.contains(param))
    }

    @Test("a field that stands twice is refused, in whichever spelling")
    func duplicates() throws {
        for more in [
            #","contents":[]"#, #","tools":[],"tools":[]"#,
            #","generationConfig":{},"generation_config":{}"#,
            #","systemInstruction":"a","system_instruction":"b""#,
        ] {
            #expect(try T.refusal(T.body(more))?.code == "duplicate_field")
        }
    }

    @Test("one value stands for a list of it, and a text for a part")
    func shapes() throws {
        let body =
            #"{"contents":{"parts":{"text":"a"}},"system_instruction":"s","tools":{"function_declarations":{"name":"f"}}}"#
        let request = try T.read(body)
        #expect(request.turns == [T.user(T.text("a"))])
        #expect(request.system == [TextBlock("s")])
        #expect(request.tools.map(\.name) == ["f"])
        let parts = try T.read(T.body(contents: #"[{"parts":["a"]},{"role":"model","parts":[]}]"#))
        #expect(parts.turns == [T.user(T.text("a"))])
    }

    @Test(
        "instructions come as text, as a content, as parts",
        arguments: [
            #""s""#, #"{"parts":[{"text":"s"}]}"#, #"{"role":"user","parts":{"text":"s"}}"#,
            #"{"text":"s"}"#, #"[{"text":"s"}]"#,
        ])
    func system(_ system: String) throws {
        let request = try T.read(T.body(#","systemInstruction":\#(system)"#))
        #expect(request.system == [TextBlock("s")])
    }

    @Test("thoughts, texts, code and files become blocks")
    func parts() throws {
        let contents =
            #"[{"role":"user","parts":[{"file_data":{"file_uri":"https://example.com/a.pdf"}},{"fileData":{"fileUri":"gs://b/c.mp4","mimeType":"video/mp4"},"videoMetadata":{"fps":1}},{"fileData":{"fileUri":"https://youtu.be/x"}}]},{"role":"model","parts":[{"text":"t","thought":true},{"text":"a"},{"executableCode":{"language":"PYTHON","code":"1"}}]}]"#
        let request = try T.read(T.body(contents: contents))
        let user = request.turns[0].blocks
        #expect(
            user[0]
                == .media(
                    Media(
                        .document, .url("https://example.com/a.pdf"), mediaType: "application/pdf"))
        )
        guard case .media(let film) = user[1], case .media(let tube) = user[2] else {
            Issue.record("no media")
            return
        }
        #expect(film.kind == .video && film.source == .file(OpaqueID(.gemini, "gs://b/c.mp4")))
        #expect(film.extras == OpaqueValue(.gemini, RawJSON(#"{"videoMetadata":{"fps":1}}"#)))
        #expect(
            tube.kind == .video && tube.source == .file(OpaqueID(.gemini, "https://youtu.be/x")))
        let model = request.turns[1].blocks
        #expect(model[0] == .reasoning(Reasoning("t")))
        #expect(model[1] == T.text("a"))
        #expect(
            model[2]
                == .opaque(
                    OpaqueBlock(
                        .gemini, type: "executableCode",
                        json: RawJSON(#"{"executableCode":{"language":"PYTHON","code":"1"}}"#))))
    }

    @Test("calls without ids are paired by name and order, also across turns")
    func pairing() throws {
        let contents =
            #"[{"parts":[{"text":"q"}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{"n":1}}},{"functionCall":{"name":"g"}},{"functionCall":{"name":"f","args":{"n":2}}}]},{"role":"function","parts":[{"functionResponse":{"name":"f","response":{"output":"1"}}},{"functionResponse":{"name":"f","response":{"output":"2"}}},{"functionResponse":{"name":"g","response":{"error":"no"}}}]}]"#
        let request = try T.read(T.body(contents: contents))
        let calls = request.turns[1].blocks.compactMap(\.call)
        let results = request.turns[2].blocks.compactMap(\.result)
        #expect(Set(calls.map(\.id)).count == 3)
        #expect(calls.map(\.arguments) == [#"{"n":1}"#, "{}", #"{"n":2}"#])
        #expect(results.map(\.callID) == [calls[0].id, calls[2].id, calls[1].id])
        #expect(results.map(\.text) == ["1", "2", "no"])
        #expect(results.map(\.isError) == [false, false, true])
        // The same history gets the same ids.
        #expect(try T.read(T.body(contents: contents)) == request)
    }

    @Test("an id of a result that no call has is paired by name all the same")
    func foreignID() throws {
        let contents =
            #"[{"role":"model","parts":[{"functionCall":{"name":"f"}}]},{"parts":[{"functionResponse":{"id":"mine","name":"f","response":{"result":"x"}}}]}]"#
        let request = try T.read(T.body(contents: contents))
        let call = try #require(request.turns[0].blocks.first?.call)
        #expect(request.turns[1].blocks.first?.result?.callID == call.id)
    }

    @Test("pitfall 177: arguments and thoughts stay as they came, in one block a part")
    func pitfall177() throws {
        let arguments = #"{ "b" : 12345678901234567890, "a": 1.0, "\u0061": "\u00e9" }"#
        let contents =
            #"[{"role":"model","parts":[{"text":"one","thought":true},{"text":"two","thought":true},{"functionCall":{"id":"c","name":"f","args":\#(arguments)}}]}]"#
        let blocks = try T.read(T.body(contents: contents)).turns[0].blocks
        #expect(blocks.first == .reasoning(Reasoning("one")))
        #expect(blocks[1] == .reasoning(Reasoning("two")))
        #expect(blocks[2].call?.arguments == arguments)
    }

    @Test("a response that is no lone text is its JSON")
    func responses() throws {
        func text(_ response: String) throws -> String? {
            let contents =
                #"[{"parts":[{"functionResponse":{"name":"f","response":\#(response)}}]}]"#
            return try T.read(T.body(contents: contents)).turns[0].blocks.first?.result?.text
        }
        #expect(try text(#"{"output":"a"}"#) == "a")
        #expect(try text(#"{"result":"b"}"#) == "b")
        #expect(try text(#"{"output":{"x":1}}"#) == #"{"output":{"x":1}}"#)
        #expect(try text(#"{"output":"a","more":1}"#) == #"{"output":"a","more":1}"#)
        #expect(try text("{}") == "")
    }

    @Test("parameters of generation are read in either spelling")
    func generation() throws {
        let request = try T.read(
            T.body(
                #","generation_config":{"temperature":0.70,"top_p":0.9,"topK":40,"max_output_tokens":5,"stop_sequences":["a","b"],"seed":3,"presencePenalty":0.1,"frequency_penalty":0.2,"candidateCount":1,"responseLogprobs":true,"logprobs":2,"speechConfig":{"x":1}}"#
            ))
        let sampling = request.sampling
        #expect(sampling.temperature?.text == "0.70" && sampling.topP?.text == "0.9")
        #expect(sampling.topK?.text == "40" && sampling.maxOutputTokens == 5)
        #expect(sampling.stop == ["a", "b"] && sampling.seed?.text == "3")
        #expect(sampling.presencePenalty?.text == "0.1")
        #expect(sampling.frequencyPenalty?.text == "0.2")
        #expect(sampling.logprobs == true && sampling.topLogprobs == 2)
        #expect(
            request.extensions == [
                Extension(
                    dialect: .gemini, name: "generationConfig",
                    value: RawJSON(#"{"speechConfig":{"x":1}}"#))
            ])
    }

    @Test("thinking is a budget or a level, and is seen or not")
    func thinking() throws {
        func reasoning(_ config: String) throws -> ReasoningRequest? {
            try T.read(T.body(#","generationConfig":{"thinkingConfig":\#(config)}"#)).reasoning
        }
        #expect(try reasoning("{}") == nil)
        #expect(try reasoning(#"{"thinkingBudget":0}"#)?.isDisabled == true)
        #expect(try reasoning(#"{"thinking_budget":-1}"#)?.budget == -1)
        #expect(try reasoning(#"{"thinkingLevel":"low"}"#)?.effort == .low)
        let visible = try reasoning(#"{"include_thoughts":true}"#)
        #expect(visible?.isVisible == true && visible?.effort == nil)
    }

    @Test("forms of the answer")
    func forms() throws {
        func request(_ config: String) throws -> ModelRequest {
            try T.read(T.body(#","generationConfig":\#(config)"#))
        }
        let any = try request(#"{"responseMimeType":"application/json"}"#)
        #expect(any.format == .jsonObject && any.extensions.isEmpty)
        let schema = try request(
            #"{"responseMimeType":"application/json","responseSchema":{"type":"OBJECT","properties":{"type":{"type":"STRING"}}}}"#
        )
        #expect(
            schema.format
                == .jsonSchema(
                    JSONSchemaFormat(
                        RawJSON(
                            #"{"type":"object","properties":{"type":{"type":"string"}}}"#))))
        let words = try request(
            #"{"responseMimeType":"text/x.enum","responseSchema":{"type":"STRING","enum":["a","b"]}}"#
        )
        #expect(words.format == nil)
        #expect(words.system.first?.text.hasSuffix("a, b") == true)
        #expect(try request(#"{"responseModalities":["TEXT","IMAGE"]}"#).modalities == ["image"])
    }

    @Test("tools of all kinds, and the choice among them")
    func tools() throws {
        let request = try T.read(
            T.body(
                #","tools":[{"functionDeclarations":[{"name":"f","description":"d","parameters":{"type":"OBJECT","properties":{"a":{"type":"INTEGER"}}}}],"google_search":{}},{"functionDeclarations":[{"name":"g","parameters":{},"parameters_json_schema":{"type":"object"}}]},{"urlContext":{}}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f","g"]}}"#
            ))
        #expect(request.tools.map(\.name) == ["f", "googleSearch", "g", "urlContext"])
        #expect(
            request.tools[0].parameters?.text
                == #"{"type":"object","properties":{"a":{"type":"integer"}}}"#)
        #expect(request.tools[1].kind == .builtin(.webSearch(WebSearch())))
        #expect(request.tools[2].parameters?.text == #"{"type":"object"}"#)
        #expect(request.tools[3].kind == .builtin(.other("urlContext")))
        #expect(request.toolChoice == .allowed(["f", "g"], required: true))
    }

    @Test(
        "modes of calling",
        arguments: [
            (#"{"mode":"AUTO"}"#, ToolChoice.auto), (#"{"mode":"none"}"#, ToolChoice.none),
            (#"{"mode":"ANY"}"#, .required), (#"{"mode":2}"#, .required),
            (#"{"mode":"ANY","allowed_function_names":["f"]}"#, .tool("f")),
            (
                #"{"mode":"VALIDATED","allowedFunctionNames":["f"]}"#,
                .allowed(["f"], required: false)
            ),
        ])
    func modes(_ config: String, _ choice: ToolChoice) throws {
        let request = try T.read(
            T.body(#","tool_config":{"function_calling_config":\#(config)}"#))
        #expect(request.toolChoice == choice)
        #expect(request.extensions.isEmpty)
    }

    @Test("unknown fields are this dialect's own")
    func extensions() throws {
        let request = try T.read(
            T.body(
                #","safety_settings":[],"cachedContent":"cachedContents/x","labels":{"a":"b"},"serviceTier":"FLEX""#
            ))
        #expect(request.extensions.map(\.name) == ["safetySettings", "cachedContent"])
        #expect(request.metadata?.text == #"{"a":"b"}"#)
        #expect(request.serviceTier == "flex")
    }

    @Test("a count of tokens may hold the request in a member")
    func countTokens() throws {
        let body =
            #"{"generateContentRequest":{"model":"models/x","contents":[{"parts":[{"text":"a"}]}],"systemInstruction":"s"}}"#
        let request = try GeminiCodec.read(T.source(body, endpoint: .countTokens))
        #expect(request.turns == [T.user(T.text("a"))])
        #expect(request.system.map(\.text) == ["s"])
    }
}

extension Block {
    /// The call that it is.
    var call: ToolCall? {
        if case .toolCall(let call) = self { call } else { nil }
    }

    /// The result that it is.
    var result: ToolResult? {
        if case .toolResult(let result) = self { result } else { nil }
    }
}
