import IPC
import Testing

@testable import Dialects

@Suite struct ResponsesDecoderTests {
    private let created =
        #"{"type":"response.created","response":{"id":"resp_1","model":"gpt-5.4","created_at":7,"output":[]}}"#

    private func completed(_ output: String = "", status: String = "completed", more: String = "")
        -> String
    {
        #"{"type":"response.\#(status)","response":{"id":"resp_1","status":"\#(status)","output":[\#(output)]\#(more)}}"#
    }

    private func target(_ client: Dialect = .anthropic) -> Target {
        ResponsesTesting.target(client: client)
    }

    private func events(_ frames: [String], client: Dialect = .anthropic) throws -> [AnswerEvent] {
        let events = try ResponsesTesting.decoded([created] + frames, target(client))
        #expect(EventGrammar.mistake(in: events) == nil)
        return events
    }

    private func failure(_ frames: [String]) -> AnswerFailure? {
        do {
            _ = try ResponsesTesting.decoded(frames, target())
            return nil
        } catch {
            return error as? AnswerFailure
        }
    }

    private func added(_ item: String, _ index: Int = 0) -> String {
        #"{"type":"response.output_item.added","output_index":\#(index),"item":\#(item)}"#
    }

    private func done(_ item: String, _ index: Int = 0) -> String {
        #"{"type":"response.output_item.done","output_index":\#(index),"item":\#(item)}"#
    }

    private func delta(_ text: String, id: String = "msg_1", index: Int = 0) -> String {
        #"{"type":"response.output_text.delta","item_id":"\#(id)","output_index":\#(index),"content_index":0,"delta":"\#(text)"}"#
    }

    private let message = #"{"id":"msg_1","type":"message","role":"assistant","content":[]}"#
    private func full(_ text: String) -> String {
        #"{"id":"msg_1","type":"message","role":"assistant","content":[{"type":"output_text","text":"\#(text)","annotations":[]}]}"#
    }

    @Test("text comes as it is told")
    func text() throws {
        let found = try events([
            added(message), delta("He"), delta("y \\u00e9"), done(full("Hey \\u00e9")),
            completed(
                full("Hey é"),
                more:
                    #","usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":4},"output_tokens":5,"output_tokens_details":{"reasoning_tokens":2},"total_tokens":14}"#
            ),
        ])
        var usage = TokenUsage()
        usage.input = 5
        usage.cacheRead = 4
        usage.output = 3
        usage.reasoning = 2
        usage.isReported = true
        #expect(
            found == [
                .start(AnswerStart(id: "resp_1", model: "gpt-5.4", created: 7)), .open(0, .text),
                .text(0, "He"), .text(0, "y é"), .close(0), .usage(usage), .stop(.end),
            ])
    }

    @Test("pitfall 22: a delta of an unknown item belongs to the place, then to the current one")
    func pitfall22UnknownItem() throws {
        let found = try events([
            added(message), delta("a", id: "other"), delta("b"), done(full("ab")), completed(),
        ])
        #expect(ResponsesTesting.answer(found).blocks == [.text(TextBlock("ab"))])
        let unplaced = #"{"type":"response.output_text.delta","delta":"c"}"#
        let more = try events([added(message), delta("a"), unplaced, done(full("ac")), completed()])
        #expect(ResponsesTesting.answer(more).blocks == [.text(TextBlock("ac"))])
    }

    @Test("pitfall 23: text that comes with the finished item only")
    func pitfall23TextAtTheEnd() throws {
        for frames in [
            [added(message), done(full("whole")), completed()],
            [added(message), completed(full("whole"))], [completed(full("whole"))],
            [added(message), delta("who"), done(full("whole")), completed()],
            [
                added(message),
                #"{"type":"response.output_text.done","item_id":"msg_1","output_index":0,"content_index":0,"text":"whole"}"#,
                done(full("whole")), completed(full("whole")),
            ],
        ] {
            #expect(
                ResponsesTesting.answer(try events(frames)).blocks == [.text(TextBlock("whole"))])
        }
    }

    @Test("pitfall 24: a last event without output takes nothing back")
    func pitfall24EmptyOutput() throws {
        let found = try events([added(message), delta("x"), done(full("x")), completed()])
        #expect(ResponsesTesting.answer(found).blocks == [.text(TextBlock("x"))])
        #expect(ResponsesTesting.answer(found).stop == .end)
    }

    @Test("pitfall 25: items without ids in the last event are those that came")
    func pitfall25MissingIDs() throws {
        let bare =
            #"{"type":"message","role":"assistant","content":[{"type":"output_text","text":"x"}]}"#
        let found = try events([added(message), delta("x"), done(full("x")), completed(bare)])
        #expect(ResponsesTesting.answer(found).blocks == [.text(TextBlock("x"))])
    }

    @Test("pitfall 26: what is finished twice is finished once")
    func pitfall26DoneTwice() throws {
        let call =
            #"{"id":"fc_1","type":"function_call","call_id":"c1","name":"f","arguments":"{}"}"#
        let found = try events([
            added(call.replacing("{}", with: "")), done(call), done(call), completed(call),
        ])
        #expect(
            ResponsesTesting.answer(found).blocks
                == [.toolCall(ToolCall(id: "c1", name: "f", arguments: "{}"))])
        #expect(ResponsesTesting.answer(found).stop == .toolCalls)
    }

    @Test("pitfall 27: encrypted reasoning counts when it is finished")
    func pitfall27Snapshot() throws {
        func item(_ proof: String) -> String {
            #"{"id":"rs_1","type":"reasoning","summary":[],"encrypted_content":"\#(proof)"}"#
        }
        let found = try events([
            added(item("early")), done(item("final")), added(message, 1), delta("x", index: 1),
            completed(),
        ])
        #expect(
            ResponsesTesting.answer(found).blocks.first
                == .reasoning(Reasoning("", proof: Proof(.openai, "final", itemID: "rs_1"))))
    }

    @Test("pitfall 28: parts of a summary are one text with blank lines between")
    func pitfall28SummaryParts() throws {
        func part(_ text: String, _ part: Int) -> String {
            #"{"type":"response.reasoning_summary_text.delta","item_id":"rs_1","output_index":0,"summary_index":\#(part),"delta":"\#(text)"}"#
        }
        let item = #"{"id":"rs_1","type":"reasoning","summary":[{"text":"ab"},{"text":"c"}]}"#
        let found = try events([
            added(item.replacing(#"{"text":"ab"},{"text":"c"}"#, with: "")), part("a", 0),
            part("b", 0), part("c", 1), done(item), added(message, 1), delta("x", index: 1),
            completed(),
        ])
        #expect(ResponsesTesting.answer(found).blocks.first == .reasoning(Reasoning("ab\n\nc")))
        let whole = try ResponsesTesting.decoded(
            whole: #"{"status":"completed","output":[\#(item)]}"#, target())
        #expect(ResponsesTesting.answer(whole).blocks == [.reasoning(Reasoning("ab\n\nc"))])
    }

    @Test("calls that run side by side are told apart")
    func parallelCalls() throws {
        func item(_ number: Int, _ arguments: String) -> String {
            #"{"id":"fc_\#(number)","type":"function_call","call_id":"c\#(number)","name":"f\#(number)","arguments":"\#(arguments)"}"#
        }
        func more(_ number: Int, _ text: String) -> String {
            #"{"type":"response.function_call_arguments.delta","item_id":"fc_\#(number)","output_index":\#(number),"delta":"\#(text)"}"#
        }
        let found = try events([
            added(item(0, ""), 0), added(item(1, ""), 1), more(0, "["), more(1, "{"), more(0, "]"),
            more(1, "}"), done(item(1, "{}"), 1), done(item(0, "[]"), 0), completed(),
        ])
        #expect(
            ResponsesTesting.answer(found).blocks == [
                .toolCall(ToolCall(id: "c0", name: "f0", arguments: "[]")),
                .toolCall(ToolCall(id: "c1", name: "f1", arguments: "{}")),
            ])
    }

    @Test("tools of the dialect's own are calls, hosted ones pass as they are")
    func ownTools() throws {
        let shell =
            #"{"id":"lsh_1","type":"local_shell_call","call_id":"c1","action":{"type":"exec","command":["ls"]}}"#
        let search = #"{"id":"ws_1","type":"web_search_call","status":"completed"}"#
        let found = try events([done(search), done(shell, 1), completed()])
        var call = ToolCall(
            id: "c1", name: "local_shell", arguments: #"{"type":"exec","command":["ls"]}"#)
        call.builtin = OpaqueValue(.openaiResponses, RawJSON(shell))
        #expect(
            ResponsesTesting.answer(found).blocks == [
                .opaque(
                    OpaqueBlock(.openaiResponses, type: "web_search_call", json: RawJSON(search))),
                .toolCall(call),
            ])
    }

    @Test("an answer that reached a limit or a filter ends so")
    func incomplete() throws {
        for (reason, stop) in [
            ("max_output_tokens", StopReason.length), ("content_filter", .filtered),
        ] {
            let found = try events([
                added(message), delta("x"),
                completed(
                    status: "incomplete", more: #","incomplete_details":{"reason":"\#(reason)"}"#),
            ])
            #expect(ResponsesTesting.answer(found).stop == stop)
        }
    }

    @Test("pitfall 19: arguments that are an object are taken as its text")
    func pitfall19Object() throws {
        let call =
            #"{"id":"fc_1","type":"function_call","call_id":"c1","name":"f","arguments":{"a": 1.0}}"#
        let found = try events([done(call), completed()])
        #expect(
            ResponsesTesting.answer(found).blocks
                == [.toolCall(ToolCall(id: "c1", name: "f", arguments: #"{"a": 1.0}"#))])
    }

    @Test("pitfall 155: a host that counts what came from the cache beside the input")
    func pitfall155Exclusive() throws {
        let found = try events([
            completed(
                full("x"),
                more:
                    #","usage":{"input_tokens":5,"input_tokens_details":{"cached_tokens":40},"output_tokens":1,"total_tokens":46}"#
            )
        ])
        let usage = ResponsesTesting.answer(found).usage
        #expect(usage.input == 5 && usage.cacheRead == 40 && usage.allInput == 45)
    }

    @Test("pitfall 153: a host that counts reasoning beside the output")
    func pitfall153Exclusive() throws {
        let found = try events([
            completed(
                full("x"),
                more:
                    #","usage":{"input_tokens":5,"output_tokens":9,"output_tokens_details":{"reasoning_tokens":4},"total_tokens":18}"#
            )
        ])
        let usage = ResponsesTesting.answer(found).usage
        #expect(usage.output == 9 && usage.reasoning == 4 && usage.allOutput == 13)
    }

    @Test("what is no answer is refused, each in its way")
    func failures() {
        #expect(failure([]) == .empty)
        #expect(failure([created]) == .empty)
        #expect(failure([created, added(message), delta("x")]) == .cutShort)
        #expect(failure([created, completed()]) == .empty)
        let failed = #"{"type":"response.failed","response":{"error":{"code":"x","message":"y"}}}"#
        #expect(failure([created, failed]) == .reported(Array(failed.utf8)))
        let error = #"{"type":"error","code":"x","message":"y"}"#
        #expect(failure([error]) == .reported(Array(error.utf8)))
        let bare = #"{"error":{"message":"y"}}"#
        #expect(failure([bare]) == .reported(Array(bare.utf8)))
        if case .malformed = failure(["<html>"]) {} else { Issue.record("HTML was read") }
        if case .malformed = failure(["[]"]) {} else { Issue.record("an array was read") }
    }

    @Test("events that nobody knows, and a terminator of a neighbour, change nothing")
    func unknownEvents() throws {
        let found = try events([
            #"{"type":"codex.rate_limits","limits":{}}"#, #"{"type":"keepalive"}"#, added(message),
            delta("x"), done(full("x")), completed(), "[DONE]", delta("late"),
        ])
        #expect(ResponsesTesting.answer(found).blocks == [.text(TextBlock("x"))])
    }

    @Test("ids and phases stay for clients of this dialect")
    func own() throws {
        let item =
            #"{"id":"msg_1","type":"message","role":"assistant","phase":"commentary","content":[{"type":"output_text","text":"x"}]}"#
        var text = TextBlock("x")
        #expect(
            ResponsesTesting.answer(try events([done(item), completed()])).blocks == [.text(text)])
        text.proof = Proof(.openai, "commentary")
        #expect(
            ResponsesTesting.answer(
                try events([done(item), completed()], client: .openaiResponses)
            )
            .blocks == [.text(text)])
    }

    @Test("huge numbers of parts cost nothing")
    func hugeIndex() throws {
        let found = try events([
            added(message),
            #"{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":9000000000,"delta":"x"}"#,
            completed(),
        ])
        #expect(ResponsesTesting.answer(found).blocks == [.text(TextBlock("x"))])
    }
}
