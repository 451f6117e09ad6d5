internal import JSON

/// Who would answer now, as route says it.
enum PlanAnswer {
    /// The plan; where nothing would be tried, why: `{"model", "refusal": {"code", "message", "status"}, …}`.
    static func of(_ value: JSONValue?, model: String) -> APIAnswer {
        guard let value else {
            return APIError(.badGateway, "daemon_failed", "route answers with nothing.").answer
        }
        guard let refusal = value["error"] else { return .json { $0.raw(value.rawBytes) } }
        return .json { writer in
            writer.object { object in
                object.member("model", model)
                object.member("refusal", raw: refusal.rawBytes)
                object.name("candidates")
                object.array { _ in }
                object.member("more", 0)
            }
        }
    }
}
