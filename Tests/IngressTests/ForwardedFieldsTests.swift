import Ingress
import Testing

struct ForwardedFieldsTests {
    private func isForwarded(_ name: String) throws -> Bool {
        let head = try #require(
            try parseHead("GET / HTTP/1.1\r\nHost: a\r\n\(name): v\r\n\r\n"))
        return !head.forwarded.isEmpty
    }

    @Test(arguments: [
        "accept", "Content-Type", "user-agent", "idempotency-key",
        "anthropic-beta", "Anthropic-Version", "anthropic-dangerous-direct-browser-access",
        "OpenAI-Beta", "originator", "version", "x-app", "session_id", "Session-Id", "thread-id",
        "conversation_id", "X-Session-Id", "x_session_id", "x-claude-code-session-id",
        "x-client-request-id", "x-codex-turn-state", "X-Codex-Beta-Features", "x-openai-subagent",
        "x-goog-api-client", "x-goog-request-params", "x-omniroute-no-cache",
    ])
    func passesWhatChangesAnAnswer(_ name: String) throws {
        #expect(try isForwarded(name))
    }

    @Test(arguments: [
        "authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie", "proxy-authorization",
        "openai-organization", "openai-project", "chatgpt-account-id", "x-goog-user-project",
        "x-goog-iam-authorization-token", "X-Goog-IAP-JWT-Assertion", "x-codex-auth",
        "x-omniroute-api-key", "x-goog-authenticated-user-email", "x-forwarded-for", "connection",
        "accept-encoding", "x-stainless-os", "x-codexy", "referer",
        // They come in a form of their own.
        "traceparent", "tracestate",
    ])
    func holdsBackWhatAdmitsOrNamesAPerson(_ name: String) throws {
        #expect(try !isForwarded(name))
    }
}
