internal import DaemonLife
internal import JSON
internal import Store

/// What anybody may know: that it runs, which version it is, and how it is used.
struct AboutOperations: OperationGroup {
    let store: AdminStore
    /// Tells callers who may look how all of it does; nil where nobody may.
    let health: HealthDesk?

    init(_ store: AdminStore, health: HealthDesk? = nil) {
        self.store = store
        self.health = health
    }

    var operations: [Operation] {
        [
            Operation(.get, "/api/health", nil) { [health] request, responder in
                // Strangers learn that it runs, and no more.
                guard let health, request.caller.scopes.contains(.read) else {
                    return responder.answer(
                        .json { writer in writer.object { $0.member("status", "ok") } })
                }
                health.answer(responder)
            },
            .immediate(.get, "/api/about", nil, run: about),
            .immediate(.get, "/api/openapi.json", nil) { (_) throws(APIError) in
                .bytes(Array(OpenAPIDocument.json.utf8), type: "application/json")
            },
        ]
    }

    private func about(_ request: APIRequest) throws(APIError) -> APIAnswer {
        let generation = try storing { () throws(StoreError) in try store.generation() }
        return .json { writer in
            writer.object { object in
                object.member("name", "OmniRoute")
                object.member("version", omniVersion)
                object.member("configured", generation > 0)
            }
        }
    }
}
