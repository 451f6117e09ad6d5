internal import JSON

/// Counts of an answer: `tokens` is what the model read and wrote, `billed_units` what costs.
enum CohereUsage {
    /// The counts of a `usage` object; nil when it has none.
    static func read(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> TokenUsage? {
        func count(_ name: StaticString, _ parent: JSONTape.Node) -> UInt64 {
            tape.tokenCount(name, of: parent, in: bytes)
        }
        let billed = tape.member("billed_units", of: node, in: bytes)
        guard let counts = tape.member("tokens", of: node, in: bytes) ?? billed else { return nil }
        var usage = TokenUsage()
        if let billed {
            usage.billedInput = count("input_tokens", billed)
            usage.billedOutput = count("output_tokens", billed)
        }
        let pictures = count("image_tokens", counts)
        let input = count("input_tokens", counts) &+ pictures
        usage.cacheRead = count("cached_tokens", node)
        // Where more was cached than there is input, the two do not overlap (pitfall 155).
        usage.input = usage.cacheRead <= input ? input &- usage.cacheRead : input
        usage.inputImage = min(pictures, usage.input)
        let output = count("output_tokens", counts)
        usage.reasoning = min(count("reasoning_tokens", counts), output)
        usage.output = output &- usage.reasoning
        usage.isReported = usage.total > 0
        return usage.isReported ? usage : nil
    }
}
