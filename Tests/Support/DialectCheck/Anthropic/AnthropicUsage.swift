internal import JSON

/// Token counts of Anthropic: input excludes what the cache read and wrote.
enum AnthropicUsage {
    private static let cacheCreation = Shape.record([
        "ephemeral_5m_input_tokens": .count, "ephemeral_1h_input_tokens": .count,
    ])

    private static let known: [String: Shape] = [
        "cache_creation_input_tokens": .orNull(.count),
        "cache_read_input_tokens": .orNull(.count), "cache_creation": .orNull(cacheCreation),
        "server_tool_use": .orNull(.map(.count)), "service_tier": .textOrNull,
        "inference_geo": .textOrNull, "iterations": .orNull(.list(.object)), "speed": .textOrNull,
        "output_tokens_details": .orNull(.record([:], optional: ["thinking_tokens": .count])),
    ]

    /// The counts of an answer and of `message_start`.
    static let shape = Shape.record(
        ["input_tokens": .count, "output_tokens": .count], optional: known)

    /// The counts of `message_delta`: cumulative, and the input may be left out.
    static let delta = Shape.record(
        ["output_tokens": .count],
        optional: known.merging(["input_tokens": .orNull(.count)]) { old, _ in old })

    /// Adds the counts of a later report: each replaces the one before.
    static func merge(_ usage: JSONValue, over earlier: JSONValue?) -> CheckedUsage {
        func count(_ name: String) -> Int64 {
            usage[name]?.int ?? earlier?[name]?.int ?? 0
        }
        let read = count("cache_read_input_tokens")
        let written = count("cache_creation_input_tokens")
        return CheckedUsage(
            input: count("input_tokens") + read + written, cached: read, written: written,
            output: count("output_tokens"),
            reasoning: usage["output_tokens_details"]?.count("thinking_tokens") ?? 0)
    }

    static func check(_ usage: JSONValue, at path: String, _ checker: inout Checker) {
        guard let parts = usage["cache_creation"], !parts.isNull else { return }
        let sum =
            parts.count("ephemeral_5m_input_tokens") + parts.count("ephemeral_1h_input_tokens")
        checker.expect(
            sum == usage.count("cache_creation_input_tokens"), path,
            "cache_creation is not the sum")
        let details = usage["output_tokens_details"]?.count("thinking_tokens") ?? 0
        checker.expect(
            details <= usage.count("output_tokens"), path, "more thinking tokens than output")
    }
}
