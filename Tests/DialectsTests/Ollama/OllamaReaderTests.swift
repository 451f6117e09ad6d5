import IPC
import JSON
import Testing

@testable import Dialects

@Suite("ollama: requests of clients")
struct OllamaReaderTests {
    private typealias T = OllamaTesting

    private static func body(_ messages: String, _ more: String = "") -> String {
        #"{"model":"m","messages":\#(messages)\#(more)}"#
    }

    private static let hi = #"[{"role":"user","content":"hi"}]"#

    @Test func facts() throws {
        let source = try T.source(
            Self.body(
                #"[{"role":"user","content":"hi","images":["iVBORw0KGgo="]}]"#,
                #","stream":false,"format":{"type":"object"},"tools":[{"type":"function","function":{"name":"f"}}]"#
            ))
        let facts = try OllamaCodec.facts(source)
        #expect(!facts.stream && facts.vision && facts.jsonSchema && facts.tools)
        // Streamed unless said otherwise, and the tag that every model has is none.
        let plain = try OllamaCodec.facts(T.source(#"{"model":"m:latest","messages":\#(Self.hi)}"#))
        #expect(plain.stream && plain.model == "m" && !plain.vision && !plain.tools)
    }

    @Test func systemTextThatLeadsIsApart() throws {
        let request = try T.read(
            Self.body(
                #"[{"role":"system","content":"a"},{"role":"user","content":"b"},{"role":"system","content":"c"}]"#
            ))
        #expect(request.system == [TextBlock("a")])
        #expect(request.turns.map(\.role) == [.user, .system])
    }

    @Test("pitfall 91: results find their calls by id, by name, by order") func pitfall91() throws {
        let request = try T.read(
            Self.body(
                #"[{"role":"user","content":"x"},"#
                    + #"{"role":"assistant","content":"","thinking":"t","tool_calls":[{"function":{"name":"f","arguments":{"a": 1.0}}},{"function":{"name":"g","arguments":"{}"}},{"id":"own","function":{"name":"f"}},{"function":{"name":"h","arguments":{}}}]},"#
                    + #"{"role":"tool","content":"3","tool_call_id":"own"},{"role":"tool","content":"2","tool_name":"g"},{"role":"tool","content":"1","name":"f"},{"role":"tool","content":"4"}]"#
            ))
        let calls = request.turns[1].blocks.compactMap { block -> ToolCall? in
            if case .toolCall(let call) = block { call } else { nil }
        }
        #expect(request.turns[1].blocks.first == .reasoning(Reasoning("t")))
        #expect(calls.map(\.arguments) == [#"{"a": 1.0}"#, "{}", "{}", "{}"])
        #expect(Set(calls.map(\.id)).count == 4 && calls[2].id == "own")
        let results = request.turns[2...].flatMap(\.blocks).compactMap { block -> ToolResult? in
            if case .toolResult(let result) = block { result } else { nil }
        }
        #expect(results.map(\.callID) == [calls[2].id, calls[1].id, calls[0].id, calls[3].id])
        // The same call has the same id in the next request.
        #expect(calls[0].id == CallIDs.positional(0, name: "f"))
    }

    @Test func aPromptIsATurnOfTheUser() throws {
        let request = try T.read(
            #"{"model":"m","prompt":"p","system":"s","images":["data:image/png;base64,iVBORw0KGgo="],"keep_alive":"1m"}"#,
            endpoint: .generate)
        #expect(request.system == [TextBlock("s")] && request.stream)
        #expect(
            request.turns == [
                Turn(
                    .user,
                    [
                        .media(
                            Media(.image, .base64("iVBORw0KGgo="), mediaType: "image/png")),
                        .text(TextBlock("p")),
                    ])
            ])
        #expect(request.extensions.map(\.name) == ["keep_alive"])
    }

    @Test func options() throws {
        let request = try T.read(
            Self.body(
                Self.hi,
                #","options":{"temperature":0.70,"top_p":0.5,"top_k":3,"min_p":0.1,"seed":7,"presence_penalty":1,"frequency_penalty":2,"num_predict":9,"stop":"x","num_ctx":4096},"format":"json","think":"high""#
            ))
        #expect(request.sampling.temperature == NumberText("0.70"))
        #expect(request.sampling.topK == NumberText("3") && request.sampling.stop == ["x"])
        #expect(request.sampling.maxOutputTokens == 9 && request.format == .jsonObject)
        #expect(request.reasoning?.effort == .high && request.reasoning?.isVisible == true)
        #expect(
            request.extensions == [
                Extension(dialect: .ollama, name: "options", value: RawJSON(#"{"num_ctx":4096}"#))
            ])
        let unlimited = try T.read(
            Self.body(Self.hi, #","options":{"num_predict":-1},"think":false"#))
        #expect(unlimited.sampling.maxOutputTokens == nil)
        #expect(unlimited.reasoning?.isDisabled == true && unlimited.extensions.isEmpty)
    }

    @Test(arguments: [
        (#"{"messages":[]}"#, "model"), (#"{"model":"m"}"#, "messages"),
        (#"{"model":"m","messages":[]}"#, "messages"),
        (#"{"model":"m","model":"n","messages":[{"role":"user","content":"a"}]}"#, "model"),
        (#"{"model":"m","stream":1,"messages":[{"role":"user","content":"a"}]}"#, "stream"),
        (#"{"model":"m","messages":[{"content":"a"}]}"#, "messages[0].role"),
        (#"{"model":"m","messages":[{"role":"x","content":"a"}]}"#, "messages[0].role"),
        (#"{"model":"m","messages":[{"role":"user","content":[]}]}"#, "messages[0].content"),
        (
            #"{"model":"m","messages":[{"role":"user","content":"a","images":"x"}]}"#,
            "messages[0].images"
        ),
        (
            #"{"model":"m","messages":[{"role":"user","content":"a","images":["%"]}]}"#,
            "messages[0].images[0]"
        ),
        (
            #"{"model":"m","messages":[{"role":"assistant","tool_calls":[{"function":{}}]}]}"#,
            "messages[0].tool_calls[0].function.name"
        ),
        (
            #"{"model":"m","messages":[{"role":"user","content":"a"}],"tools":[{"function":{"name":""}}]}"#,
            "tools[0].function.name"
        ),
        (#"{"model":"m","messages":[{"role":"user","content":"a"}],"options":[]}"#, "options"),
        (#"{"model":"m","messages":[{"role":"user","content":"a"}],"format":"yaml"}"#, "format"),
        (#"{"model":"m","messages":[{"role":"user","content":"a"}],"think":"much"}"#, "think"),
        (#"{"model":"m","messages":[{"role":"user","content":"a"}],"think":1}"#, "think"),
    ])
    func whatHasNoMeaningIsRefused(_ body: String, _ param: String) throws {
        let refusal = try T.refusal(body)
        #expect(refusal?.status == 400 && refusal?.param == param)
    }

    @Test func aGapCannotBeFilled() throws {
        let body = #"{"model":"m","prompt":"a","suffix":"b"}"#
        #expect(try T.refusal(body, endpoint: .generate)?.param == "suffix")
        #expect(try T.refusal(#"{"model":"m"}"#, endpoint: .generate)?.param == "prompt")
    }
}
