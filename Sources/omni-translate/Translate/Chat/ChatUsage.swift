internal import IPC
internal import JSON

/// Reads token counts as openai-chat providers report them (facts: openai-chat, sections 4, 9 and 11).
enum ChatUsage {
    /// The counts of a `usage` object; nil when it holds none, as in the chunks before the last.
    static func read(_ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) -> Usage? {
        guard tape.kind(node) == .object else { return nil }
        func count(_ name: StaticString, of parent: JSONTape.Node) -> UInt64? {
            tape.member(name, of: parent, in: bytes).flatMap { tape.int($0, in: bytes) }
                .map { UInt64(max(0, $0)) }
        }
        func detail(_ group: StaticString, _ name: StaticString) -> UInt64? {
            guard let parent = tape.member(group, of: node, in: bytes),
                tape.kind(parent) == .object
            else { return nil }
            return count(name, of: parent)
        }
        let input = count("prompt_tokens", of: node)
        let output = count("completion_tokens", of: node)
        guard input != nil || output != nil else { return nil }
        var usage = Usage(source: .reported, input: input ?? 0, output: output ?? 0)
        usage.reasoning = detail("completion_tokens_details", "reasoning_tokens") ?? 0
        usage.cachedInput =
            detail("prompt_tokens_details", "cached_tokens")
            ?? count("prompt_cache_hit_tokens", of: node)
            ?? count("cached_tokens", of: node) ?? 0
        usage.cacheWrite =
            detail("prompt_tokens_details", "cache_write_tokens")
            ?? detail("prompt_tokens_details", "cache_creation_input_tokens") ?? 0
        // xAI counts reasoning beside the completion: its total says so.
        if usage.reasoning > 0, let total = count("total_tokens", of: node),
            total == usage.input &+ usage.output &+ usage.reasoning
        {
            usage.output += usage.reasoning
        }
        return usage
    }

    /// Zero counts in the middle of a stream must not replace real ones.
    static func merge(_ new: Usage, into old: inout Usage) {
        guard old.source != .reported || new.input > 0 || new.output > 0 else { return }
        old = new
    }
}
