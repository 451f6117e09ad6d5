internal import JSON

/// Token counts between the dialect's inclusive ones and the canonical disjoint ones (facts: translation-matrix, section 9).
enum ResponsesUsage {
    /// What a response tells of its use: the counts of its `usage`, as what it was served, and calls of tools; nil when it
    /// holds no counts or only zeros.
    ///
    /// `tools` are those that the answer tells of beside its `usage`, whose numbers win.
    static func read(
        of response: JSONTape.Node, tools: ServerToolCounts, _ tape: JSONTape, _ bytes: RawSpan
    ) -> TokenUsage? {
        guard let node = tape.member("usage", of: response, in: bytes),
            var usage = read(node, tape, bytes)
        else { return nil }
        if usage.tools.isEmpty { usage.tools = tools }
        usage.service = ServiceWords.tier(
            tape.member("service_tier", of: response, in: bytes), tape, bytes)
        return usage
    }

    /// The counts of a `usage` object; nil when it holds none or only zeros.
    static func read(_ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) -> TokenUsage? {
        guard tape.kind(node) == .object else { return nil }
        let input = count("input_tokens", node, tape, bytes)
        let output = count("output_tokens", node, tape, bytes)
        guard input > 0 || output > 0 else { return nil }
        var usage = TokenUsage()
        usage.isReported = true
        if let details = tape.member("input_tokens_details", of: node, in: bytes) {
            usage.cacheRead = count("cached_tokens", details, tape, bytes)
            usage.cacheWrite = count("cache_write_tokens", details, tape, bytes)
            let audio = count("audio_tokens", details, tape, bytes)
            let cachedAudio =
                tape.member("cached_tokens_details", of: details, in: bytes)
                .map { count("audio_tokens", $0, tape, bytes) } ?? 0
            usage.inputAudio = audio > cachedAudio ? audio - cachedAudio : 0
            usage.cachedAudio = cachedAudio
            usage.inputImage = count("image_tokens", details, tape, bytes)
        }
        if let details = tape.member("output_tokens_details", of: node, in: bytes) {
            usage.reasoning = count("reasoning_tokens", details, tape, bytes)
            usage.outputAudio = count("audio_tokens", details, tape, bytes)
            usage.outputImage = count("image_tokens", details, tape, bytes)
        }
        if let details = tape.member("server_side_tool_usage_details", of: node, in: bytes) {
            usage.tools = ServerToolDetails.read(details, tape, bytes)
        }
        let cached = usage.cacheRead &+ usage.cacheWrite
        // Some hosts count what came from the cache beside the input, not within it (pitfall 155).
        usage.input = cached > input ? input : input - cached
        let total = count("total_tokens", node, tape, bytes)
        // xAI may count reasoning beside the output: its total says so (pitfall 153).
        let isExclusive = usage.reasoning > 0 && total == input &+ output &+ usage.reasoning
        usage.output =
            isExclusive || usage.reasoning > output ? output : output - usage.reasoning
        usage.charged = ProviderCharge.read(node, tape, bytes)
        return usage
    }

    /// Writes a `usage` object; strict clients want every member, and know none of sound and pictures.
    static func write(_ usage: TokenUsage, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("input_tokens", usage.allInput)
            writer.name("input_tokens_details")
            writer.object { writer in
                writer.member("cached_tokens", usage.cacheRead)
                if usage.cacheWrite > 0 { writer.member("cache_write_tokens", usage.cacheWrite) }
            }
            writer.member("output_tokens", usage.allOutput)
            writer.name("output_tokens_details")
            writer.object { $0.member("reasoning_tokens", usage.reasoning) }
            writer.member("total_tokens", usage.total)
        }
    }

    private static func count(
        _ name: StaticString, _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> UInt64 {
        tape.tokenCount(name, of: node, in: bytes)
    }
}
