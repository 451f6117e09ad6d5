internal import JSON

/// A messages stream: start, blocks one after another, delta, stop.
struct AnthropicStream {
    private enum State {
        case beginning, blocks, ended, stopped, failed
    }

    private var state = State.beginning
    private var blocks: [AnthropicStreamBlock] = []
    private var isOpen = false
    private var usage: JSONValue?
    private var end: JSONValue?
    private var total: CheckedUsage?

    static func read(_ bytes: [UInt8], _ checker: inout Checker) -> CheckedAnswer {
        var stream = AnthropicStream()
        let frames = EventStreamReader.frames(of: bytes, lines: .named, into: &checker)
        for frame in frames { stream.take(frame, &checker) }
        let isEnded = stream.state == .stopped || stream.state == .failed
        checker.expect(isEnded, "", "stream without message_stop")
        return stream.answer
    }

    private mutating func take(_ frame: EventFrame, _ checker: inout Checker) {
        let isOver = state == .stopped || state == .failed
        checker.expect(!isOver, frame.path, "event after the end")
        if frame.isDone { return checker.report(frame.path, "[DONE] is not of this dialect") }
        guard let event = checker.parse(frame.data, at: frame.path) else { return }
        let type = event.text("type") ?? ""
        checker.expect(frame.name == type, frame.path, "event line differs from type")
        guard let shape = AnthropicEvents.shapes[type] else {
            return checker.report(frame.path, "event \(type) is not known")
        }
        checker.check(event, shape, at: frame.path)
        switch type {
        case "ping": checker.expect(state != .beginning, frame.path, "ping before message_start")
        case "error": state = .failed
        case "message_start": start(event, at: frame.path, &checker)
        case "message_delta": finish(event, at: frame.path, &checker)
        case "message_stop":
            checker.expect(state == .ended, frame.path, "message_stop before message_delta")
            state = .stopped
        default: takeBlock(event, type, at: frame.path, &checker)
        }
    }

    private mutating func start(_ event: JSONValue, at path: String, _ checker: inout Checker) {
        checker.expect(state == .beginning, path, "second message_start")
        state = .blocks
        usage = event["message"]?["usage"]
    }

    private mutating func takeBlock(
        _ event: JSONValue, _ type: String, at path: String, _ checker: inout Checker
    ) {
        checker.expect(state == .blocks, path, "\(type) outside of the message")
        guard let index = event["index"]?.int else { return }
        if type == "content_block_start" {
            checker.expect(!isOpen, path, "block starts while another is open")
            checker.expect(index == Int64(blocks.count), path, "index is not \(blocks.count)")
            guard let block = event["content_block"] else { return }
            isOpen = true
            return blocks.append(AnthropicStreamBlock(start: block, at: path, &checker))
        }
        checker.expect(
            isOpen && index == Int64(blocks.count - 1), path, "\(type) for a block that is not open"
        )
        guard isOpen else { return }
        if type == "content_block_stop" {
            isOpen = false
            blocks[blocks.count - 1].close(at: path, &checker)
        } else if let delta = event["delta"] {
            blocks[blocks.count - 1].take(delta, at: path.member("delta"), &checker)
        }
    }

    private mutating func finish(_ event: JSONValue, at path: String, _ checker: inout Checker) {
        checker.expect(state == .blocks, path, "message_delta out of order")
        checker.expect(!isOpen, path, "message_delta while a block is open")
        state = .ended
        end = event["delta"]
        let reason = end?.text("stop_reason")
        AnthropicAnswer.checkStop(
            reason, blocks: blocks.map(\.start), sequence: end?.text("stop_sequence"),
            at: path.member("delta"), &checker)
        for block in blocks where reason != "max_tokens" && reason != "refusal" {
            block.checkInput(at: path, &checker)
        }
        if let counts = event["usage"] { total = AnthropicUsage.merge(counts, over: usage) }
    }

    private var answer: CheckedAnswer {
        var answer = CheckedAnswer()
        answer.text = blocks.filter { $0.type == "text" }.map(\.text).joined()
        answer.reasoning = blocks.filter { $0.type == "thinking" && !$0.text.isEmpty }
            .map(\.text).joined(separator: "\n\n")
        answer.toolCalls = blocks.compactMap(\.call)
        answer.stop = state == .failed ? .error : AnthropicAggregate.stop(end?.text("stop_reason"))
        answer.usage = total ?? usage.map { AnthropicUsage.merge($0, over: nil) }
        return answer
    }
}
