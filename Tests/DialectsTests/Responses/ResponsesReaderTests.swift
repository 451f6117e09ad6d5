import IPC
import JSON
import Testing

@testable import Dialects

@Suite struct ResponsesReaderTests {
    private func refusal(_ json: String) -> GatewayError? {
        do throws(GatewayError) {
            let bytes = Array(json.utf8)
            var tape = JSONTape()
            guard (try? tape.parse(bytes)) != nil else { return nil }
            _ = try ResponsesCodec.read(RequestSource(bytes: bytes, tape: tape))
            return nil
        } catch {
            return error
        }
    }

    @Test("facts say what route must know")
    func facts() throws {
        let source = try ResponsesTesting.source(
            #"""
            {"model":"m","stream":true,"input":[{"role":"user","content":[
              {"type":"input_image","image_url":"https://a.example/b.png"}]}],
             "tools":[{"type":"web_search"}],"text":{"format":{"type":"json_schema","schema":{}}}}
            """#)
        let facts = try ResponsesCodec.facts(source)
        #expect(facts.model == "m")
        #expect(facts.stream && facts.vision && facts.tools && facts.jsonSchema)
        #expect(facts.estimatedInputTokens == UInt64(source.bytes.count / 4))
    }

    @Test(
        "what has no meaning is refused, naming the place",
        arguments: [
            (#"{"input":"hi"}"#, "model"), (#"{"model":"m"}"#, "input"),
            (#"{"model":7,"input":"hi"}"#, "model"), (#"{"model":"m","input":7}"#, "input"),
            (#"{"model":"m","input":"hi","stream":"yes"}"#, "stream"),
            (#"{"model":"m","input":"a","input":"b"}"#, "input"),
            (#"{"model":"m","input":"hi","background":true}"#, "background"),
            (#"{"model":"m","input":"hi","conversation":"conv_1"}"#, "conversation"),
            (#"{"model":"m","input":["hi"]}"#, "input[0]"),
            (#"{"model":"m","input":[{"text":"hi"}]}"#, "input[0].type"),
            (#"{"model":"m","input":[{"type":"magic"}]}"#, "input[0].type"),
            (#"{"model":"m","input":[{"role":"robot","content":"x"}]}"#, "input[0].role"),
            (#"{"model":"m","input":[{"role":"user"}]}"#, "input[0].content"),
            (
                #"{"model":"m","input":[{"role":"user","content":[{"type":"sound"}]}]}"#,
                "input[0].content[0].type"
            ),
            (
                #"{"model":"m","input":[{"type":"function_call_output","output":"x"}]}"#,
                "input[0].call_id"
            ),
            (#"{"model":"m","input":[{"type":"item_reference","id":"msg_1"}]}"#, "input[0]"),
            (#"{"model":"m","input":"hi","tools":[{"type":"function"}]}"#, "tools[0].name"),
            (#"{"model":"m","input":"hi","tool_choice":"maybe"}"#, "tool_choice"),
            (#"{"model":"m","input":"hi","reasoning":{"effort":"huge"}}"#, "reasoning.effort"),
            (#"{"model":"m","input":"hi","max_output_tokens":"x"}"#, "max_output_tokens"),
            (
                #"{"model":"m","input":"hi","text":{"format":{"type":"json_schema"}}}"#,
                "text.format.schema"
            ),
        ])
    func refusals(_ json: String, _ param: String) {
        let error = refusal(json)
        #expect(error?.status == 400)
        #expect(error?.param == param)
    }

    @Test("pitfall 79: an input without items is refused, unless it continues something")
    func pitfall79EmptyInput() throws {
        #expect(refusal(#"{"model":"m","input":[]}"#)?.code == "empty_array")
        _ = try ResponsesTesting.read(#"{"model":"m","input":[],"previous_response_id":"resp_1"}"#)
    }

    @Test("items of one step are one turn, outputs another")
    func turns() throws {
        let request = try ResponsesTesting.read(
            #"""
            {"model":"m","instructions":"A","input":[
              {"role":"developer","content":"B"},
              {"role":"user","content":"1"},{"role":"user","content":"2"},
              {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"x"},
                {"type":"summary_text","text":"y"}],"encrypted_content":"gAAAA"},
              {"type":"message","role":"assistant","phase":"commentary",
               "content":[{"type":"output_text","text":"on it"}]},
              {"type":"function_call","call_id":"c1","name":"f","arguments":"{\"n\": 1.0}"},
              {"type":"custom_tool_call","call_id":"c2","name":"g","input":"raw \"text\""},
              {"type":"function_call_output","call_id":"c1","output":"one"},
              {"type":"custom_tool_call_output","call_id":"c2","output":[
                {"type":"input_text","text":"two"}]},
              {"role":"system","content":"C"}]}
            """#)
        #expect(request.system.map(\.text) == ["A", "B"])
        #expect(request.turns.map(\.role) == [.user, .user, .assistant, .user, .system])
        let step = request.turns[2].blocks
        #expect(
            step[0]
                == .reasoning(Reasoning("x\n\ny", proof: Proof(.unknown, "gAAAA", itemID: "rs_1"))))
        var text = TextBlock("on it")
        text.proof = Proof(.unknown, "commentary")
        #expect(step[1] == .text(text))
        #expect(step[2] == .toolCall(ToolCall(id: "c1", name: "f", arguments: #"{"n": 1.0}"#)))
        var custom = ToolCall(id: "c2", name: "g", arguments: #"raw "text""#)
        custom.kind = .custom
        #expect(step[3] == .toolCall(custom))
        guard case .toolResult(let second) = request.turns[3].blocks[1] else {
            Issue.record("no result")
            return
        }
        #expect(second.text == "two" && second.kind == .custom)
    }

    @Test("pitfall 92: calls in several items are one turn, the text before them in it")
    func pitfall92Step() throws {
        let request = try ResponsesTesting.read(
            #"""
            {"model":"m","input":[{"role":"assistant","content":"wait"},
              {"type":"function_call","call_id":"a","name":"f","arguments":"{}"},
              {"type":"function_call","call_id":"b","name":"f","arguments":"{}"},
              {"type":"function_call_output","call_id":"a","output":"1"},
              {"type":"function_call_output","call_id":"b","output":"2"}]}
            """#)
        #expect(request.turns.map(\.blocks.count) == [3, 2])
    }

    @Test("an envelope tells who made the proof")
    func envelopes() throws {
        let sealed = ProofEnvelope.wrap(Proof(.anthropic, "sig=="), isRedacted: true)
        let request = try ResponsesTesting.read(
            #"{"model":"m","input":[{"type":"reasoning","summary":[],"encrypted_content":"\#(sealed)"},"#
                + #"{"role":"assistant","content":"x"}]}"#)
        #expect(
            request.turns[0].blocks[0]
                == .reasoning(Reasoning("", proof: Proof(.anthropic, "sig=="), isRedacted: true)))
    }

    @Test("pitfall 95: the second item of an id goes; of calls the answered one stays")
    func pitfall95DuplicateIDs() throws {
        let request = try ResponsesTesting.read(
            #"""
            {"model":"m","input":[
              {"type":"message","id":"msg_1","role":"assistant","content":"a"},
              {"type":"message","id":"msg_1","role":"assistant","content":"a"},
              {"type":"function_call","id":"fc_1","call_id":"lost","name":"f","arguments":"{}"},
              {"type":"function_call","id":"fc_1","call_id":"c1","name":"f","arguments":"{}"},
              {"type":"function_call_output","call_id":"c1","output":"x"}]}
            """#)
        let calls = request.turns[0].blocks.compactMap { block -> String? in
            if case .toolCall(let call) = block { call.id } else { nil }
        }
        #expect(calls == ["lost", "c1"])
        #expect(request.turns[0].blocks.count == 3)
    }

    @Test("pitfall 125: tools among the items are tools; the first of a name counts")
    func pitfall125AdditionalTools() throws {
        let request = try ResponsesTesting.read(
            #"""
            {"model":"m","tools":[{"type":"function","name":"f","description":"first"}],"input":[
              {"type":"additional_tools","role":"developer","tools":[
                {"type":"function","name":"f","description":"second"},
                {"type":"custom","name":"g","format":{"type":"text"}}]},
              {"role":"user","content":"hi"}]}
            """#)
        #expect(request.tools.map(\.name) == ["f", "g"])
        #expect(request.tools[0].description == "first")
        #expect(request.tools[1].kind == .custom(format: RawJSON(#"{"type":"text"}"#)))
        #expect(request.turns.count == 1)
    }

    @Test("pitfall 105: an address in an object is read as well")
    func pitfall105ImageObject() throws {
        let request = try ResponsesTesting.read(
            #"""
            {"model":"m","input":[{"role":"user","content":[
              {"type":"input_image","image_url":{"url":"https://a.example/b.png"}},
              {"type":"input_image","image_url":"data:image/png;base64,iVBORw0KGgo="},
              {"type":"input_file","filename":"a.pdf","file_data":"JVBERi0="}]}]}
            """#)
        #expect(
            request.turns[0].blocks == [
                .media(Media(.image, .url("https://a.example/b.png"))),
                .media(Media(.image, .base64("iVBORw0KGgo="), mediaType: "image/png")),
                .media(
                    {
                        var media = Media(
                            .document, .base64("JVBERi0="), mediaType: "application/pdf")
                        media.name = "a.pdf"
                        return media
                    }()),
            ])
    }

    @Test("what Codex sends is understood")
    func codex() throws {
        let request = try ResponsesTesting.read(ResponsesSamples.codexRequest)
        #expect(
            request.tools.map { "\($0.namespace ?? "-")/\($0.name)" } == [
                "-/exec_command", "-/apply_patch", "mcp/search", "-/local_shell", "-/web_search",
            ])
        #expect(request.tools[3].kind == .builtin(.other("local_shell")))
        // Other models get it as a function.
        #expect(request.tools[3].parameters != nil)
        #expect(request.store == false && request.stream)
        #expect(request.cacheKey == "thread-1")
        #expect(request.reasoning?.effort == .high && request.reasoning?.isVisible == true)
        #expect(request.extensions.map(\.name).sorted() == ["client_metadata", "include"])
        guard case .toolCall(let shell) = request.turns[1].blocks[0] else {
            Issue.record("no call")
            return
        }
        #expect(shell.name == "local_shell" && shell.builtin != nil && shell.id == "call_9")
    }

    @Test("a compaction of another maker is told to be one")
    func foreignCompaction() throws {
        let request = try ResponsesTesting.read(
            #"{"model":"m","input":[{"type":"compaction","id":"cmp_1","encrypted_content":"gAAAA"}]}"#
        )
        #expect(request.turns.count == 1)
        #expect(
            request.turns[0].blocks.last
                == .text(TextBlock(ResponsesItemReader.compactionPlaceholder)))
    }
}
