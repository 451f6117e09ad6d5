import DialectCheck
import Foundation
import IPC
import Testing

@testable import Dialects

@Suite struct ResponsesCompactTests {
    private let json =
        #"""
        {"model":"m","instructions":"be good","tools":[{"type":"function","name":"f"}],"input":[
          {"role":"user","content":"do it"},
          {"type":"function_call","call_id":"c","name":"f","arguments":"{}"},
          {"type":"function_call_output","call_id":"c","output":"done"},
          {"type":"message","role":"user","content":[{"type":"input_text","text":"and now?"}]}]}
        """#

    @Test("a summary is asked for, and comes back as what stood before")
    func roundTrip() throws {
        let source = try ResponsesTesting.source(json, endpoint: .compact)
        #expect(ResponsesCompact.isWanted(source))
        let request = try ResponsesCompact.request(source)
        #expect(!request.stream && request.toolChoice == ToolChoice.none)
        #expect(request.turns.last?.role == .user && request.turns.count == 5)
        var answer = Answer()
        answer.blocks = [.text(TextBlock("The user wanted \"it\" ✓."))]
        answer.stop = .end
        let context = AnswerContext(
            target: ResponsesTesting.target(provider: .anthropic), plan: AnswerPlan(),
            endpoint: .compact, clientEcho: ResponsesCodec.echo(source))
        let whole = ResponsesTesting.object(ResponsesCodec.whole(answer, context))
        #expect(whole["object"] as? String == "response.compaction")
        let output = ResponsesTesting.items(whole)
        #expect(output.map { $0["type"] as? String } == ["message", "message", "compaction"])
        #expect((whole["usage"] as? [String: Any])?["total_tokens"] is Int)
        // The client's next request brings it back.
        let next = ResponsesTesting.sorted(["model": "m", "input": output])
        let turns = try ResponsesTesting.read(next).turns
        #expect(turns.count == 3)
        #expect(
            turns[2].blocks == [
                .text(
                    TextBlock(ResponsesCompact.introduction + "The user wanted \"it\" ✓."))
            ])
    }

    @Test("a trigger among the items asks for it as well")
    func trigger() throws {
        let plain = try ResponsesTesting.source(json)
        #expect(!ResponsesCompact.isWanted(plain))
        let triggered = try ResponsesTesting.source(
            #"{"model":"m","input":[{"role":"user","content":"a"},{"type":"compaction_trigger"}]}"#)
        #expect(ResponsesCompact.isWanted(triggered))
        #expect(try ResponsesCompact.request(triggered).turns.count == 2)
        var answer = Answer()
        answer.blocks = [.text(TextBlock("S"))]
        let context = AnswerContext(
            target: ResponsesTesting.target(provider: .anthropic), plan: AnswerPlan())
        let compacted = ResponsesCompact.compacted(answer, context)
        let whole = ResponsesTesting.object(ResponsesCodec.whole(compacted, context))
        #expect(ResponsesTesting.items(whole).map { $0["type"] as? String } == ["compaction"])
    }

    @Test("a provider's own compaction is no summary of ours")
    func foreign() {
        #expect(ResponsesCompact.summary("gAAAAAB") == nil)
        #expect(ResponsesCompact.summary("gw1.openai.gAAA") == nil)
        #expect(ResponsesCompact.summary(ResponsesCompact.sealed("x")) == "x")
    }
}
