internal import JSON

/// A stream of chunks, as server-sent events or as one array; its end is the end of the body.
struct GeminiStream {
    private var identity: [String: String] = [:]
    private var finished: Set<Int64> = []
    private var isBlocked = false
    private var failed = false
    private var usage: JSONValue?
    private var aggregate = GeminiAggregate()

    static func read(_ bytes: [UInt8], _ checker: inout Checker) -> CheckedAnswer {
        var stream = GeminiStream()
        if bytes.first == UInt8(ascii: "[") {
            stream.takeArray(bytes, &checker)
        } else {
            stream.takeEvents(bytes, &checker)
        }
        stream.close(&checker)
        return stream.aggregate.result
    }

    private mutating func takeArray(_ bytes: [UInt8], _ checker: inout Checker) {
        for (index, chunk) in (checker.parse(bytes)?.array ?? []).enumerated() {
            take(chunk, at: "[\(index)]", &checker)
        }
    }

    private mutating func takeEvents(_ bytes: [UInt8], _ checker: inout Checker) {
        let (events, error) = Self.splitError(bytes)
        for frame in EventStreamReader.frames(of: events, lines: .bare, into: &checker) {
            if frame.isDone {
                checker.report(frame.path, "[DONE] is not of this dialect")
            } else if let chunk = checker.parse(frame.data, at: frame.path) {
                checker.expect(
                    chunk["error"] == nil, frame.path, "an error must stand without data:")
                take(chunk, at: frame.path, &checker)
            }
        }
        guard !error.isEmpty, let value = checker.parse(error, at: "error") else { return }
        checker.check(value, GeminiErrorShape.envelope, at: "error")
        fail()
    }

    /// Parts an error that stands at the end without framing from the events before it.
    private static func splitError(_ bytes: [UInt8]) -> (events: [UInt8], error: [UInt8]) {
        let lines = TextLines(bytes)
        let all = lines.complete + [lines.rest]
        guard let start = all.first(where: { $0.first == UInt8(ascii: "{") })?.startIndex else {
            return (bytes, [])
        }
        return (Array(bytes[..<start]), Array(bytes[start...]))
    }

    private mutating func fail() {
        failed = true
        aggregate.fail()
    }

    private mutating func take(_ chunk: JSONValue, at path: String, _ checker: inout Checker) {
        checker.expect(!failed, path, "chunk after an error")
        if chunk["error"] != nil { return fail() }
        GeminiAnswer.checkChunk(chunk, at: path, &checker)
        for name in ["responseId", "modelVersion"] {
            guard let value = chunk.text(name) else { continue }
            let first = identity[name, default: value]
            checker.expect(value == first, path.member(name), "differs from the first chunk")
            identity[name] = first
        }
        isBlocked = isBlocked || chunk["promptFeedback"]?.has("blockReason") == true
        usage = chunk["usageMetadata"] ?? usage
        for candidate in chunk.list("candidates") { take(candidate: candidate, at: path, &checker) }
        aggregate.take(chunk)
    }

    private mutating func take(
        candidate: JSONValue, at path: String, _ checker: inout Checker
    ) {
        let index = candidate.count("index")
        let parts = candidate["content"]?.list("parts") ?? []
        let isAfter = finished.contains(index)
        checker.expect(
            !isAfter || parts.allSatisfy { $0.text("text") == "" }, path,
            "content after the finishReason")
        guard candidate.has("finishReason") else { return }
        checker.expect(!isAfter, path, "second finishReason")
        finished.insert(index)
    }

    private func close(_ checker: inout Checker) {
        if failed { return }
        checker.expect(isBlocked || !finished.isEmpty, "", "stream without a finishReason")
        GeminiUsage.checkFinal(usage, at: "usageMetadata", &checker)
    }
}
