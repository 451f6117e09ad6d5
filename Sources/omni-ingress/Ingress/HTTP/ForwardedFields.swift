/// Which header fields translate gets to see: what changes an answer or holds a conversation together, and nothing that
/// names or admits a person.
enum ForwardedFields {
    private static let whole: [StaticString] = [
        "accept", "cache-control", "content-type", "idempotency-key", "openai-beta",
        "originator", "version", "x-app",
        // Names of a conversation, as different clients spell them.
        "session_id", "session-id", "x-session-id", "x_session_id", "conversation_id",
        "conversation-id", "thread_id", "thread-id", "x-client-request-id",
        "x-claude-code-session-id",
        "x-openai-subagent", "x-openai-internal-codex-responses-lite",
    ]
    private static let prefixes: [StaticString] = [
        "anthropic-", "x-omniroute-", "x-codex-", "x-goog-",
    ]
    /// Words in names that begin like the above and hold what only the provider's client may.
    private static let secrets: [StaticString] = [
        "key", "auth", "token", "jwt", "cookie", "secret", "password", "user", "account",
    ]

    static func contains(_ bytes: RawSpan, _ name: Range<Int>) -> Bool {
        if whole.contains(where: { bytes.matchesIgnoringCase(name, $0) }) { return true }
        guard prefixes.contains(where: { bytes.startsIgnoringCase(name, $0) }) else { return false }
        return !secrets.contains { word in
            name.contains { bytes.startsIgnoringCase($0..<name.upperBound, word) }
        }
    }
}
