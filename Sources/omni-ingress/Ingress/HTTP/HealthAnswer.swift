internal import DaemonLife

/// The bodies of `/health`, `/v1` and `/api/version`.
enum HealthAnswer {
    /// The process runs: it said so.
    static let live = "{\"status\":\"ok\",\"live\":true}"

    /// What somebody finds who opens the base address.
    static let description =
        "{\"object\":\"gateway\",\"name\":\"OmniRoute\",\"version\":\"\(omniVersion)\","
        + "\"endpoints\":[\"\(endpoints.joined(separator: "\",\""))\"]}"

    private static let endpoints = [
        "/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/responses/compact",
        "/v1/messages", "/v1/messages/count_tokens", "/v1/models",
        "/v1beta/models/{model}:generateContent", "/v1beta/models/{model}:streamGenerateContent",
        "/v1beta/models/{model}:countTokens", "/v1beta/models", "/api/chat", "/api/generate",
        "/api/tags", "/api/show", "/api/version", "/health", "/metrics",
    ]

    /// The version of Ollama's interface that is spoken; clients ask for features by it, thinking and tool names among them.
    static let ollamaVersion = "{\"version\":\"0.12.6\"}"

    /// Liveness and readiness apart, with what is missing for the latter.
    static func state(isReady: Bool, hasKeys: Bool, isLinked: Bool, isDraining: Bool) -> String {
        var notes: [String] = []
        if !hasKeys { notes.append("\"no keys from route yet\"") }
        if !isLinked { notes.append("\"translate is not there\"") }
        if isDraining { notes.append("\"draining\"") }
        return "{\"status\":\"\(isReady ? "ok" : "not ready")\",\"live\":true,\"ready\":\(isReady),"
            + "\"version\":\"\(omniVersion)\",\"notes\":[\(notes.joined(separator: ","))]}"
    }
}
