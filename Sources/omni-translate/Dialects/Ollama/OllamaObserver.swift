internal import JSON

/// Watches an answer that passes through.
struct OllamaObserver: AnswerObserver {
    private(set) var hasMeaning = false
    private(set) var isComplete = false
    private(set) var usage = TokenUsage()
    private(set) var model = ""
    private(set) var textBytes = 0
    private(set) var stop: StopReason?
    private var hasCalls = false
    private var tape = JSONTape()

    var isFinished: Bool { isComplete }

    mutating func observe(name: String, data: RawSpan) throws(AnswerFailure) -> FrameFate {
        do throws(JSONError) {
            try tape.parse(data)
        } catch {
            throw .malformed("a line is not JSON: \(error)")
        }
        guard let line = OllamaLine(tape, data) else { throw .malformed("a line is no object") }
        if line.hasError { throw .reported(data.copied) }
        if model.isEmpty, let node = line.model { model = tape.string(node, in: data) ?? "" }
        for node in [line.text, line.thinking] {
            guard let node, tape.kind(node) == .string else { continue }
            textBytes += tape.contentRange(node).count
        }
        if let node = line.calls, tape.kind(node) == .array, tape.count(node) > 0 {
            hasMeaning = true
            hasCalls = true
            textBytes += tape.range(node).count
        }
        if textBytes > 0 { hasMeaning = true }
        if let found = line.usage { usage = found }
        if line.isDone {
            isComplete = true
            let isLength = line.reason.map { tape.equals($0, "length", in: data) } ?? false
            if isLength { hasMeaning = true }
            stop = isLength ? .length : hasCalls ? .toolCalls : .end
        }
        return .kept
    }

    mutating func observe(whole data: RawSpan) throws(AnswerFailure) {
        _ = try observe(name: "", data: data)
    }
}
