internal import IPC
internal import JSON

/// Counts of an answer; like Anthropic's they are disjoint.
enum BedrockUsage {
    /// The counts of a `usage` object; nil when it tells none.
    static func read(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> TokenUsage? {
        func count(_ name: StaticString, _ parent: JSONTape.Node) -> UInt64 {
            tape.tokenCount(name, of: parent, in: bytes)
        }
        var usage = TokenUsage()
        usage.input = count("inputTokens", node)
        usage.output = count("outputTokens", node)
        usage.cacheRead = count("cacheReadInputTokens", node)
        usage.cacheWrite = count("cacheWriteInputTokens", node)
        if let details = tape.member("cacheDetails", of: node, in: bytes) {
            tape.forEachElement(of: details) { detail in
                guard let lifetime = tape.member("ttl", of: detail, in: bytes),
                    tape.equals(lifetime, "1h", in: bytes)
                else { return }
                usage.cacheWriteHour &+= count("inputTokens", detail)
            }
        }
        usage.cacheWriteHour = min(usage.cacheWriteHour, usage.cacheWrite)
        usage.isReported = usage.total > 0
        return usage.isReported ? usage : nil
    }

    /// What the answer was served as, which stands beside the counts.
    static func service(
        _ parent: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> ServiceTier {
        guard let tier = tape.member("serviceTier", of: parent, in: bytes) else { return .none }
        return ServiceWords.tier(tape.member("type", of: tier, in: bytes), tape, bytes)
    }
}
