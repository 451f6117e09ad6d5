import NIOCore
import Testing

@testable import MockProvider

@Suite struct AnswerTests {
    private func completion(_ body: String) throws -> String {
        let request = try validate(body)
        let answer = Answer(to: request, directives: request.model.directives)
        let usage = Usage(
            request: request, answer: answer, directives: request.model.directives)
        return String(
            buffer: Completion.body(
                answer, identity: identity, request: request, usage: usage, now: 7))
    }

    private func text(_ body: String) throws -> String? {
        value(try completion(body), "choices", "0", "message", "content")
    }

    @Test(arguments: [
        "plain", "two words", "  spaces  around  ", "quote \\\" and \\\\ and \\n line", "ünï € 𝄞",
        "",
    ])
    func echoRepeatsTheText(_ escaped: String) throws {
        let expected = value(#"{"a":"\#(escaped)"}"#, "a")
        #expect(try text(chat("echo", escaped)) == expected)
    }

    @Test func aCompletionHasAllRequiredKeys() throws {
        let body = try completion(chat("m"))
        #expect(value(body, "id") == "chatcmpl-1")
        #expect(value(body, "object") == "chat.completion")
        #expect(value(body, "created") == "1760000000")
        #expect(value(body, "model") == "m")
        #expect(value(body, "choices", "0", "index") == "0")
        #expect(value(body, "choices", "0", "logprobs") == "null")
        #expect(value(body, "choices", "0", "finish_reason") == "stop")
        #expect(value(body, "choices", "0", "message", "role") == "assistant")
        #expect(value(body, "choices", "0", "message", "refusal") == "null")
        #expect(value(body, "usage", "prompt_tokens") == "4")
        #expect(value(body, "usage", "completion_tokens") == "8")
        #expect(value(body, "usage", "total_tokens") == "12")
    }

    @Test func chunksAreCounted() throws {
        #expect(try text(chat("m+chunks=4")) == "1 2 3 4")
        #expect(try text(chat("echo+chunks=5", "a b")) == "a b a b a ")
        #expect(try text(chat("m+stamp+chunks=2")) == "7 7")
    }

    @Test(arguments: [(0, 1), (1, 1), (10, 3), (5_000, nil), (100_000, 7)] as [(Int, Int?)])
    func bytesAreExact(_ bytes: Int, _ chunks: Int?) throws {
        let more = chunks.map { "+chunks=\($0)" } ?? ""
        #expect(try text(chat("m+bytes=\(bytes)\(more)"))?.utf8.count == bytes)
    }

    @Test func theTokenLimitTruncates() throws {
        let body = try completion(chat("m", more: #","max_tokens":3"#))
        #expect(value(body, "choices", "0", "finish_reason") == "length")
        #expect(value(body, "choices", "0", "message", "content") == "This is a ")
        #expect(value(body, "usage", "completion_tokens") == "3")
    }

    @Test func choicesAreAlike() throws {
        let body = try completion(chat("m", more: #","n":2"#))
        #expect(value(body, "choices", "1", "index") == "1")
        #expect(value(body, "usage", "completion_tokens") == "16")
    }

    @Test func toolModelsCall() throws {
        let tools =
            #","tools":[{"type":"function","function":{"name":"f","parameters":"#
            + #"{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}},"#
            + #""required":["a"]}}}]"#
        let body = try completion(chat("tool", more: tools))
        let message = ["choices", "0", "message"]
        #expect(value(body, "choices", "0", "finish_reason") == "tool_calls")
        #expect(value(body, message[0], message[1], message[2], "content") == "null")
        #expect(
            value(
                body, "choices", "0", "message", "tool_calls", "0", "function", "arguments")
                == #"{"a":"text"}"#)
        #expect(
            try text(chat("tool", more: tools + #","tool_choice":"none""#))?.hasPrefix("This")
                == true)
        #expect(try text(chat("m", more: tools))?.hasPrefix("This") == true)
    }

    @Test func schemasAreAnsweredInKind() throws {
        let format =
            #","response_format":{"type":"json_schema","json_schema":{"name":"x","schema":"#
            + #"{"type":"object","properties":{"e":{"enum":["é","b"]},"l":{"type":"array","#
            + #""items":{"$ref":"#
            + "\"#/$defs/n\"}},"
            + #""o":{"anyOf":[{"type":["boolean","null"]}]},"m":{"type":"number","minimum":3}},"#
            + ##""required":["e","l","o","m"],"$defs":{"n":{"type":"integer"}}}}}"##
        #expect(try text(chat("m", more: format)) == #"{"e":"é","l":[1],"o":true,"m":3}"#)
    }

    @Test func endlessSchemasEnd() throws {
        let format =
            #","response_format":{"type":"json_schema","json_schema":{"name":"x","schema":"#
            + ##"{"properties":{"a":{"$ref":"#"}},"required":["a"]}}}"##
        #expect(try text(chat("m", more: format))?.hasSuffix("}") == true)
    }
}
