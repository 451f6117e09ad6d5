import IPC
import JSON
import Testing

@testable import Dialects

@Suite struct AnthropicPitfallTests {
    private let target = Target(
        requestID: "r", client: .anthropic, provider: .openaiChat, model: "m")

    @Test("pitfall 51: a block is started before anything of it comes") func pitfall51() throws {
        var plan = AnswerPlan()
        plan.clientStreams = true
        var encoder = AnthropicCodec.makeEncoder(AnswerContext(target: target, plan: plan))
        var output: [UInt8] = []
        // Two calls at a time, which this dialect can only tell one after the other.
        let events: [AnswerEvent] = [
            .start(AnswerStart(id: "", model: "m")),
            .open(0, .toolCall(ToolCallStart(id: "a", name: "f"))),
            .open(1, .toolCall(ToolCallStart(id: "b", name: "g"))),
            .arguments(1, #"{"y""#), .arguments(0, #"{"x""#), .arguments(1, ":2}"),
            .arguments(0, ":1}"), .close(1), .close(0), .open(2, .text), .text(2, "so"),
            .close(2), .stop(.toolCalls),
        ]
        for event in events { encoder.encode(event, into: &output) }
        encoder.finish(into: &output)
        var started = -1
        var isOpen = false
        var deltas = 0
        for line in String(decoding: output, as: UTF8.self).split(separator: "\n")
        where line.hasPrefix("data: ") {
            let event = try JSONDocument(Array(line.dropFirst(6).utf8))
            let index = Int(event["index"]?.int ?? -1)
            switch event["type"]?.string {
            case "content_block_start":
                #expect(index == started + 1 && !isOpen)
                started = index
                isOpen = true
            case "content_block_delta":
                #expect(index == started && isOpen)
                deltas += 1
            case "content_block_stop":
                #expect(index == started && isOpen)
                isOpen = false
            default: break
            }
        }
        #expect(started == 2 && !isOpen && deltas >= 3)
    }

    @Test("pitfall 146: a client's own cache marks pass, however many and in whatever order")
    func pitfall146() throws {
        let marks = ["5m", "1h", "5m", "5m", "1h", "5m"].map { ttl in
            #"{"type":"text","text":"x","cache_control":{"type":"ephemeral","ttl":"\#(ttl)"}}"#
        }
        let text =
            #"{"model":"claude-sonnet-4-5","max_tokens":9,"messages":[{"role":"user","content":[\#(marks.joined(separator: ","))]}]}"#
        let bytes = Array(text.utf8)
        var tape = JSONTape()
        try tape.parse(bytes)
        let source = RequestSource(bytes: bytes, tape: tape)
        let target = Target(
            requestID: "r", client: .anthropic, provider: .anthropic, model: "claude-sonnet-4-5")
        let facts = try AnthropicCodec.facts(source)
        let request = try #require(AnthropicCodec.splice(source, facts, target))
        var sent: [UInt8] = []
        request.body.append(to: &sent, from: bytes.span.bytes)
        #expect(sent == bytes)
    }
}
