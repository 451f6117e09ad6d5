import DialectCheck
import Foundation
import IPC
import Testing

@testable import Dialects

@Suite struct ResponsesWriterTests {
    private func foreign(_ profile: String = "openai", model: String = "gpt-5.4") -> Target {
        ResponsesTesting.target(client: .anthropic, profile: profile, model: model)
    }

    private func request(_ turns: [Turn]) -> ModelRequest {
        var request = ModelRequest(model: "m")
        request.turns = turns
        return request
    }

    private func items(_ turns: [Turn], _ target: Target) throws -> [[String: Any]] {
        try ResponsesTesting.written(request(turns), target)["input"] as? [[String: Any]] ?? []
    }

    private let hello = Turn(.user, [.text(TextBlock("hi"))])

    @Test("a foreign client's request keeps nothing and asks for proofs")
    func foreignDefaults() throws {
        var request = request([hello])
        request.system = [TextBlock("a"), TextBlock("b")]
        request.sampling.maxOutputTokens = 3
        request.sampling.temperature = NumberText("0.70")
        let body = try ResponsesTesting.written(request, foreign())
        #expect(body["instructions"] as? String == "a\n\nb")
        #expect(body["store"] as? Bool == false)
        #expect(body["include"] as? [String] == ["reasoning.encrypted_content"])
        #expect(body["max_output_tokens"] as? Int == 16)
        // A model that reasons refuses it.
        #expect(body["temperature"] == nil)
        let plain = try ResponsesTesting.written(request, foreign(model: "gpt-4.1"))
        #expect(plain["include"] == nil)
        #expect(plain["temperature"] as? Double == 0.7)
    }

    @Test("pitfall 111: sampling goes to models that do not reason only")
    func pitfall111Sampling() throws {
        var request = request([hello])
        request.sampling.topP = NumberText("0.9")
        for model in ["o3-mini", "gpt-5", "openai/gpt-5.1"] {
            #expect(try ResponsesTesting.written(request, foreign(model: model))["top_p"] == nil)
        }
        for model in ["gpt-4o", "gpt-5-chat-latest", "o100", "grok-4"] {
            #expect(try ResponsesTesting.written(request, foreign(model: model))["top_p"] != nil)
        }
    }

    @Test(
        "pitfall 145: an effort becomes the nearest that the model knows",
        arguments: [
            ("gpt-5", "xhigh", "high"), ("gpt-5.1", "minimal", "low"), ("o3", "none", "low"),
            ("gpt-5.4", "xhigh", "xhigh"), ("unknown", "max", "max"),
        ])
    func pitfall145Effort(_ model: String, _ asked: String, _ expected: String) throws {
        var request = request([hello])
        request.reasoning = ReasoningRequest()
        request.reasoning?.effort = ReasoningRequest.Effort(rawValue: asked)
        let body = try ResponsesTesting.written(request, foreign(model: model))
        #expect((body["reasoning"] as? [String: Any])?["effort"] as? String == expected)
        #expect(try ResponsesTesting.written(request, foreign(model: "gpt-4o"))["reasoning"] == nil)
    }

    @Test("pitfall 124: strict is said, and only where the schema obeys")
    func pitfall124Strict() throws {
        var request = request([hello])
        var loose = Tool(
            name: "f", parameters: RawJSON(#"{"type":"object","properties":{"a":{}}}"#))
        loose.strict = true
        let silent = Tool(name: "g", parameters: nil)
        request.tools = [loose, silent]
        let tools = try ResponsesTesting.written(request, foreign())["tools"] as? [[String: Any]]
        #expect(tools?.map { $0["strict"] as? Bool } == [false, false])
        #expect(tools?[1]["parameters"] is [String: Any])
    }

    @Test("pitfall 119: no tools, no choice")
    func pitfall119NoTools() throws {
        var request = request([hello])
        request.toolChoice = .required
        request.parallelToolCalls = false
        let body = try ResponsesTesting.written(request, foreign())
        #expect(body["tool_choice"] == nil && body["parallel_tool_calls"] == nil)
    }

    @Test("choices are flat")
    func choices() throws {
        var request = request([hello])
        request.tools = [Tool(name: "f"), Tool(name: "g")]
        request.tools[1].kind = .custom(format: nil)
        func choice(_ choice: ToolChoice) throws -> String {
            request.toolChoice = choice
            return ResponsesTesting.sorted(
                try ResponsesTesting.written(request, foreign())["tool_choice"])
        }
        #expect(try choice(.none) == #""none""#)
        #expect(try choice(.tool("f")) == #"{"name":"f","type":"function"}"#)
        #expect(try choice(.tool("g")) == #"{"name":"g","type":"custom"}"#)
        #expect(
            try choice(.allowed(["f"], required: true))
                == #"{"mode":"required","tools":[{"name":"f","type":"function"}],"type":"allowed_tools"}"#
        )
        // Of a tool that is not there nothing can be demanded.
        #expect(try choice(.tool("h")) == #""auto""#)
    }

    @Test("pitfall 93: reasoning that nothing follows goes")
    func pitfall93LoneReasoning() throws {
        let thought = Block.reasoning(Reasoning("t", proof: Proof(.openai, "gAAA", itemID: "rs_1")))
        let alone = try items([hello, Turn(.assistant, [thought]), hello], foreign())
        #expect(alone.allSatisfy { $0["type"] as? String == "message" })
        let followed = try items(
            [hello, Turn(.assistant, [thought, .text(TextBlock("x"))]), hello], foreign())
        #expect(followed[1]["type"] as? String == "reasoning")
        #expect(followed[1]["encrypted_content"] as? String == "gAAA")
        #expect(followed[1]["id"] as? String == "rs_1")
        #expect((followed[1]["summary"] as? [Any])?.isEmpty == true)
    }

    @Test("pitfall 169: a foreign proof goes, the item behind it stays")
    func pitfall169ForeignProof() throws {
        let thought = Block.reasoning(Reasoning("t", proof: Proof(.anthropic, "sig")))
        let items = try items(
            [hello, Turn(.assistant, [thought, .text(TextBlock("x"))]), hello], foreign())
        #expect(items.map { $0["type"] as? String } == ["message", "message", "message"])
    }

    @Test("pitfall 96: reasoning that is sealed to an illegal id goes")
    func pitfall96IllegalID() throws {
        let id = "rs_" + String(repeating: "x", count: 80)
        let thought = Block.reasoning(Reasoning("t", proof: Proof(.unknown, "gAAA", itemID: id)))
        let items = try items(
            [hello, Turn(.assistant, [thought, .text(TextBlock("x"))]), hello],
            ResponsesTesting.target())
        #expect(items.map { $0["type"] as? String } == ["message", "message", "message"])
    }

    @Test("pitfall 97: long call ids are shortened alike on both sides")
    func pitfall97LongCallIDs() throws {
        let id = String(repeating: "call-", count: 20)
        let turns = [
            hello,
            Turn(.assistant, [.toolCall(ToolCall(id: id, name: "f", arguments: "{}"))]),
            Turn(.user, [.toolResult(ToolResult(callID: id, content: [.text(TextBlock("r"))]))]),
        ]
        let items = try items(turns, foreign())
        let call = try #require(items[1]["call_id"] as? String)
        #expect(call.utf8.count <= 64)
        #expect(items[2]["call_id"] as? String == call)
    }

    @Test("pitfall 98: a call without a name goes, with its output")
    func pitfall98EmptyName() throws {
        let turns = [
            hello,
            Turn(.assistant, [.toolCall(ToolCall(id: "c", name: "", arguments: "{}"))]),
            Turn(
                .user, [.toolResult(ToolResult(callID: "c", content: [])), .text(TextBlock("x"))]),
        ]
        let items = try items(turns, ResponsesTesting.target())
        #expect(items.allSatisfy { $0["type"] as? String == "message" })
    }

    @Test("results stand behind their calls, media as parts")
    func results() throws {
        var result = ToolResult(
            callID: "c",
            content: [
                .text(TextBlock("see")), .media(Media(.image, .base64("iVBORw0KGgo="))),
                .media(Media(.document, .base64("JVBERi0="), mediaType: "application/pdf")),
            ])
        result.isError = true
        let turns = [
            hello,
            Turn(.assistant, [.toolCall(ToolCall(id: "c", name: "f", arguments: ""))]),
            Turn(.user, [.text(TextBlock("and")), .toolResult(result)]),
        ]
        let items = try items(turns, foreign())
        #expect(
            items.map { $0["type"] as? String } == [
                "message", "function_call", "function_call_output", "message",
            ])
        #expect(items[1]["arguments"] as? String == "{}")
        let parts = items[2]["output"] as? [[String: Any]]
        #expect(
            parts?.map { $0["type"] as? String } == ["input_text", "input_image", "input_file"])
        #expect(parts?[1]["image_url"] as? String == "data:image/png;base64,iVBORw0KGgo=")
        #expect(parts?[2]["filename"] as? String == "document.pdf")
    }

    @Test("stop texts are cut at by the gateway")
    func stopTexts() throws {
        var request = request([hello])
        request.sampling.stop = ["END"]
        let written = try ResponsesCodec.write(request, foreign())
        #expect(written.plan.stopTexts == ["END"])
        #expect(
            ResponsesTesting.object(ResponsesTesting.text(written, original: []))["stop"] == nil)
    }

    @Test("more than one answer is refused")
    func candidates() {
        var request = request([hello])
        request.sampling.candidates = 2
        #expect(throws: GatewayError.self) {
            try ResponsesCodec.write(request, foreign())
        }
    }

    @Test("a demand for JSON is put into words where nobody did")
    func jsonWord() throws {
        var request = request([hello])
        request.format = .jsonObject
        let body = try ResponsesTesting.written(request, foreign())
        #expect(ResponsesTesting.sorted(body["input"]).contains(ResponsesFormat.jsonReminder))
        request.turns = [Turn(.user, [.text(TextBlock("as jJsOn, please"))])]
        let told = try ResponsesTesting.written(request, foreign())
        #expect(!ResponsesTesting.sorted(told["input"]).contains(ResponsesFormat.jsonReminder))
    }

    @Test("a schema's members are flat")
    func schema() throws {
        var request = request([hello])
        request.format = .jsonSchema(
            JSONSchemaFormat(RawJSON(#"{"type":"object","properties":{}}"#)))
        let text = try ResponsesTesting.written(request, foreign())["text"] as? [String: Any]
        let format = text?["format"] as? [String: Any]
        #expect(format?["name"] as? String == "output")
        #expect(format?["type"] as? String == "json_schema")
        #expect(format?["schema"] is [String: Any])
    }

    @Test("the ChatGPT backend gets what it takes and nothing else")
    func chatgpt() throws {
        var request = try ResponsesTesting.read(ResponsesSamples.codexRequest)
        request.stream = false
        request.system = []
        request.sampling.maxOutputTokens = 100
        request.userID = "u"
        request.serviceTier = "flex"
        let target = ResponsesTesting.target(profile: "chatgpt", model: "gpt-5-codex")
        let written = try ResponsesCodec.write(request, target)
        let body = ResponsesTesting.object(ResponsesTesting.text(written, original: []))
        #expect(written.plan.streams && !written.plan.clientStreams)
        #expect(body["stream"] as? Bool == true)
        #expect(body["instructions"] as? String == "")
        #expect(body["store"] as? Bool == false)
        for name in ["max_output_tokens", "user", "safety_identifier", "service_tier"] {
            #expect(body[name] == nil)
        }
        #expect(body["client_metadata"] != nil)
    }

    @Test("pitfall 137: names are qualified where groups are not known, and split again")
    func pitfall137Namespaces() throws {
        let request = try ResponsesTesting.read(ResponsesSamples.codexRequest)
        let written = try ResponsesCodec.write(
            request, ResponsesTesting.target(profile: "xai", model: "grok-4"))
        let body = ResponsesTesting.object(ResponsesTesting.text(written, original: []))
        let names = (body["tools"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
        #expect(names == ["exec_command", "apply_patch", "mcp__search"])
        #expect(
            written.plan.namespaces == [
                "mcp__search": QualifiedName(namespace: "mcp", name: "search")
            ])
        #expect(body["client_metadata"] == nil)
        let own = try ResponsesTesting.written(request, ResponsesTesting.target())
        #expect((own["tools"] as? [[String: Any]])?[2]["type"] as? String == "namespace")
    }

    @Test("an azure version goes into the query")
    func azure() throws {
        var target = foreign("azure")
        target.parameters = [Header(name: "api-version", value: "2025-04-01-preview")]
        let written = try ResponsesCodec.write(request([hello]), target)
        #expect(written.path == "/responses?api-version=2025-04-01-preview")
        target.parameters = [Header(name: "api-version", value: "a&b=c")]
        #expect(try ResponsesCodec.write(request([hello]), target).path == "/responses")
    }

    @Test("hundreds of made-up conversations are acceptable", arguments: 0..<40)
    func generated(_ seed: Int) throws {
        for step in 0..<8 {
            for client in [Dialect.anthropic, .openaiChat, .gemini] {
                var generator = ConversationGenerator(
                    seed: UInt64(seed * 8 + step), client: client)
                let request = generator.request()
                let target = ResponsesTesting.target(client: client)
                let written: EncodedRequest
                do {
                    written = try ResponsesCodec.write(request, target)
                } catch {
                    #expect(error.status == 400)
                    continue
                }
                let text = ResponsesTesting.text(written, original: [])
                // The ids of proofs that were made up are not known; OpenAI does without them.
                let violations = DialectCheck.request(.openaiResponses, Array(text.utf8)).filter {
                    !($0.path.hasSuffix("].id") && $0.message == "missing")
                }
                #expect(violations.isEmpty, "seed \(seed * 8 + step): \(violations.prefix(3))")
            }
        }
    }
}
