internal import JSON

/// Token counts of Gemini: output is candidates and thoughts apart.
enum GeminiUsage {
    private static let details = Shape.list(
        .record(["modality": .nonEmpty], optional: ["tokenCount": .count]))

    static let shape = Shape.record(
        [:],
        optional: [
            "promptTokenCount": .count, "totalTokenCount": .count,
            "candidatesTokenCount": .count, "thoughtsTokenCount": .count,
            "cachedContentTokenCount": .count, "toolUsePromptTokenCount": .count,
            "promptTokensDetails": details, "candidatesTokensDetails": details,
            "cacheTokensDetails": details, "toolUsePromptTokensDetails": details,
            "promptTokenDetails": details, "trafficType": .text, "serviceTier": .text,
        ])

    static func check(_ usage: JSONValue, at path: String, _ checker: inout Checker) {
        checker.check(usage, shape, at: path)
        let counts = read(usage)
        checker.expect(
            usage.count("totalTokenCount") == counts.input + counts.output, path,
            "totalTokenCount is not the sum")
        checker.expect(counts.cached <= counts.input, path, "more cached tokens than prompt")
    }

    /// Checks the last report of an answer: what clients read must be there.
    static func checkFinal(_ usage: JSONValue?, at path: String, _ checker: inout Checker) {
        for name in ["promptTokenCount", "totalTokenCount"] where usage?.has(name) != true {
            checker.report(path.member(name), "missing")
        }
    }

    static func read(_ usage: JSONValue) -> CheckedUsage {
        let thoughts = usage.count("thoughtsTokenCount")
        return CheckedUsage(
            input: usage.count("promptTokenCount") + usage.count("toolUsePromptTokenCount"),
            cached: usage.count("cachedContentTokenCount"),
            output: usage.count("candidatesTokenCount") + thoughts, reasoning: thoughts)
    }
}
