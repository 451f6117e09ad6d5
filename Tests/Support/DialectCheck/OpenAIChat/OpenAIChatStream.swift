internal import JSON

/// A chat stream: role, deltas, finish, perhaps usage, `[DONE]`.
struct OpenAIChatStream {
    private var identity: [String: String] = [:]
    private var choices: [Int64: OpenAIChatStreamChoice] = [:]
    private var usage: JSONValue?
    private var isDone = false
    private var failed = false

    static func read(_ bytes: [UInt8], _ checker: inout Checker) -> CheckedAnswer {
        var stream = OpenAIChatStream()
        let frames = EventStreamReader.frames(of: bytes, lines: .dataOnly, into: &checker)
        for frame in frames { stream.take(frame, &checker) }
        stream.close(&checker)
        return stream.answer
    }

    private mutating func take(_ frame: EventFrame, _ checker: inout Checker) {
        checker.expect(!isDone, frame.path, "event after [DONE]")
        checker.expect(!failed, frame.path, "event after an error")
        if frame.isDone {
            isDone = true
            return
        }
        guard let chunk = checker.parse(frame.data, at: frame.path) else { return }
        if chunk["error"] != nil {
            failed = true
            return checker.check(chunk, OpenAIErrorShape.envelope, at: frame.path)
        }
        checker.check(chunk, OpenAIChatChunkShape.shape, at: frame.path)
        checkIdentity(chunk, at: frame.path, &checker)
        for (index, choice) in chunk.list("choices").enumerated() {
            take(choice, at: "\(frame.path).choices[\(index)]", &checker)
        }
        takeUsage(chunk, at: frame.path, &checker)
    }

    private mutating func checkIdentity(
        _ chunk: JSONValue, at path: String, _ checker: inout Checker
    ) {
        for name in ["id", "created", "model"] {
            guard let value = chunk[name]?.rawText else { continue }
            let first = identity[name, default: value]
            checker.expect(value == first, path.member(name), "differs from the first chunk")
            identity[name] = first
        }
    }

    private mutating func take(_ choice: JSONValue, at path: String, _ checker: inout Checker) {
        guard let index = choice["index"]?.int else { return }
        checker.expect(
            choices[index] != nil || index == Int64(choices.count), "\(path).index",
            "choices must begin in order")
        checker.expect(usage == nil, path, "choice after the usage")
        choices[index, default: OpenAIChatStreamChoice()].take(choice, at: path, &checker)
    }

    private mutating func takeUsage(
        _ chunk: JSONValue, at path: String, _ checker: inout Checker
    ) {
        guard let counts = chunk["usage"], !counts.isNull else {
            let isEmpty = chunk.list("choices").isEmpty && !chunk.has("moderation")
            checker.expect(!isEmpty, path, "chunk without choices and usage")
            return
        }
        let place = path.member("usage")
        checker.expect(usage == nil, place, "second usage")
        checker.expect(chunk.list("choices").isEmpty, place, "usage in a chunk with choices")
        checker.expect(
            !choices.isEmpty && choices.values.allSatisfy(\.isFinished), place,
            "usage before the finish")
        OpenAIChatUsage.check(counts, at: place, &checker)
        usage = counts
    }

    private func close(_ checker: inout Checker) {
        if failed { return }
        checker.expect(isDone, "", "stream without [DONE]")
        checker.expect(!choices.isEmpty, "", "stream without choices")
        for (index, choice) in choices.sorted(by: { $0.key < $1.key }) {
            choice.close(at: "choice \(index)", &checker)
        }
    }

    private var answer: CheckedAnswer {
        var answer = choices[0]?.answer ?? CheckedAnswer()
        answer.usage = usage.map(OpenAIChatUsage.read)
        if failed { answer.stop = .error }
        return answer
    }
}
