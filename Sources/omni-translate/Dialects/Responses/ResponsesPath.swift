internal import IPC

/// Where requests go below a connection's base URL.
enum ResponsesPath {
    /// The path, with the version that Azure wants in its query.
    static func path(_ target: Target, isCompact: Bool = false) -> String {
        let path = isCompact ? "/responses/compact" : "/responses"
        guard let version = target.parameter("api-version"), isPlain(version) else { return path }
        return "\(path)?api-version=\(version)"
    }

    /// Headers of every request.
    static func headers(streams: Bool) -> [Header] {
        [
            Header(name: "content-type", value: "application/json"),
            Header(name: "accept", value: streams ? "text/event-stream" : "application/json"),
        ]
    }

    /// Headers of the client's that a provider of the same vendor understands.
    static func forwarded(_ headers: [Header]) -> [Header] {
        headers.filter { header in
            exact.contains(header.name) || header.name.hasPrefix("x-codex-")
        }
    }

    private static let exact: Set<String> = [
        "openai-beta", "originator", "version", "session_id", "session-id", "conversation_id",
        "thread-id", "x-client-request-id", "x-openai-subagent",
        "x-openai-internal-codex-responses-lite",
    ]

    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { ASCIIText.isWord($0) || $0 == UInt8(ascii: ".") }
    }
}
