import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("gemini: writing requests")
struct GeminiWriterTests {
    private typealias T = GeminiTesting

    private let chat = T.target(client: .openaiChat)

    @Test("paths of the developer API and of Vertex")
    func paths() throws {
        var request = T.request()
        func path(_ target: Target) throws -> String { try GeminiCodec.write(request, target).path }
        #expect(try path(T.target("m")) == "/v1beta/models/m:generateContent")
        #expect(try path(T.target("models/m")) == "/v1beta/models/m:generateContent")
        #expect(try path(T.target("a/b c:d")) == "/v1beta/models/a%2Fb%20c%3Ad:generateContent")
        request.stream = true
        #expect(try path(T.target("m")) == "/v1beta/models/m:streamGenerateContent?alt=sse")
        #expect(
            try path(T.target("publishers/google/models/m", profile: "vertex"))
                == "/models/m:streamGenerateContent?alt=sse")
    }

    @Test("pitfall 76: instructions are joined, but for those who keep them apart")
    func instructions() throws {
        var request = T.request()
        request.system = [TextBlock("one"), TextBlock(" "), TextBlock("two")]
        let body = try T.json(request, T.target(client: .anthropic))
        #expect(body.raw("systemInstruction") == #"{"parts":[{"text":"one\n\ntwo"}]}"#)
        #expect(
            try T.json(request).raw("systemInstruction")
                == #"{"parts":[{"text":"one"},{"text":"two"}]}"#)
    }

    @Test("pitfall 75: instructions amid the conversation keep their place")
    func midSystem() throws {
        var request = T.request("a")
        request.turns += [
            T.assistant(T.text("b")), Turn(.system, [T.text("mind")]), T.user(T.text("c")),
        ]
        let contents = try #require(try T.json(request, chat)["contents"]?.array)
        #expect(contents.count == 3)
        #expect(contents[2].at("parts", "0", "text")?.string?.contains("mind") == true)
        #expect(contents[2].at("parts", "1", "text")?.string == "c")
    }

    @Test("pitfall 78 and 85: a conversation begins with the user, and is none without one")
    func firstTurns() throws {
        var request = ModelRequest(model: "m")
        request.system = [TextBlock("s")]
        #expect(try T.json(request, chat).at("contents", "0", "role")?.string == "user")
        request.turns = [T.assistant(T.text("a")), T.user(T.text("b"))]
        let contents = try #require(try T.json(request, chat)["contents"]?.array)
        #expect(contents.map { $0["role"]?.string } == ["user", "model", "user"])
    }

    @Test("a last turn of the model is continued by older models only")
    func prefill() throws {
        var request = T.request()
        request.turns.append(T.assistant(T.text("Sure,")))
        let old = T.target("gemini-2.5-flash", client: .anthropic)
        #expect(try T.json(request, old)["contents"]?.count == 2)
        let encoded = try GeminiCodec.write(request, T.target(client: .anthropic))
        #expect(!encoded.warnings.isEmpty)
        #expect(try T.json(request, T.target(client: .anthropic))["contents"]?.count == 1)
    }

    // MARK: Tools in the history

    private func toolRound(_ results: Block..., more: Block...) -> ModelRequest {
        var request = T.request()
        request.turns += [
            T.assistant(T.call("1", "f", #"{"n":1.0}"#), T.call("2", "g"), T.call("3", "f", ""))
        ]
        request.turns += results.map { T.user($0) }
        if !more.isEmpty { request.turns.append(Turn(.user, more)) }
        return request
    }

    @Test("pitfall 91: results of parallel calls stand in one turn, in call order, by name and id")
    func results() throws {
        let request = toolRound(
            T.result("3", "c"), T.result("1", "a"), T.result("2", "b"), more: T.text("go on"))
        let body = try T.write(request, chat)
        T.check(body)
        let contents = try #require(try T.json(request, chat)["contents"]?.array)
        #expect(contents.count == 3)
        let parts = try #require(contents[2]["parts"]?.array)
        #expect(parts.count == 4 && parts[3]["text"]?.string == "go on")
        #expect(
            parts[0].raw("functionResponse")
                == #"{"id":"1","name":"f","response":{"output":"a"}}"#)
        #expect(parts[1].at("functionResponse", "name")?.string == "g")
        #expect(parts[2].at("functionResponse", "response", "output")?.string == "c")
        let calls = try #require(contents[1]["parts"]?.array)
        #expect(calls[0].raw("functionCall") == #"{"id":"1","name":"f","args":{"n":1.0}}"#)
        #expect(calls[2].raw("functionCall", "args") == "{}")
    }

    @Test("Vertex knows no ids")
    func vertexIDs() throws {
        let request = toolRound(T.result("1"), T.result("2"), T.result("3"))
        let body = try T.write(request, T.target(client: .openaiChat, profile: "vertex"))
        #expect(!body.contains(#""id""#))
        T.check(body)
    }

    @Test("pitfall 103: a failed call says so, and pitfall 100: JSON is not encoded twice")
    func resultForms() throws {
        func response(_ result: Block) throws -> String? {
            var request = T.request()
            request.turns += [T.assistant(T.call("1")), T.user(result)]
            return try T.json(request, chat)
                .raw("contents", "2", "parts", "0", "functionResponse", "response")
        }
        #expect(try response(T.result("1", "no", isError: true)) == #"{"error":"no"}"#)
        #expect(try response(T.result("1", #"{ "a":1.0 }"#)) == #"{ "a":1.0 }"#)
        #expect(try response(T.result("1", "[1]")) == #"{"output":"[1]"}"#)
        #expect(try response(T.result("1", "7")) == #"{"output":"7"}"#)
        #expect(try response(T.result("1", "")) == #"{"output":""}"#)
        var own = ToolResult(callID: "1", content: [T.text("ignored")])
        own.json = RawJSON(#"{"result":{"x":1}}"#)
        #expect(try response(.toolResult(own)) == #"{"result":{"x":1}}"#)
    }

    @Test("pitfall 99: arguments that are no object are wrapped")
    func wrappedArguments() throws {
        var request = T.request()
        request.turns += [
            T.assistant(T.call("1", "f", "[1]"), T.call("2", "f", "{broken")),
            T.user(T.result("1"), T.result("2")),
        ]
        let body = try T.json(request, chat)
        #expect(
            body.raw("contents", "1", "parts", "0", "functionCall", "args") == #"{"input":[1]}"#)
        #expect(
            body.raw("contents", "1", "parts", "1", "functionCall", "args")
                == #"{"input":"{broken"}"#)
    }

    @Test("unanswered calls get an answer, or go when nothing follows")
    func unanswered() throws {
        var request = toolRound(T.result("1"))
        T.check(try T.write(request, chat))
        request.turns.removeLast()
        T.check(try T.write(request, chat))
        #expect(try T.json(request, chat)["contents"]?.count == 1)
    }

    @Test("pictures of results stand within them, or behind all of them")
    func resultMedia() throws {
        var result = ToolResult(callID: "1", content: [T.text("see")])
        result.content.append(
            .media(Media(.image, .base64("iVBORw0KGgo="), mediaType: "image/png")))
        var request = T.request()
        request.turns += [
            T.assistant(T.call("1"), T.call("2")), T.user(.toolResult(result), T.result("2")),
        ]
        let inside = try T.json(request, chat)
        #expect(
            inside.raw("contents", "2", "parts", "0", "functionResponse", "parts")
                == #"[{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}}]"#)
        let old = T.target("gemini-2.5-flash", client: .openaiChat)
        let parts = try #require(try T.json(request, old).at("contents", "2", "parts")?.array)
        #expect(parts.count == 3 && parts[2]["inlineData"] != nil)
        T.check(try T.write(request, chat))
        T.check(try T.write(request, old), "gemini-2.5-flash")
    }

    // MARK: Media

    @Test("pitfall 104 and 107: media come by bytes or by address")
    func media() throws {
        func part(_ media: Media, _ target: Target? = nil) throws -> String? {
            var request = ModelRequest(model: "m")
            request.turns = [T.user(.media(media))]
            return try T.json(request, target ?? chat).raw("contents", "0", "parts", "0")
        }
        #expect(
            try part(Media(.document, .base64("JVBERi0="), mediaType: "application/pdf"))
                == #"{"inlineData":{"mimeType":"application/pdf","data":"JVBERi0="}}"#)
        // What the bytes of a picture show counts more than what was said.
        #expect(
            try part(Media(.image, .base64("iVBORw0KGgo="), mediaType: "image/jpeg"))?
                .contains("image/png") == true)
        #expect(
            try part(Media(.image, .url("https://e.org/a.webp?x=1")))
                == #"{"fileData":{"mimeType":"image/webp","fileUri":"https://e.org/a.webp?x=1"}}"#)
        #expect(try part(Media(.document, .text("words"))) == #"{"text":"words"}"#)
        var film = Media(.video, .file(OpaqueID(.gemini, "gs://b/c")), mediaType: "video/mp4")
        film.extras = OpaqueValue(.gemini, RawJSON(#"{"videoMetadata":{"fps":1}}"#))
        #expect(
            try part(film, T.target())
                == #"{"fileData":{"mimeType":"video/mp4","fileUri":"gs://b/c"},"videoMetadata":{"fps":1}}"#
        )
        #expect(GeminiCodec.wantsInlineMedia(T.target("gemini-2.5-pro")))
        #expect(!GeminiCodec.wantsInlineMedia(T.target("gemini-3-flash-preview")))
    }

    @Test(
        "what no model takes is refused",
        arguments: [
            Media(.image, .base64("R0lGODlhAQABAAAAACw="), mediaType: "image/gif"),
            Media(.document, .file(OpaqueID(.openaiResponses, "file-1"))),
        ])
    func refusedMedia(_ media: Media) throws {
        var request = ModelRequest(model: "m")
        request.turns = [T.user(.media(media))]
        #expect(throws: GatewayError.self) { try T.write(request, chat) }
    }

    // MARK: Signatures

    @Test(
        "pitfall 139: the stand-in is for the first call of a turn, and only where nothing better is known"
    )
    func sentinel() throws {
        var request = T.request()
        var signed = ToolCall(id: "1", name: "f", arguments: "{}")
        signed.proof = Proof(.google, "real")
        request.turns += [
            T.assistant(.toolCall(signed), T.call("2")), T.user(T.result("1"), T.result("2")),
            T.assistant(T.call("3"), T.call("4")), T.user(T.result("3"), T.result("4")),
        ]
        let body = try T.write(request, chat)
        T.check(body)
        let root = try T.json(request, chat)
        func signature(_ turn: String, _ part: String) -> String? {
            root.at("contents", turn, "parts", part, "thoughtSignature")?.string
        }
        #expect(signature("1", "0") == "real" && signature("1", "1") == nil)
        #expect(signature("3", "0") == GeminiTurnWriter.sentinel && signature("3", "1") == nil)
        // Models before the third need none.
        let old = try T.write(request, T.target("gemini-2.5-flash", client: .openaiChat))
        #expect(!old.contains(GeminiTurnWriter.sentinel))
    }

    @Test("pitfall 140: signatures stand on parts of the model only")
    func pitfall140() throws {
        var text = TextBlock("hi")
        text.proof = Proof(.unknown, "c2ln")
        var request = ModelRequest(model: "m")
        request.turns = [T.user(.text(text)), T.assistant(.text(text)), T.user(T.text("go"))]
        let root = try T.json(request)
        #expect(root.at("contents", "0", "parts", "0", "thoughtSignature") == nil)
        #expect(root.at("contents", "1", "parts", "0", "thoughtSignature")?.string == "c2ln")
    }

    @Test("a proof that came back on thoughts belongs to the part behind them")
    func carriedProofs() throws {
        var request = T.request()
        request.turns += [
            T.assistant(
                .reasoning(Reasoning("why", proof: Proof(.google, "one"))), T.call("1"),
                .reasoning(Reasoning("", proof: Proof(.google, "two")))), T.user(T.result("1")),
        ]
        let parts = try #require(
            try T.json(request, T.target(client: .anthropic)).at("contents", "1", "parts")?.array)
        #expect(parts.count == 2)
        #expect(parts[0]["thoughtSignature"]?.string == "one")
        #expect(
            String(decoding: parts[1].rawBytes, as: UTF8.self)
                == #"{"text":"","thoughtSignature":"two"}"#)
    }

    @Test("pitfall 178: thoughts and proofs of others are left out, and of this dialect kept")
    func pitfall178() throws {
        var request = T.request()
        request.turns += [
            T.assistant(
                .reasoning(Reasoning("theirs", proof: Proof(.anthropic, "sig"))),
                .reasoning(Reasoning("mine")), T.text("a")), T.user(T.text("b")),
        ]
        let own = try T.write(request)
        #expect(!own.contains("theirs") && own.contains(#"{"text":"mine","thought":true}"#))
        let foreign = try T.write(request, T.target(client: .anthropic))
        #expect(!foreign.contains("theirs") && !foreign.contains("mine"))
    }

    @Test("pitfall 169: what only another dialect knows is left out, and the turn with it")
    func foreignBlocks() throws {
        var request = T.request()
        let block = OpaqueBlock(.anthropic, type: "server_tool_use", json: .emptyObject)
        request.turns += [T.assistant(.opaque(block)), T.user(T.text("b"))]
        #expect(try T.json(request, T.target(client: .anthropic))["contents"]?.count == 1)
    }
}
