internal import JSON

/// Ollama `/api/chat`.
enum OllamaRules: DialectRules {
    static func request(_ request: JSONValue, _ context: RequestContext, _ checker: inout Checker) {
        OllamaRequest.check(request, &checker)
    }

    static func answer(_ answer: JSONValue, _ checker: inout Checker) {
        OllamaAnswer.check(answer, &checker)
    }

    static func stream(_ bytes: [UInt8], _ checker: inout Checker) -> CheckedAnswer {
        var aggregate = OllamaAggregate()
        var isDone = false
        var model: String?
        for frame in LineStream.frames(of: bytes, into: &checker) {
            checker.expect(!isDone, frame.path, "line after the last")
            guard let line = checker.parse(frame.data, at: frame.path) else { continue }
            aggregate.take(line)
            if line.has("error") {
                checker.check(line, error, at: frame.path)
                isDone = true
                continue
            }
            OllamaAnswer.checkLine(line, at: frame.path, &checker)
            checker.expect(
                model == nil || model == line.text("model"), frame.path, "model differs")
            model = line.text("model")
            isDone = line["done"]?.bool == true
        }
        checker.expect(isDone, "", "stream without done: true")
        return aggregate.answer
    }

    static func aggregate(_ answer: JSONValue) -> CheckedAnswer {
        var aggregate = OllamaAggregate()
        aggregate.take(answer)
        return aggregate.answer
    }

    static let error = Shape.record(["error": .nonEmpty])
}
