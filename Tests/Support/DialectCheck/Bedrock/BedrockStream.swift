internal import JSON

/// A Converse stream: start, blocks one after another, stop, metadata.
struct BedrockStream {
    private enum State {
        case beginning, blocks, stopped, ended, failed
    }

    private var state = State.beginning
    private var blocks: [BedrockStreamBlock] = []
    private var isOpen = false
    private var reason: String?
    private var usage: JSONValue?

    static func read(_ bytes: [UInt8], _ checker: inout Checker) -> CheckedAnswer {
        var stream = BedrockStream()
        for frame in AWSEventFrames.frames(of: bytes, into: &checker) {
            stream.take(frame, &checker)
        }
        let isOver = stream.state == .ended || stream.state == .failed
        checker.expect(isOver, "", "stream without metadata at its end")
        return stream.answer
    }

    private mutating func take(_ frame: EventFrame, _ checker: inout Checker) {
        let isOver = state == .ended || state == .failed
        checker.expect(!isOver, frame.path, "event after the end")
        let name = frame.name ?? ""
        guard let event = checker.parse(frame.data, at: frame.path) else { return }
        if BedrockEvents.exceptions.contains(name) {
            state = .failed
            return checker.check(event, BedrockRules.error, at: frame.path)
        }
        guard let shape = BedrockEvents.shapes[name] else {
            return checker.report(frame.path, "event \(name) is not known")
        }
        checker.check(event, shape, at: frame.path)
        switch name {
        case "messageStart":
            checker.expect(state == .beginning, frame.path, "second messageStart")
            state = .blocks
        case "messageStop": stop(event, at: frame.path, &checker)
        case "metadata":
            checker.expect(state == .stopped, frame.path, "metadata before messageStop")
            state = .ended
            usage = event["usage"]
            if let usage {
                BedrockAnswer.checkUsage(usage, at: frame.path.member("usage"), &checker)
            }
        default: takeBlock(event, name, at: frame.path, &checker)
        }
    }

    private mutating func takeBlock(
        _ event: JSONValue, _ name: String, at path: String, _ checker: inout Checker
    ) {
        checker.expect(state == .blocks, path, "\(name) outside of the message")
        let index = event.count("contentBlockIndex")
        let begins = name == "contentBlockStart" || (name == "contentBlockDelta" && !isOpen)
        if begins {
            checker.expect(!isOpen, path, "block starts while another is open")
            checker.expect(index == Int64(blocks.count), path, "index is not \(blocks.count)")
            blocks.append(BedrockStreamBlock(start: event["start"]))
            isOpen = true
        }
        checker.expect(
            isOpen && index == Int64(blocks.count - 1), path, "\(name) for a block that is not open"
        )
        guard isOpen else { return }
        if name == "contentBlockStop" {
            isOpen = false
        } else if let delta = event["delta"] {
            checker.checkUnion(delta, at: path.member("delta"))
            blocks[blocks.count - 1].take(delta, at: path.member("delta"), &checker)
        }
    }

    private mutating func stop(_ event: JSONValue, at path: String, _ checker: inout Checker) {
        checker.expect(state == .blocks, path, "messageStop out of order")
        checker.expect(!isOpen, path, "messageStop while a block is open")
        state = .stopped
        reason = event.text("stopReason")
        let calls = clientBlocks
        BedrockAnswer.checkStop(reason, hasCalls: !calls.isEmpty, at: path, &checker)
        for call in calls where reason != "max_tokens" {
            checker.expect(call.hasInput, path, "input of a call is not a JSON object")
        }
    }

    private var clientBlocks: [BedrockStreamBlock] {
        let served = blocks.compactMap(\.answers)
        return blocks.filter { block in block.call.map { !served.contains($0.id) } ?? false }
    }

    private var answer: CheckedAnswer {
        var answer = CheckedAnswer()
        answer.text = blocks.map(\.text).joined()
        answer.reasoning = blocks.map(\.reasoning).filter { !$0.isEmpty }
            .joined(separator: "\n\n")
        answer.toolCalls = clientBlocks.compactMap(\.call)
        answer.stop = state == .failed ? .error : reason.flatMap { BedrockAnswer.stops[$0] }
        answer.usage = usage.map(BedrockAnswer.read)
        return answer
    }
}
