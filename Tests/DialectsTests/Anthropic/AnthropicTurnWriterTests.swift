import Foundation
import IPC
import Testing

@testable import Dialects

@Suite("anthropic: writing turns")
struct AnthropicTurnWriterTests {
    private typealias T = AnthropicTesting

    @Test("pitfall 76: system blocks stay blocks with their marks")
    func pitfall76() throws {
        var request = T.request()
        request.system = [TextBlock("a"), TextBlock("b")]
        request.system[1].cacheMark = OpaqueValue(.anthropic, RawJSON(#"{"type":"ephemeral"}"#))
        let body = try T.write(request)
        #expect(
            try T.member(body, "system")
                == #"[{"type":"text","text":"a"},{"type":"text","text":"b","cache_control":{"type":"ephemeral"}}]"#
        )
    }

    @Test("pitfall 78: a request of system text only gets a turn of the user's")
    func pitfall78() throws {
        var request = ModelRequest(model: "m")
        request.system = [TextBlock("s")]
        let body = try T.write(request, T.chat())
        #expect(try T.member(body, "messages", "0", "role") == #""user""#)
        T.check(body)
    }

    @Test("pitfall 80: neighbouring turns of one role become one")
    func pitfall80() throws {
        var request = T.request("a")
        request.turns.append(T.user(.text(TextBlock("b"))))
        let body = try T.write(request, T.chat())
        #expect(try T.member(body, "messages", "1") == nil)
        #expect(try T.member(body, "messages", "0", "content", "1") != nil)
    }

    @Test("pitfall 82: blank text is left out")
    func pitfall82() throws {
        var request = T.request("a")
        request.turns[0].blocks.append(.text(TextBlock(" \n")))
        request.system = [TextBlock("")]
        let body = try T.write(request, T.chat())
        #expect(try T.member(body, "messages", "0", "content", "1") == nil)
        #expect(try T.member(body, "system") == nil)
    }

    @Test("pitfall 83: a continued text does not end in white space")
    func pitfall83() throws {
        var request = T.request("a")
        request.turns.append(T.assistant(.text(TextBlock("begin \n"))))
        let body = try T.write(request, T.chat("claude-sonnet-4-5"))
        #expect(
            try T.member(body, "messages", "1", "content", "0", "text")
                == #""begin""#)
    }

    @Test("pitfall 84: models that cannot go on with a text do not get it")
    func pitfall84() throws {
        var request = T.request("a")
        request.turns.append(T.assistant(.text(TextBlock("begin"))))
        let encoded = try AnthropicCodec.write(request, T.chat("claude-opus-4-8"))
        let body = T.written(encoded)
        #expect(try T.member(body, "messages", "1") == nil)
        #expect(encoded.warnings.count == 1)
    }

    @Test("pitfall 90: results come first, pitfall 91: and together")
    func pitfall90And91() throws {
        var request = T.request("a")
        request.turns += [
            T.assistant(
                .toolCall(ToolCall(id: "c1", name: "f", arguments: "{}")),
                .toolCall(ToolCall(id: "c2", name: "f", arguments: "{}"))),
            T.user(.text(TextBlock("and")), .toolResult(ToolResult(callID: "c2", content: []))),
            T.user(.toolResult(ToolResult(callID: "c1", content: [.text(TextBlock("r"))]))),
        ]
        let body = try T.write(request, T.chat())
        let ids = try (0..<3).map {
            try T.member(body, "messages", "2", "content", "\($0)", "tool_use_id")
        }
        #expect(ids == [#""c1""#, #""c2""#, nil])
        T.check(body)
    }

    @Test("pitfall 99: arguments that are no object are wrapped")
    func pitfall99() throws {
        var request = T.request("a")
        request.turns += [
            T.assistant(
                .toolCall(ToolCall(id: "a:1", name: "f", arguments: "[1]")),
                .toolCall(ToolCall(id: "b", name: "f", arguments: "oops{")),
                .toolCall(ToolCall(id: "c", name: "f", arguments: #"{"n":1.50}"#))),
            T.user(
                .toolResult(ToolResult(callID: "a:1", content: [])),
                .toolResult(ToolResult(callID: "b", content: [])),
                .toolResult(ToolResult(callID: "c", content: []))),
        ]
        let body = try T.write(request, T.chat())
        let inputs = try (0..<3).map {
            try T.member(body, "messages", "1", "content", "\($0)", "input")
        }
        #expect(inputs == [#"{"input":[1]}"#, #"{"input":"oops{"}"#, #"{"n":1.50}"#])
        let call = try T.member(body, "messages", "1", "content", "0", "id")
        let result = try T.member(
            body, "messages", "2", "content", "0", "tool_use_id")
        #expect(call == result && call != #""a:1""#)
        T.check(body)
    }

    @Test("pitfall 106: the declared type of a picture is that of its bytes")
    func pitfall106() throws {
        var request = T.request("a")
        let png =
            "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR4nGM4ISeHFTEMLQkAkL9BAbKfPiIAAAAASUVORK5CYII="
        request.turns[0].blocks.append(.media(Media(.image, .base64(png), mediaType: "image/jpeg")))
        let body = try T.write(request, T.chat())
        #expect(
            try T.member(
                body, "messages", "0", "content", "1", "source", "media_type") == #""image/png""#)
        T.check(body)
    }

    @Test("pitfall 107: a PDF is a document, a text file its text")
    func pitfall107() throws {
        var request = T.request("a")
        let pdf = "JVBERi0xLjQKMSAwIG9iago8PC9UeXBlL0NhdGFsb2c+PgplbmRvYmoK"
        var text = Media(.document, .base64("aGVsbG8="), mediaType: "text/plain")
        text.name = "a.txt"
        request.turns[0].blocks += [
            .media(Media(.document, .base64(pdf), mediaType: "application/pdf")), .media(text),
        ]
        let body = try T.write(request, T.chat())
        #expect(
            try T.member(
                body, "messages", "0", "content", "1", "source", "media_type")
                == #""application/pdf""#)
        #expect(
            try T.member(body, "messages", "0", "content", "2")
                == #"{"type":"document","source":{"type":"text","media_type":"text/plain","data":"hello"},"title":"a.txt"}"#
        )
        T.check(body)
    }

    @Test("pitfall 138: thoughts of another maker are left out, pitfall 169: their text stays")
    func pitfall138And169() throws {
        var request = T.request("a")
        request.turns += [
            T.assistant(
                .reasoning(Reasoning("foreign", proof: Proof(.openai, "x"))),
                .text(TextBlock("said"))),
            T.user(.text(TextBlock("b"))),
            T.assistant(.reasoning(Reasoning("only", proof: Proof(.google, "y")))),
            T.user(.text(TextBlock("c"))),
            T.assistant(
                .reasoning(Reasoning("own", proof: Proof(.anthropic, "S"))),
                .text(TextBlock("more"))),
            T.user(.text(TextBlock("d"))),
        ]
        let body = try T.write(request, T.chat())
        #expect(!body.contains("foreign") && !body.contains("only") && body.contains("said"))
        #expect(body.contains(#"{"type":"thinking","thinking":"own","signature":"S"}"#))
        T.check(body)
    }

    @Test("pitfall 141: thoughts go back byte for byte and first")
    func pitfall141() throws {
        var request = T.request("a")
        let text = "  line\n\u{e9}\t "
        request.turns += [
            T.assistant(
                .reasoning(Reasoning(text, proof: Proof(.unknown, "S=="))),
                .reasoning(Reasoning("", proof: Proof(.unknown, "D"), isRedacted: true)),
                .toolCall(ToolCall(id: "c", name: "f", arguments: "{}"))),
            T.user(.toolResult(ToolResult(callID: "c", content: []))),
        ]
        let body = try T.write(request)
        let again = try T.read(body)
        #expect(again.turns[1].blocks == request.turns[1].blocks)
    }

    @Test("pitfall 75: system text in the middle keeps its place or is told by the user")
    func pitfall75() throws {
        var request = T.request("a")
        request.turns += [
            Turn(.system, [.text(TextBlock("rule"))]), T.assistant(.text(TextBlock("b"))),
            T.user(.text(TextBlock("c"))),
        ]
        let newer = try T.write(request, T.chat("claude-opus-4-8"))
        #expect(try T.member(newer, "messages", "1", "role") == #""system""#)
        let older = try T.write(request, T.chat("claude-sonnet-4-5"))
        #expect(try T.member(older, "messages", "1", "role") == #""assistant""#)
        #expect(older.contains("rule"))
        for body in [newer, older] { T.check(body) }
    }

    @Test("pitfall 103: a failed call stays one")
    func pitfall103() throws {
        var request = T.request("a")
        var result = ToolResult(callID: "c", content: [.text(TextBlock("no"))])
        result.isError = true
        request.turns += [
            T.assistant(.toolCall(ToolCall(id: "c", name: "f", arguments: ""))),
            T.user(.toolResult(result)),
        ]
        let body = try T.write(request, T.chat())
        #expect(try T.member(body, "messages", "2", "content", "0", "is_error") == "true")
        T.check(body)
    }

    @Test("pitfall 147: no cache marks on thoughts and blank text")
    func pitfall147() throws {
        let mark = #""cache_control":{"type":"ephemeral"}"#
        let request = try T.read(
            T.body(
                messages: """
                    [{"role":"user","content":[{"type":"text","text":"a"},
                    {"type":"text","text":" ",\(mark)}]},{"role":"assistant","content":[
                    {"type":"thinking","thinking":"t","signature":"S",\(mark)},
                    {"type":"text","text":"b",\(mark)}]},{"role":"user","content":"c"}]
                    """))
        let body = try T.write(request)
        #expect(body.components(separatedBy: "cache_control").count == 2)
        T.check(body)
    }
}
