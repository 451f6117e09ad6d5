internal import DaemonLife
internal import JSON
internal import Store

/// What anybody may know: that it runs, which version it is, and how it is used.
struct AboutOperations: OperationGroup {
    let store: AdminStore

    init(_ context: AdminContext) { store = context.store }

    init(_ store: AdminStore) { self.store = store }

    var operations: [Operation] {
        [
            .immediate(.get, "/api/health", nil) { (_) throws(APIError) in
                .json { writer in writer.object { $0.member("status", "ok") } }
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
