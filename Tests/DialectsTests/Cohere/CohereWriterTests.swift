import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("cohere: requests")
struct CohereWriterTests {
    private let testing = CohereCorpusTests.testing

    private static let schema = RawJSON(
        #"{"type":"object","properties":{"a":{"type":"integer","minimum":1}},"required":["a"]}"#)

    private func tool(_ name: String) -> Tool {
        Tool(name: name, description: "d", parameters: Self.schema)
    }

    private func call(_ id: String, _ name: String = "f", _ arguments: String = "{}") -> Block {
        .toolCall(ToolCall(id: id, name: name, arguments: arguments))
    }

    private func result(_ id: String, _ content: [Block]) -> Block {
        .toolResult(ToolResult(callID: id, content: content))
    }

    @Test func pathAndHeaders() throws {
        var request = testing.request()
        request.stream = true
        let encoded = try CohereCodec.write(request, testing.target())
        #expect(encoded.path == "/chat")
        #expect(encoded.headers.contains(Header(name: "accept", value: "text/event-stream")))
        #expect(encoded.plan.streams && encoded.plan.clientStreams)
        let body = try testing.write(request)
        #expect(body.raw("model") == #""command-a-03-2025""# && body["stream"]?.bool == true)
        #expect(body.raw("messages") == #"[{"role":"user","content":"hi"}]"#)
    }

    @Test func systemTextStaysWhereItIs() throws {
        var request = testing.request()
        request.system = [TextBlock("a"), TextBlock(" "), TextBlock("b")]
        request.turns.append(Turn(.system, [.text(TextBlock("later"))]))
        request.turns.append(Turn(.user, [.text(TextBlock("go"))]))
        let messages = try testing.write(request)["messages"]
        #expect(
            messages?.raw()
                == #"[{"role":"system","content":"a\n\nb"},{"role":"user","content":"hi"},"#
                + #"{"role":"system","content":"later"},{"role":"user","content":"go"}]"#)
    }

    @Test func aToolLoop() throws {
        var request = testing.request()
        request.tools = [tool("f")]
        request.turns += [
            Turn(
                .assistant,
                [
                    .reasoning(Reasoning("plan")), .text(TextBlock("Let me see.")),
                    call("a", "f", #"{"a": 1}"#), call("b", "f", ""),
                ]),
            Turn(.user, [result("b", [.text(TextBlock("2"))]), result("a", [])]),
            Turn(.user, [.text(TextBlock("and?"))]),
        ]
        let body = try testing.write(request)
        #expect(try testing.violations(request).isEmpty)
        let assistant = body.at("messages", "1")
        #expect(assistant?.raw("content") == #""Let me see.""#)
        #expect(assistant?.raw("tool_plan") == #""plan""#)
        #expect(
            assistant?.raw("tool_calls", "0")
                == #"{"id":"a","type":"function","function":{"name":"f","arguments":"{\"a\": 1}"}}"#
        )
        #expect(assistant?.raw("tool_calls", "1", "function", "arguments") == #""{}""#)
        #expect(
            body.raw("messages", "2")
                == #"{"role":"tool","tool_call_id":"a","content":"(no output)"}"#)
        #expect(body.raw("messages", "3", "content") == #""2""#)
        #expect(body.raw("messages", "4", "content") == #""and?""#)
    }

    @Test func modelsThatThinkReadTheirThoughts() throws {
        var request = testing.request()
        request.turns += [
            Turn(.assistant, [.reasoning(Reasoning("hm")), .text(TextBlock("x"))]),
            Turn(.user, [.text(TextBlock("go"))]),
        ]
        let content = try testing.write(request, testing.target("command-a-reasoning-08-2025"))
            .raw("messages", "1", "content")
        #expect(content == #"[{"type":"thinking","thinking":"hm"},{"type":"text","text":"x"}]"#)
        #expect(try testing.write(request).raw("messages", "1", "content") == #""x""#)
    }

    @Test(
        arguments: [
            (ToolChoice.auto, nil, 2), (ToolChoice.none, "NONE", 2), (.required, "REQUIRED", 2),
            (.tool("g"), "REQUIRED", 1), (.allowed(["g"], required: true), "REQUIRED", 1),
            (.allowed(["g"], required: false), nil, 1),
        ] as [(ToolChoice, String?, Int)])
    func toolChoice(_ choice: ToolChoice, _ word: String?, _ count: Int) throws {
        var request = testing.request()
        request.tools = [tool("f"), tool("g"), tool("f")]
        request.toolChoice = choice
        let body = try testing.write(request)
        #expect(body["tool_choice"]?.string == word && body["tools"]?.count == count)
        #expect(try testing.violations(request).isEmpty)
    }

    @Test("pitfall 119: no choice without tools") func pitfall119() throws {
        var request = testing.request()
        request.toolChoice = .required
        request.parallelToolCalls = false
        let encoded = try CohereCodec.write(request, testing.target())
        #expect(try testing.write(request)["tool_choice"] == nil)
        #expect(
            encoded.warnings == [
                "the choice of a tool that was left out was left out: cohere has nothing like it"
            ])
    }

    @Test("pitfall 133 and 137: names of tools are made legal and come back")
    func pitfall133() throws {
        var request = testing.request()
        var spaced = tool("read.file")
        spaced.namespace = "mcp"
        request.tools = [spaced, tool("a/b")]
        let encoded = try CohereCodec.write(request, testing.target())
        let names = try testing.write(request)["tools"]?.array?.compactMap {
            $0.at("function", "name")?.string
        }
        #expect(names == ["mcp__read_file", "a_b"])
        #expect(encoded.plan.toolNames.client("a_b") == "a/b")
        #expect(
            encoded.plan.namespaces["mcp__read_file"]
                == QualifiedName(namespace: "mcp", name: "read.file"))
    }

    @Test func customToolsAreFunctionsOfOneText() throws {
        var request = testing.request()
        var custom = Tool(name: "patch", description: "Edits.")
        custom.kind = .custom(
            format: RawJSON(#"{"type":"grammar","syntax":"lark","definition":"start: A"}"#))
        request.tools = [custom]
        var call = ToolCall(id: "c", name: "patch", arguments: "*** x")
        call.kind = .custom
        request.turns += [
            Turn(.assistant, [.toolCall(call)]),
            Turn(.user, [result("c", [.text(TextBlock("ok"))])]),
        ]
        let body = try testing.write(request)
        #expect(try CohereCodec.write(request, testing.target()).plan.customTools == ["patch"])
        #expect(
            body.at("tools", "0", "function", "description")?.string?.contains("start: A") == true)
        #expect(
            body.at("messages", "1", "tool_calls", "0", "function", "arguments")?.string
                == #"{"input":"*** x"}"#)
    }

    @Test func structuredOutput() throws {
        var request = testing.request()
        request.format = .jsonSchema(JSONSchemaFormat(Self.schema, name: "n"))
        let format = try testing.write(request)["response_format"]
        #expect(format?["type"]?.string == "json_object")
        // What the dialect does not know is told in the description.
        #expect(
            format?.raw("json_schema", "properties", "a")
                == #"{"type":"integer","description":"minimum: 1"}"#)
        #expect(try testing.violations(request).isEmpty)
        request.format = .jsonObject
        #expect(try testing.write(request).raw("response_format") == #"{"type":"json_object"}"#)
        #expect(
            try testing.write(request).at("messages", "0", "content")?.string == FormatWords.object)
    }

    @Test("pitfall 123: a format that cannot be had is told in words")
    func pitfall123() throws {
        var request = testing.request()
        request.format = .jsonSchema(JSONSchemaFormat(Self.schema))
        request.tools = [tool("f")]
        let encoded = try CohereCodec.write(request, testing.target())
        let body = try testing.write(request)
        #expect(body["response_format"] == nil && encoded.plan.stripsFences)
        #expect(body.at("messages", "0", "content")?.string?.contains(#""minimum":1"#) == true)
        #expect(encoded.warnings.count == 1)
        // A root that is no object, and one without a required member.
        for schema in [#"{"type":"array"}"#, #"{"type":"object","properties":{"a":{}}}"#] {
            request.tools = []
            request.format = .jsonSchema(JSONSchemaFormat(RawJSON(schema)))
            #expect(try testing.write(request)["response_format"] == nil)
        }
    }

    @Test func samplingIsBroughtIntoRange() throws {
        var request = testing.request()
        request.sampling.temperature = NumberText("1.70")
        request.sampling.topP = NumberText("1")
        request.sampling.topK = NumberText("900")
        request.sampling.seed = NumberText("42")
        request.sampling.presencePenalty = NumberText("-1")
        request.sampling.frequencyPenalty = NumberText("0.50")
        request.sampling.maxOutputTokens = 7
        request.sampling.stop = ["a", "", "b", "c", "d", "e", "f"]
        let body = try testing.write(request)
        #expect(body.raw("temperature") == "1.0" && body.raw("p") == "0.99")
        #expect(body.raw("k") == "500" && body.raw("seed") == "42")
        #expect(body.raw("presence_penalty") == "0.0" && body.raw("frequency_penalty") == "0.50")
        #expect(body.raw("max_tokens") == "7")
        #expect(body.raw("stop_sequences") == #"["a","b","c","d","e"]"#)
        #expect(try testing.violations(request).isEmpty)
        #expect(try CohereCodec.write(request, testing.target()).warnings.count == 1)
    }

    @Test func strengthOfReasoning() throws {
        func thinking(_ change: (inout ReasoningRequest) -> Void, limit: Int? = nil) throws
            -> String?
        {
            var request = testing.request()
            var reasoning = ReasoningRequest()
            change(&reasoning)
            request.reasoning = reasoning
            request.sampling.maxOutputTokens = limit
            return try testing.write(request, testing.target("command-a-reasoning-08-2025"))
                .raw("thinking")
        }
        #expect(try thinking { $0.isDisabled = true } == #"{"type":"disabled"}"#)
        #expect(
            try thinking { $0.effort = ReasoningRequest.Effort.none } == #"{"type":"disabled"}"#)
        #expect(try thinking { $0.effort = .high } == #"{"type":"enabled"}"#)
        #expect(try thinking { $0.effort = .low } == #"{"type":"enabled","token_budget":2048}"#)
        #expect(try thinking { $0.isAdaptive = true } == #"{"type":"enabled"}"#)
        #expect(
            try thinking({ $0.budget = 4000 }, limit: 100)
                == #"{"type":"enabled","token_budget":99}"#)
        #expect(try thinking { $0.isVisible = true } == nil)
        var request = testing.request()
        request.reasoning = ReasoningRequest()
        request.reasoning?.effort = .high
        #expect(try testing.write(request)["thinking"] == nil)
    }

    @Test func pictures() throws {
        var request = testing.request()
        var media = Media(.image, .base64("iVBORw0KGgo="), mediaType: "image/jpeg")
        media.detail = "high"
        request.turns[0].blocks.append(.media(media))
        request.turns[0].blocks.append(.media(Media(.image, .url("https://e.org/a.png"))))
        let content = try testing.write(request, testing.target("command-a-vision-07-2025"))
            .at("messages", "0", "content")
        // The bytes show what they are.
        #expect(
            content?.raw("1", "image_url")
                == #"{"url":"data:image/png;base64,iVBORw0KGgo=","detail":"high"}"#)
        #expect(content?.raw("2", "image_url") == #"{"url":"https://e.org/a.png"}"#)
        let refusal = try testing.refusal(request)
        #expect(refusal?.param == "messages" && refusal?.status == 400)
    }

    @Test("pitfall 101 and 102: pictures in results are shown by the user, or told of")
    func pitfall101() throws {
        var request = testing.request()
        request.tools = [tool("f")]
        let picture = Block.media(Media(.image, .base64("iVBORw0KGgo=")))
        request.turns += [
            Turn(.assistant, [call("c")]),
            Turn(.user, [result("c", [.text(TextBlock("see")), picture])]),
        ]
        let seeing = try testing.write(request, testing.target("command-a-vision-07-2025"))
        #expect(seeing.raw("messages", "2", "content") == #""see""#)
        #expect(seeing.at("messages", "3", "content", "1", "type")?.string == "image_url")
        let encoded = try CohereCodec.write(request, testing.target())
        #expect(encoded.warnings.count == 1)
        #expect(
            try testing.write(request).raw("messages", "2", "content")
                == #""see\n[image omitted]""#)
    }

    @Test func documentsOfTextAreText() throws {
        var request = testing.request()
        var media = Media(.document, .base64("aGVsbG8="), mediaType: "text/plain")
        media.name = "a.txt"
        request.turns[0].blocks = [.media(media)]
        #expect(
            try testing.write(request).raw("messages", "0", "content") == #""a.txt:\nhello""#)
        media.mediaType = "application/pdf"
        request.turns[0].blocks = [.media(media)]
        #expect(try testing.refusal(request)?.code == "unsupported_value")
    }

    @Test(
        "whatever a client of another dialect says, a strict provider takes",
        arguments: 0..<300 as Range<UInt64>)
    func requests(_ seed: UInt64) throws {
        let clients: [Dialect] = [.openaiChat, .openaiResponses, .anthropic, .gemini, .ollama]
        let client = clients[Int(seed % 5)]
        var generator = ConversationGenerator(seed: seed, client: client)
        generator.includesRefusable = seed.isMultiple(of: 7)
        let request = generator.request()
        for model in ["command-a-03-2025", "command-a-plus-05-2026", "command-a-vision-07-2025"] {
            let target = testing.target(model, client: client)
            if let refusal = try testing.refusal(request, target) {
                #expect(refusal.status == 400)
                continue
            }
            let violations = try testing.violations(request, target)
            #expect(violations.isEmpty, "\(model): \(violations)")
        }
    }
}
