import Testing

@testable import Dialects

@Suite struct AnswerFilterTests {
    private func run(_ events: [AnswerEvent], _ plan: AnswerPlan = AnswerPlan()) -> Answer {
        var filter = AnswerFilter(plan)
        var out: [AnswerEvent] = []
        for event in events { filter.take(event, into: &out) }
        filter.finish(estimatedInput: 7, into: &out)
        var builder = AnswerBuilder()
        for event in out { builder.add(event) }
        return builder.answer
    }

    private func call(_ index: Int, _ name: String, _ arguments: String) -> [AnswerEvent] {
        [
            .open(index, .toolCall(ToolCallStart(id: "c\(index)", name: name))),
            .arguments(index, arguments), .close(index),
        ]
    }

    @Test("pitfall 52: the stop reason says tools only with a call")
    func pitfall52() {
        let text: [AnswerEvent] = [.open(0, .text), .text(0, "hi"), .close(0)]
        #expect(run(text + [.stop(.toolCalls)]).stop == .end)
        #expect(run(call(0, "f", "{}") + [.stop(.end)]).stop == .toolCalls)
        #expect(run(call(0, "f", "{") + [.stop(.length)]).stop == .length)
        #expect(run(text + [.stop(.stopSequence("x"))]).stop == .stopSequence("x"))
    }

    @Test("pitfall 135 and 136: a custom tool's text comes back, other functions stay")
    func pitfall135() {
        var plan = AnswerPlan()
        plan.customTools = ["apply_patch"]
        let answer = run(
            call(0, "apply_patch", #"{"input":"*** x"}"#) + call(1, "f", #"{"input":"y"}"#), plan)
        guard case .toolCall(let custom) = answer.blocks[0],
            case .toolCall(let function) = answer.blocks[1]
        else { return #expect(Bool(false), "two calls were expected") }
        #expect(custom.kind == .custom && custom.arguments == "*** x")
        #expect(function.kind == .function && function.arguments == #"{"input":"y"}"#)
    }

    @Test("pitfall 137: a namespace comes back") func pitfall137() {
        var plan = AnswerPlan()
        plan.namespaces = ["mcp__read": QualifiedName(namespace: "mcp", name: "read")]
        guard case .toolCall(let found) = run(call(0, "mcp__read", "{}"), plan).blocks[0] else {
            return #expect(Bool(false), "a call was expected")
        }
        #expect(found.namespace == "mcp" && found.name == "read")
    }

    @Test func emulatedStructuredOutputIsText() {
        var plan = AnswerPlan()
        plan.answerTool = "json_output"
        let answer = run(call(0, "json_output", #"{"a":1}"#) + [.stop(.toolCalls)], plan)
        #expect(answer.blocks == [.text(TextBlock(#"{"a":1}"#))] && answer.stop == .end)
    }

    @Test func thinkTagsBecomeBlocks() {
        var plan = AnswerPlan()
        plan.extractsThinkTags = true
        plan.clientStreams = true
        let answer = run(
            [.open(0, .text), .text(0, "<think>why"), .text(0, "</think>so"), .close(0)]
                + call(1, "f", "{}"), plan)
        #expect(answer.blocks.count == 3)
        #expect(answer.blocks.prefix(2) == [.reasoning(Reasoning("why")), .text(TextBlock("so"))])
    }

    @Test func aStopTextEndsTheAnswer() {
        var plan = AnswerPlan()
        plan.stopTexts = ["END"]
        var filter = AnswerFilter(plan)
        var out: [AnswerEvent] = []
        for event in [.open(0, .text), .text(0, "one EN"), .text(0, "D two"), .text(0, "x")]
            as [AnswerEvent]
        { filter.take(event, into: &out) }
        #expect(filter.isCut)
        filter.finish(estimatedInput: 1, into: &out)
        #expect(out.contains(.text(0, "one ")) && out.last == .stop(.stopSequence("END")))
    }

    @Test func usageIsEstimatedOnlyWhenNoneCame() {
        let text: [AnswerEvent] = [.open(0, .text), .text(0, "12345678"), .close(0)]
        let guessed = run(text)
        #expect(guessed.usage.input == 7 && guessed.usage.output == 2 && !guessed.usage.isReported)
        var usage = TokenUsage()
        usage.input = 3
        usage.isReported = true
        #expect(run(text + [.usage(usage)]).usage == usage)
    }
}
