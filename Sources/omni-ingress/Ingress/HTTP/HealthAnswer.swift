internal import DaemonLife

/// The bodies of `/health` and `/v1`.
enum HealthAnswer {
    /// The process runs: it said so.
    static let live = "{\"status\":\"ok\",\"live\":true}"

    /// What somebody finds who opens the base address.
    static let description =
        "{\"object\":\"gateway\",\"name\":\"OmniRoute\",\"version\":\"\(omniVersion)\","
        + "\"endpoints\":[\"/v1/chat/completions\",\"/v1/models\",\"/health\",\"/metrics\"]}"

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
