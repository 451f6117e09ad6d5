/// The line by which Claude Code tells Anthropic who pays (facts: anthropic-messages, section 10).
///
/// It is different in each request, so for any other provider it only spoils the prompt cache (pitfall 77).
enum AnthropicAttribution {
    private static let start = "x-anthropic-billing-header:"

    /// Whether a text of the system prompt is that line.
    static func isOne(_ text: String) -> Bool { text.hasPrefix(start) }
}
