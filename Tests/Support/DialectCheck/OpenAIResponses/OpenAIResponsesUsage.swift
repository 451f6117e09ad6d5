internal import JSON

/// Token counts of responses: Codex needs all five numbers.
enum OpenAIResponsesUsage {
    static let shape = Shape.record(
        [
            "input_tokens": .count,
            "input_tokens_details": .record(
                ["cached_tokens": .count], optional: ["cache_write_tokens": .count]),
            "output_tokens": .count,
            "output_tokens_details": .record(["reasoning_tokens": .count]),
            "total_tokens": .count,
        ])

    static func check(_ usage: JSONValue, at path: String, _ checker: inout Checker) {
        checker.check(usage, shape, at: path)
        let counts = read(usage)
        checker.expect(
            usage.count("total_tokens") == counts.input + counts.output, path,
            "total_tokens is not the sum")
        checker.expect(
            counts.cached + counts.written <= counts.input, path, "more cached tokens than input")
        checker.expect(
            counts.reasoning <= counts.output, path, "more reasoning tokens than output")
    }

    static func read(_ usage: JSONValue) -> CheckedUsage {
        let input = usage["input_tokens_details"]
        return CheckedUsage(
            input: usage.count("input_tokens"), cached: input?.count("cached_tokens") ?? 0,
            written: input?.count("cache_write_tokens") ?? 0,
            output: usage.count("output_tokens"),
            reasoning: usage["output_tokens_details"]?.count("reasoning_tokens") ?? 0)
    }
}
