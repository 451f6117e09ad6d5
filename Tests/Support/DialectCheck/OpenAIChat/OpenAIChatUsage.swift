internal import JSON

/// Token counts of chat answers: totals include cached and reasoning tokens.
enum OpenAIChatUsage {
    private static let promptDetails: [String: Shape] = [
        "cached_tokens": .count, "audio_tokens": .count, "text_tokens": .count,
        "image_tokens": .count, "cache_write_tokens": .count,
    ]

    private static let completionDetails: [String: Shape] = [
        "reasoning_tokens": .count, "audio_tokens": .count, "text_tokens": .count,
        "image_tokens": .count, "accepted_prediction_tokens": .count,
        "rejected_prediction_tokens": .count,
    ]

    static let shape = Shape.record(
        ["prompt_tokens": .count, "completion_tokens": .count, "total_tokens": .count],
        optional: [
            "prompt_tokens_details": .record([:], optional: promptDetails),
            "completion_tokens_details": .record([:], optional: completionDetails),
        ])

    static func check(_ usage: JSONValue, at path: String, _ checker: inout Checker) {
        checker.check(usage, shape, at: path)
        let counts = read(usage)
        checker.expect(
            usage.count("total_tokens") == counts.input + counts.output, path,
            "total_tokens is not the sum")
        checker.expect(
            counts.cached + counts.written <= counts.input, path, "more cached tokens than prompt")
        checker.expect(
            counts.reasoning <= counts.output, path, "more reasoning tokens than completion")
    }

    static func read(_ usage: JSONValue) -> CheckedUsage {
        let prompt = usage["prompt_tokens_details"]
        return CheckedUsage(
            input: usage.count("prompt_tokens"), cached: prompt?.count("cached_tokens") ?? 0,
            written: prompt?.count("cache_write_tokens") ?? 0,
            output: usage.count("completion_tokens"),
            reasoning: usage["completion_tokens_details"]?.count("reasoning_tokens") ?? 0)
    }
}
