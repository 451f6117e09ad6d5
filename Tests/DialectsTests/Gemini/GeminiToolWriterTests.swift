import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("gemini: writing tools")
struct GeminiToolWriterTests {
    private typealias T = GeminiTesting

    private let chat = T.target(client: .openaiChat)

    @Test("functions stand in one group, and the first of a name wins")
    func functions() throws {
        var request = T.request()
        request.tools = [
            T.tool("f", #"{"type":"object","properties":{"a":{"type":"string"}}}"#),
            T.tool("g"), T.tool("f"), T.tool("h", #"{"type":"object","properties":{}}"#),
        ]
        let root = try T.json(request, chat)
        #expect(
            root.raw("tools")
                == #"[{"functionDeclarations":[{"name":"f","description":"d","parametersJsonSchema":{"type":"object","properties":{"a":{"type":"string"}}}},{"name":"g","description":"d"},{"name":"h","description":"d"}]}]"#
        )
        let old = try T.json(request, T.target("gemini-2.0-flash", client: .openaiChat))
        #expect(old.at("tools", "0", "functionDeclarations", "0", "parameters") != nil)
        #expect(try T.json(T.request(), chat)["tools"] == nil)
    }

    @Test("pitfall 133 and 134: names are made legal, told apart, and given back")
    func names() throws {
        var request = T.request()
        let long = "mcp__server__" + String(repeating: "x", count: 80)
        request.tools = [
            T.tool("a b"), T.tool("a/b"), T.tool(long), T.tool("1st"), T.tool("x.y:z"),
        ]
        request.toolChoice = .tool("a b")
        let encoded = try GeminiCodec.write(request, chat)
        T.check(T.bytes(encoded))
        let root = try T.json(request, chat)
        let names = (root.at("tools", "0", "functionDeclarations")?.array ?? [])
            .compactMap { $0["name"]?.string }
        #expect(Set(names).count == 5 && names[4] == "x.y:z")
        #expect(
            names.map { encoded.plan.toolNames.client($0) }
                == ["a b", "a/b", long, "1st", "x.y:z"])
        #expect(
            root.raw("toolConfig", "functionCallingConfig")
                == #"{"mode":"ANY","allowedFunctionNames":["\#(names[0])"]}"#)
    }

    @Test(
        "pitfall 117: choices",
        arguments: [
            (ToolChoice.auto, #"{"mode":"AUTO"}"#), (ToolChoice.none, #"{"mode":"NONE"}"#),
            (.required, #"{"mode":"ANY"}"#),
            (.tool("f"), #"{"mode":"ANY","allowedFunctionNames":["f"]}"#),
            (.tool("gone"), #"{"mode":"AUTO"}"#),
            (
                .allowed(["f", "gone"], required: false),
                #"{"mode":"VALIDATED","allowedFunctionNames":["f"]}"#
            ),
            (.allowed(["f"], required: true), #"{"mode":"ANY","allowedFunctionNames":["f"]}"#),
        ])
    func choices(_ choice: ToolChoice, _ expected: String) throws {
        var request = T.request()
        request.tools = [T.tool()]
        request.toolChoice = choice
        let root = try T.json(request, chat)
        #expect(root.raw("toolConfig", "functionCallingConfig") == expected)
        request.tools = []
        #expect(try T.json(request, chat)["toolConfig"] == nil)
    }

    @Test("what else a client's toolConfig says stays")
    func ownToolConfig() throws {
        let body = T.body(
            #","tools":[{"functionDeclarations":[{"name":"f"}]}],"toolConfig":{"functionCallingConfig":{"mode":"VALIDATED"},"retrievalConfig":{"languageCode":"de"}}"#
        )
        #expect(
            try T.json(T.read(body)).raw("toolConfig")
                == #"{"functionCallingConfig":{"mode":"VALIDATED"},"retrievalConfig":{"languageCode":"de"}}"#
        )
    }

    private func search() -> Tool {
        var tool = Tool(name: "web_search")
        tool.kind = .builtin(.webSearch(WebSearch()))
        return tool
    }

    @Test("the provider's own tools, alone and beside functions")
    func builtins() throws {
        var request = T.request()
        request.tools = [search()]
        #expect(try T.json(request, chat).raw("tools") == #"[{"googleSearch":{}}]"#)
        #expect(
            try T.json(request, T.target("gemini-1.5-pro", client: .openaiChat)).raw("tools")
                == #"[{"googleSearchRetrieval":{}}]"#)
        request.tools.append(T.tool())
        #expect(try T.json(request, chat)["tools"]?.count == 2)
        let old = T.target("gemini-2.5-pro", client: .openaiChat)
        #expect(try T.json(request, old)["tools"]?.count == 1)
        #expect(try !GeminiCodec.write(request, old).warnings.isEmpty)
        T.check(try T.write(request, old), "gemini-2.5-pro")
    }

    @Test("tools of other providers are told in words, or left out")
    func foreignTools() throws {
        var request = T.request()
        var shell = T.tool("bash", #"{"type":"object","properties":{"c":{"type":"string"}}}"#)
        shell.kind = .builtin(.other("bash_20250124"))
        var files = Tool(name: "file_search")
        files.kind = .builtin(.other("file_search"))
        request.tools = [shell, files]
        let encoded = try GeminiCodec.write(request, chat)
        #expect(encoded.plan.builtinTools == ["bash": "bash_20250124"])
        #expect(encoded.warnings.count == 1)
        #expect(try T.json(request, chat).at("tools", "0", "functionDeclarations")?.count == 1)
        request.toolChoice = .tool("file_search")
        #expect(throws: GatewayError.self) { try T.write(request, chat) }
    }

    @Test("pitfall 135: a custom tool is a function of one text")
    func customTools() throws {
        var request = T.request()
        var tool = Tool(name: "patch", description: "d")
        tool.kind = .custom(format: RawJSON(#"{"type":"grammar","definition":"start: x"}"#))
        request.tools = [tool]
        var call = ToolCall(id: "1", name: "patch", arguments: "*** raw")
        call.kind = .custom
        request.turns += [T.assistant(.toolCall(call)), T.user(T.result("1"))]
        let encoded = try GeminiCodec.write(request, chat)
        #expect(encoded.plan.customTools == ["patch"])
        let body = T.bytes(encoded)
        #expect(body.contains("start: x") && body.contains(#""args":{"input":"*** raw"}"#))
        T.check(body)
    }

    @Test("pitfall 137: a namespace becomes part of the name, and is given back")
    func namespaces() throws {
        var request = T.request()
        var tool = T.tool("run")
        tool.namespace = "ns"
        request.tools = [tool]
        var call = ToolCall(id: "1", name: "run", arguments: "{}")
        call.namespace = "ns"
        request.turns += [T.assistant(.toolCall(call)), T.user(T.result("1"))]
        let encoded = try GeminiCodec.write(request, T.target(client: .openaiResponses))
        #expect(encoded.plan.namespaces == ["ns__run": QualifiedName(namespace: "ns", name: "run")])
        let root = try T.json(request, T.target(client: .openaiResponses))
        #expect(
            root.at("contents", "1", "parts", "0", "functionCall", "name")?.string == "ns__run")
        #expect(
            root.at("contents", "2", "parts", "0", "functionResponse", "name")?.string == "ns__run")
    }
}
