import IPC
import Testing

@testable import Dialects

@Suite("openai-chat: writing requests")
struct ChatRequestWriterTests {
    private typealias T = ChatTesting

    private func turns(_ turns: [Turn]) -> ModelRequest { T.request { $0.turns = turns } }
    private func user(_ text: String) -> Turn { Turn(.user, [.text(TextBlock(text))]) }
    private func assistant(_ text: String) -> Turn { Turn(.assistant, [.text(TextBlock(text))]) }
    private func call(_ id: String, _ arguments: String = "{}") -> Block {
        .toolCall(ToolCall(id: id, name: "f", arguments: arguments))
    }
    private func result(_ id: String, _ content: [Block]) -> Block {
        .toolResult(ToolResult(callID: id, content: content))
    }
    private func text(_ text: String) -> Block { .text(TextBlock(text)) }
    private func tool(_ name: String = "f") -> Tool { Tool(name: name) }
    private let foreign = T.target(client: .anthropic)

    // MARK: Turns

    @Test("pitfall 75: a system message in the middle stays there")
    func pitfall75() throws {
        let request = turns([user("a"), Turn(.system, [text("s")]), assistant("b"), user("c")])
        let view = try T.write(request, T.target(profile: "openai"))
        #expect(view.roles == ["user", "system", "assistant", "user"])
        // A host with strict templates hears it from the user.
        let strict = try T.write(request, T.target(profile: "vllm"))
        #expect(strict.roles == ["user", "user", "assistant", "user"])
        #expect(strict["messages.1.content"] == Turns.reminder("s"))
    }

    @Test("pitfall 76: several system texts are joined by a blank line")
    func pitfall76() throws {
        let view = try T.write(T.request { $0.system = [TextBlock("a"), TextBlock("b")] }, foreign)
        #expect(view["messages.0.content"] == "a\n\nb")
    }

    @Test("pitfall 81: an empty turn of the assistant is left out")
    func pitfall81() throws {
        let view = try T.write(turns([user("a"), assistant(""), user("b")]), foreign)
        #expect(view.roles == ["user", "user"])
    }

    @Test("pitfall 94: thinking alone is no message")
    func pitfall94() throws {
        let thought = Turn(.assistant, [.reasoning(Reasoning("why"))])
        let view = try T.write(turns([user("a"), thought, user("b")]), foreign)
        #expect(view.roles == ["user", "user"])
    }

    @Test("pitfall 84: a beginning of the answer goes where a host continues none")
    func pitfall84() throws {
        let request = turns([user("a"), assistant("It is ")])
        let refused = try ChatCodec.write(
            request, T.target(client: .anthropic, profile: "perplexity"))
        #expect(JSONView(T.bytes(refused)).roles == ["user"])
        #expect(!refused.warnings.isEmpty)
        let prefixed = try T.write(request, T.target(client: .anthropic, profile: "mistral"))
        #expect(prefixed["messages.1.prefix"] == "true")
    }

    @Test("pitfall 80: hosts with strict templates get turns that alternate")
    func pitfall80() throws {
        let request = T.request {
            $0.system = [TextBlock("s")]
            $0.turns = [self.user("a"), self.user("b"), self.assistant("c"), self.user("d")]
        }
        let view = try T.write(request, T.target(client: .anthropic, profile: "perplexity"))
        #expect(view.roles == ["system", "user", "assistant", "user"])
    }

    @Test("pitfall 89: what a user says between call and result comes behind the result")
    func pitfall89() throws {
        let request = turns([
            user("a"), Turn(.assistant, [call("1")]), user("between"),
            Turn(.user, [result("1", [text("r")])]),
        ])
        let view = try T.write(request, foreign)
        #expect(view.roles == ["user", "assistant", "tool", "user"])
        #expect(view["messages.3.content"] == "between")
    }

    @Test("pitfall 90: results come before the text of their turn")
    func pitfall90() throws {
        let request = turns([
            user("a"), Turn(.assistant, [call("1"), call("2")]),
            Turn(.user, [text("and"), result("2", [text("r2")]), result("1", [text("r1")])]),
        ])
        let view = try T.write(request, foreign)
        #expect(view.roles == ["user", "assistant", "tool", "tool", "user"])
    }

    @Test("pitfall 92: calls in several turns of the assistant are one message")
    func pitfall92() throws {
        let request = turns([
            user("a"), Turn(.assistant, [text("b")]), Turn(.assistant, [call("1")]),
            Turn(.assistant, [call("2")]),
            Turn(.user, [result("1", [text("r")]), result("2", [text("r")])]),
        ])
        let view = try T.write(request, T.target(client: .openaiResponses))
        #expect(view.roles == ["user", "assistant", "tool", "tool"])
        #expect(view["messages.1.content"] == "b" && view.count("messages.1.tool_calls") == 2)
    }

    @Test("pitfall 86: a call without result gets one, since the dialect demands it")
    func pitfall86() throws {
        let view = try T.write(
            turns([user("a"), Turn(.assistant, [call("1")]), user("b")]), foreign)
        #expect(view.roles.filter { $0 == "tool" }.count == view.count("messages.1.tool_calls"))
    }

    @Test("pitfall 87: a result without call is no tool message")
    func pitfall87() throws {
        let view = try T.write(
            turns([user("a"), Turn(.user, [result("x", [text("r")])])]), foreign)
        #expect(!view.roles.contains("tool"))
    }

    @Test("pitfall 88: a call that was answered twice has one result, the last")
    func pitfall88() throws {
        let request = turns([
            user("a"), Turn(.assistant, [call("1")]),
            Turn(.user, [result("1", [text("old")]), result("1", [text("new")])]),
        ])
        let view = try T.write(request, foreign)
        #expect(view.roles == ["user", "assistant", "tool"] && view["messages.2.content"] == "new")
    }

    @Test("pitfall 101: a result of several parts is one text, and its pictures are the user's")
    func pitfall101() throws {
        let image = Block.media(Media(.image, .base64("AAAA"), mediaType: "image/png"))
        let request = turns([
            user("a"), Turn(.assistant, [call("1"), call("2")]),
            Turn(.user, [result("1", [text("x"), image, text("y")]), result("2", [text("z")])]),
        ])
        let view = try T.write(request, T.target(client: .anthropic, profile: "openai"))
        #expect(view.roles == ["user", "assistant", "tool", "tool", "user"])
        #expect(view["messages.2.content"] == "x\ny")
        #expect(view["messages.4.content.0.text"]?.contains("1") == true)
        #expect(view["messages.4.content.1.image_url.url"] == "data:image/png;base64,AAAA")
    }

    @Test(
        "pitfall 102: pictures in results for hosts without eyes are refused by name of the thing")
    func pitfall102() throws {
        let image = Block.media(Media(.image, .base64("AAAA"), mediaType: "image/png"))
        let request = turns([
            user("a"), Turn(.assistant, [call("1")]), Turn(.user, [result("1", [image])]),
        ])
        #expect(throws: GatewayError.self) {
            try T.write(request, T.target(client: .anthropic, profile: "deepseek"))
        }
    }

    @Test("pitfall 103: a failed result without words says that it failed")
    func pitfall103() throws {
        var failed = ToolResult(callID: "1", content: [])
        failed.isError = true
        let request = turns([
            user("a"), Turn(.assistant, [call("1")]), Turn(.user, [.toolResult(failed)]),
        ])
        #expect(try T.write(request, foreign)["messages.2.content"] == "Error")
    }

    @Test("pitfall 100: a result that is JSON already is sent as it is")
    func pitfall100() throws {
        let request = turns([
            user("a"), Turn(.assistant, [call("1")]),
            Turn(.user, [result("1", [text(#"{"a":1}"#)])]),
        ])
        #expect(try T.write(request, foreign)["messages.2.content"] == #"{"a":1}"#)
    }

    @Test("pitfall 97: ids that are too long are shortened alike in call and result")
    func pitfall97() throws {
        let id = String(repeating: "x", count: 90)
        let request = turns([
            user("a"), Turn(.assistant, [call(id)]), Turn(.user, [result(id, [text("r")])]),
        ])
        let view = try T.write(request, foreign)
        let written = try #require(view["messages.1.tool_calls.0.id"])
        #expect(written.utf8.count <= 40 && view["messages.2.tool_call_id"] == written)
        let mistral = try T.write(request, T.target(client: .anthropic, profile: "mistral"))
        #expect(mistral["messages.1.tool_calls.0.id"]?.utf8.count == 9)
        #expect(mistral["messages.2.name"] == "f")
    }

    @Test("arguments are sent byte for byte; nothing is an empty object")
    func arguments() throws {
        let odd = #"{"b":1.0,"a":12345678901234567890,"s":"\u00e9"}"#
        let request = turns([
            user("a"), Turn(.assistant, [call("1", odd), call("2", ""), call("3", "{broken")]),
            Turn(.user, [result("1", []), result("2", []), result("3", [])]),
        ])
        let view = try T.write(request, foreign)
        #expect(view["messages.1.tool_calls.0.function.arguments"] == odd)
        #expect(view["messages.1.tool_calls.1.function.arguments"] == "{}")
        #expect(view["messages.1.tool_calls.2.function.arguments"] == "{broken")
        #expect(view["messages.1.content"] == "null")
    }

    // MARK: Sampling

    @Test(
        "pitfall 111: models that reason get no sampling",
        arguments: ["gpt-5", "o3", "gpt-5.2-pro"])
    func pitfall111(_ model: String) throws {
        let request = T.request {
            $0.sampling.temperature = NumberText("0.5")
            $0.sampling.topP = NumberText("0.5")
            $0.sampling.presencePenalty = NumberText("1")
        }
        let view = try T.write(request, T.target(model, profile: "openai"))
        #expect(
            view["temperature"] == nil && view["top_p"] == nil && view["presence_penalty"] == nil)
        #expect(try T.write(request, T.target("gpt-4o", profile: "openai"))["temperature"] == "0.5")
    }

    @Test("models that reason on demand sample as long as they do not")
    func samplingOnDemand() throws {
        var request = T.request { $0.sampling.temperature = NumberText("0.5") }
        let target = T.target("gpt-5.2", profile: "openai")
        #expect(try T.write(request, target)["temperature"] == "0.5")
        request.reasoning = ReasoningRequest()
        request.reasoning?.effort = .high
        #expect(try T.write(request, target)["temperature"] == nil)
        request.reasoning?.effort = ReasoningRequest.Effort.none
        #expect(try T.write(request, target)["temperature"] == "0.5")
        #expect(
            try T.write(request, T.target("gpt-5.5", profile: "openai"))["temperature"] == "0.5")
    }

    @Test("pitfall 112: the limit has the name that the model knows")
    func pitfall112() throws {
        let request = T.request { $0.sampling.maxOutputTokens = 7 }
        let new = try T.write(request, T.target("gpt-5-mini", profile: "openai"))
        #expect(new["max_completion_tokens"] == "7" && new["max_tokens"] == nil)
        let old = try T.write(request, T.target("mistral-large", profile: "azure"))
        #expect(old["max_tokens"] == "7" && old["max_completion_tokens"] == nil)
        #expect(try T.write(request)["max_tokens"] == "7")
    }

    @Test("pitfall 115: stop texts are an array, and no more than the host takes")
    func pitfall115() throws {
        let request = T.request { $0.sampling.stop = ["a", "b", "c", "d", "e"] }
        let encoded = try ChatCodec.write(request, foreign)
        #expect(JSONView(T.bytes(encoded))["stop"] == #"["a","b","c","d"]"#)
        #expect(encoded.warnings.count == 1)
    }

    @Test("several answers can only pass through")
    func candidates() throws {
        let error = #expect(throws: GatewayError.self) {
            try T.write(T.request { $0.sampling.candidates = 2 })
        }
        #expect(error?.param == "n")
    }

    @Test("temperatures are brought into a host's bounds")
    func bounds() throws {
        let hot = T.request { $0.sampling.temperature = NumberText("1.8") }
        #expect(try T.write(hot, T.target(profile: "minimax"))["temperature"] == "1.0")
        let cold = T.request { $0.sampling.temperature = NumberText("0") }
        #expect(try T.write(cold, T.target(profile: "minimax"))["temperature"] == "0.01")
    }

    // MARK: Tools

    @Test("pitfall 117: a choice of no tool is said")
    func pitfall117() throws {
        let request = T.request {
            $0.tools = [self.tool()]
            $0.toolChoice = ToolChoice.none
        }
        #expect(try T.write(request, foreign)["tool_choice"] == "none")
        // A host that knows no choice is told no tools.
        #expect(
            try T.write(request, T.target(client: .anthropic, profile: "ollama"))["tools"] == nil)
    }

    @Test("pitfall 118: a named tool is named in this dialect's nested form")
    func pitfall118() throws {
        let request = T.request {
            $0.tools = [self.tool()]
            $0.toolChoice = .tool("f")
        }
        let view = try T.write(request, T.target(client: .openaiResponses))
        #expect(view["tool_choice"] == #"{"type":"function","function":{"name":"f"}}"#)
    }

    @Test("pitfall 119: without tools there is no choice and no parallelism")
    func pitfall119() throws {
        let request = T.request {
            $0.toolChoice = .auto
            $0.parallelToolCalls = false
        }
        let view = try T.write(request, foreign)
        #expect(view["tool_choice"] == nil && view["parallel_tool_calls"] == nil)
    }

    @Test("pitfall 125: of two tools of one name the first is declared")
    func pitfall125() throws {
        let request = T.request { $0.tools = [self.tool(), self.tool(), self.tool("g")] }
        #expect(try T.write(request, foreign).count("tools") == 2)
    }

    @Test("pitfall 126: a tool without parameters has empty ones")
    func pitfall126() throws {
        let view = try T.write(T.request { $0.tools = [self.tool()] }, foreign)
        #expect(view["tools.0.function.parameters"] == #"{"type":"object","properties":{}}"#)
    }

    @Test("pitfall 124: strictness is promised only where a foreign schema keeps it")
    func pitfall124() throws {
        let loose = T.request {
            var tool = Tool(
                name: "f",
                parameters: RawJSON(#"{"type":"object","properties":{"a":{"type":"string"}}}"#))
            tool.strict = true
            $0.tools = [tool]
        }
        #expect(try T.write(loose, foreign)["tools.0.function.strict"] == "false")
        #expect(try T.write(loose)["tools.0.function.strict"] == "true")
    }

    @Test("pitfall 133: names that the dialect does not take are mapped, and back in the answer")
    func pitfall133() throws {
        let name = "mcp.server/tool"
        let request = T.request { $0.tools = [self.tool(name)] }
        let encoded = try ChatCodec.write(request, foreign)
        let written = try #require(JSONView(T.bytes(encoded))["tools.0.function.name"])
        #expect(ToolNameRule.chat.allows(written))
        #expect(encoded.plan.toolNames.client(written) == name)
    }

    @Test("pitfall 127: a property may have the name of a keyword")
    func pitfall127() throws {
        let schema =
            #"{"type":"object","properties":{"additionalProperties":{"type":"string"},"$schema":{"type":"object","additionalProperties":false}},"additionalProperties":false}"#
        let request = T.request { $0.tools = [Tool(name: "f", parameters: RawJSON(schema))] }
        let view = try T.write(request, T.target(client: .anthropic, profile: "xai"))
        #expect(
            view["tools.0.function.parameters"]
                == #"{"type":"object","properties":{"additionalProperties":{"type":"string"},"$schema":{"type":"object"}}}"#
        )
    }

    @Test("pitfall 148: what only Anthropic knows of a tool is left out")
    func pitfall148() throws {
        var tool = tool()
        tool.cacheMark = OpaqueValue(.anthropic, RawJSON(#"{"type":"ephemeral"}"#))
        tool.original = OpaqueValue(.anthropic, RawJSON(#"{"name":"f","defer_loading":true}"#))
        let view = try T.write(
            T.request { $0.tools = [tool] }, T.target(client: .anthropic, profile: "openai"))
        #expect(
            !view.description.contains("cache_control")
                && !view.description.contains("defer_loading"))
        let kept = try T.write(
            T.request { $0.tools = [tool] }, T.target(client: .anthropic, profile: "openrouter"))
        #expect(kept["tools.0.cache_control.type"] == "ephemeral")
    }

    @Test("pitfall 149: cache breakpoints go to the platform that knows them")
    func pitfall149() throws {
        let body = T.body(
            #"{"role":"user","content":[{"type":"text","text":"a","prompt_cache_breakpoint":{"mode":"explicit"}}]}"#
        )
        #expect(
            try T.translated(body, T.target("gpt-5.6", profile: "openai")).description.contains(
                "breakpoint"))
        #expect(
            try !T.translated(body, T.target(profile: "groq")).description.contains("breakpoint"))
    }

    @Test("custom tools are functions where a host knows nothing else")
    func customTools() throws {
        let request = T.request {
            var tool = Tool(name: "patch", description: "d")
            tool.kind = .custom(
                format: RawJSON(#"{"type":"grammar","syntax":"lark","definition":"start: x"}"#))
            $0.tools = [tool]
            var call = ToolCall(id: "1", name: "patch", arguments: "*** Begin")
            call.kind = .custom
            $0.turns = [
                self.user("a"), Turn(.assistant, [.toolCall(call)]),
                Turn(.user, [self.result("1", [self.text("ok")])]),
            ]
        }
        let encoded = try ChatCodec.write(
            request, T.target(client: .openaiResponses, profile: "groq"))
        let view = JSONView(T.bytes(encoded))
        #expect(encoded.plan.customTools == ["patch"])
        #expect(view["tools.0.function.parameters.required"] == #"["input"]"#)
        #expect(view["tools.0.function.description"]?.contains("start: x") == true)
        #expect(view["messages.1.tool_calls.0.function.arguments"] == #"{"input":"*** Begin"}"#)
        let own = try T.write(request, T.target(client: .openaiResponses, profile: "openai"))
        #expect(own["tools.0.custom.format.grammar.definition"] == "start: x")
        #expect(own["messages.1.tool_calls.0.custom.input"] == "*** Begin")
    }

    @Test("pitfall 137: names within a namespace are qualified, and told apart in the answer")
    func pitfall137() throws {
        let request = T.request {
            var tool = self.tool("read")
            tool.namespace = "files"
            $0.tools = [tool]
        }
        let encoded = try ChatCodec.write(request, T.target(client: .openaiResponses))
        #expect(JSONView(T.bytes(encoded))["tools.0.function.name"] == "files__read")
        #expect(
            encoded.plan.namespaces["files__read"]
                == QualifiedName(namespace: "files", name: "read"))
    }

    @Test(
        "tools that only another dialect's provider runs are left out and told, or refused when forced"
    )
    func builtins() throws {
        let request = T.request {
            var tool = self.tool("computer")
            tool.kind = .builtin(.other("computer_use_preview"))
            $0.tools = [tool, self.tool()]
        }
        let encoded = try ChatCodec.write(request, T.target(client: .openaiResponses))
        #expect(JSONView(T.bytes(encoded)).count("tools") == 1 && encoded.warnings.count == 1)
        var forced = request
        forced.toolChoice = .tool("computer")
        #expect(throws: GatewayError.self) {
            try T.write(forced, T.target(client: .openaiResponses))
        }
        var emulated = request
        emulated.tools[0].parameters = RawJSON(#"{"type":"object","properties":{}}"#)
        let plan = try ChatCodec.write(emulated, T.target(client: .anthropic)).plan
        #expect(plan.builtinTools == ["computer": "computer_use_preview"])
    }

    // MARK: Reasoning and form

    @Test("pitfall 142: hosts that miss old reasoning on tool turns get it, empty if need be")
    func pitfall142() throws {
        let request = turns([
            user("a"), Turn(.assistant, [call("1")]), Turn(.user, [result("1", [text("r")])]),
            Turn(.assistant, [.reasoning(Reasoning("why")), call("2")]),
            Turn(.user, [result("2", [text("r")])]),
        ])
        for profile in ["deepseek", "kimi", "glm"] {
            let view = try T.write(request, T.target("x", client: .anthropic, profile: profile))
            #expect(view["messages.1.reasoning_content"] == "", "\(profile)")
            #expect(view["messages.3.reasoning_content"] == "why", "\(profile)")
        }
    }

    @Test("pitfall 143: models of the R1 kind never get old reasoning")
    func pitfall143() throws {
        let request = turns([
            user("a"), Turn(.assistant, [.reasoning(Reasoning("why")), text("b")]), user("c"),
        ])
        let view = try T.write(request, T.target("deepseek-ai/DeepSeek-R1", profile: "together"))
        #expect(view["messages.1.reasoning_content"] == nil)
    }

    @Test("pitfall 144: wishes to see thoughts switch none on")
    func pitfall144() throws {
        let request = T.request {
            $0.reasoning = ReasoningRequest()
            $0.reasoning?.isVisible = true
        }
        for profile in ["openai", "deepseek", "qwen", "vllm"] {
            let view = try T.write(request, T.target("gpt-5", client: .gemini, profile: profile))
            for field in [
                "reasoning_effort", "thinking", "enable_thinking", "chat_template_kwargs",
            ] {
                #expect(view[field] == nil, "\(profile)")
            }
        }
    }

    @Test("pitfall 145: an effort that a model lacks becomes the nearest it has")
    func pitfall145() throws {
        let cases: [(ReasoningRequest.Effort, String, String, String)] = [
            (.minimal, "gpt-5.6", "openai", "low"), (.xhigh, "gpt-5", "openai", "high"),
            (.none, "o3", "openai", "low"), (.max, "gpt-5.6", "openai", "max"),
            (.xhigh, "openai/gpt-oss-120b", "groq", "high"),
        ]
        for (effort, model, profile, expected) in cases {
            let request = T.request {
                $0.reasoning = ReasoningRequest()
                $0.reasoning?.effort = effort
                $0.reasoning?.isDisabled = effort == .none
            }
            let view = try T.write(request, T.target(model, client: .anthropic, profile: profile))
            #expect(view["reasoning_effort"] == expected, "\(model) \(effort)")
        }
    }

    @Test("each host is asked to think in its own words")
    func reasoningForms() throws {
        let request = T.request {
            $0.reasoning = ReasoningRequest()
            $0.reasoning?.budget = 4000
        }
        func write(_ profile: String, _ model: String = "m") throws -> JSONView {
            try T.write(request, T.target(model, client: .anthropic, profile: profile))
        }
        #expect(try write("openrouter")["reasoning"] == #"{"max_tokens":4000}"#)
        #expect(try write("qwen")["enable_thinking"] == "true")
        #expect(try write("qwen")["thinking_budget"] == "4000")
        #expect(try write("glm", "glm-4.7")["thinking"] == #"{"type":"enabled"}"#)
        #expect(try write("vllm")["chat_template_kwargs"] == #"{"enable_thinking":true}"#)
        #expect(try write("groq", "openai/gpt-oss-20b")["reasoning_effort"] == "medium")
        #expect(try write("mistral")["reasoning_effort"] == nil)
    }

    @Test("pitfall 123: the form of an answer is asked for in the way that the host knows")
    func pitfall123() throws {
        let request = T.request {
            $0.format = .jsonSchema(JSONSchemaFormat(RawJSON(#"{"type":"object"}"#)))
        }
        let native = try T.write(request, T.target(client: .anthropic, profile: "openai"))
        #expect(native["response_format.json_schema.name"] == "response")
        #expect(native["response_format.json_schema.schema"] == #"{"type":"object"}"#)
        let object = try T.write(request, T.target(client: .anthropic, profile: "deepseek"))
        #expect(object["response_format"] == #"{"type":"json_object"}"#)
        #expect(object["messages.0.content"]?.contains(#"{"type":"object"}"#) == true)
        let encoded = try ChatCodec.write(request, T.target(client: .anthropic, profile: "minimax"))
        #expect(JSONView(T.bytes(encoded))["response_format"] == nil)
        #expect(encoded.plan.stripsFences)
    }

    @Test("a forced tool is no force while a host that refuses it thinks")
    func forcedWhileThinking() throws {
        let request = T.request {
            $0.tools = [self.tool()]
            $0.toolChoice = .required
            $0.reasoning = ReasoningRequest()
            $0.reasoning?.effort = .high
        }
        let encoded = try ChatCodec.write(request, T.target(client: .anthropic, profile: "qwen"))
        #expect(JSONView(T.bytes(encoded))["tool_choice"] == "auto" && encoded.warnings.count == 1)
        #expect(
            try T.write(request, T.target(client: .anthropic, profile: "mistral"))["tool_choice"]
                == "any")
    }

    @Test("where a host has no word for any tool, the only one is named")
    func onlyTool() throws {
        var request = T.request {
            $0.tools = [self.tool()]
            $0.toolChoice = .required
        }
        let target = T.target("kimi-k2", client: .anthropic, profile: "kimi")
        #expect(try T.write(request, target)["tool_choice.function.name"] == "f")
        request.tools.append(tool("g"))
        let encoded = try ChatCodec.write(request, target)
        #expect(JSONView(T.bytes(encoded))["tool_choice"] == "auto")
        #expect(encoded.warnings.count == 1)
        request.toolChoice = .allowed(["g"], required: true)
        let allowed = try T.write(request, target)
        #expect(allowed.count("tools") == 1 && allowed["tool_choice.function.name"] == "g")
    }

    @Test("a host without tools is told none, and the client hears of it")
    func noTools() throws {
        let request = T.request {
            $0.tools = [self.tool()]
            $0.parallelToolCalls = true
        }
        let target = T.target("sonar", client: .anthropic, profile: "perplexity")
        let encoded = try ChatCodec.write(request, target)
        #expect(JSONView(T.bytes(encoded))["tools"] == nil && encoded.warnings.count == 1)
    }

    @Test("a client's own words for reasoning do not swallow the effort beside them")
    func ownReasoning() throws {
        let body = T.body(nil, #""thinking":{"type":"enabled"},"reasoning_effort":"max""#)
        let view = try T.translated(body, T.target("deepseek-v4", profile: "deepseek"))
        #expect(view["thinking"] == #"{"type":"enabled"}"# && view["reasoning_effort"] == "max")
    }

    @Test("counts are always asked for, and nothing is sent that a host refuses")
    func streamOptions() throws {
        let request = T.request { $0.stream = true }
        let encoded = try ChatCodec.write(request, foreign)
        #expect(JSONView(T.bytes(encoded))["stream_options"] == #"{"include_usage":true}"#)
        #expect(encoded.plan.streams && !encoded.plan.includesUsage)
        #expect(try T.write(request, T.target(profile: "mistral"))["stream_options"] == nil)
        #expect(encoded.headers.contains { $0.name == "accept" && $0.value == "text/event-stream" })
    }

    @Test("fields of one dialect go to that dialect only, and only where they are taken")
    func extensions() throws {
        let body = T.body(
            nil,
            #""x_new":1,"thinking":{"type":"enabled","clear_thinking":false},"logit_bias":{"1":2}"#)
        let unknown = try T.translated(body)
        #expect(unknown["x_new"] == "1" && unknown["thinking.clear_thinking"] == "false")
        let glm = try T.translated(body, T.target("glm-4.6", profile: "glm"))
        #expect(glm["thinking.clear_thinking"] == "false" && glm["logit_bias"] == nil)
        let openai = try T.translated(body, T.target("gpt-4o", profile: "openai"))
        #expect(openai["thinking"] == nil)
        let foreign = T.request {
            $0.extensions = [Extension(dialect: .anthropic, name: "container", value: RawJSON("1"))]
        }
        #expect(try T.write(foreign, T.target(client: .anthropic))["container"] == nil)
    }
}
