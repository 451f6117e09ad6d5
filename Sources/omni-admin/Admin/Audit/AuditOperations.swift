internal import JSON
internal import Store

/// Reading the audit log.
struct AuditOperations: OperationGroup {
    let store: AdminStore

    init(_ context: AdminContext) { store = context.store }

    init(_ store: AdminStore) { self.store = store }

    var operations: [Operation] {
        [
            .immediate(
                .get, "/api/audit-log", .access, query: ["limit", "before", "action", "actor"],
                run: list)
        ]
    }

    private func list(_ request: APIRequest) throws(APIError) -> APIAnswer {
        var query = AdminStore.AuditQuery()
        if let limit = try number("limit", request, 1...Int64(Limits.auditPageMaximum)) {
            query.limit = Int(limit)
        }
        query.before = try number("before", request, 1...Int64.max)
        query.action = request.query["action"]
        query.actor = request.query["actor"]
        let entries = try storing { () throws(StoreError) in try store.audit(query) }
        return .json { writer in
            writer.object { object in
                object.name("data")
                object.array { list in for entry in entries { entry.write(&list) } }
                object.name("next_before")
                if entries.count == query.limit, let last = entries.last {
                    object.int(last.id)
                } else {
                    object.null()
                }
            }
        }
    }

    private func number(
        _ name: String, _ request: APIRequest, _ range: ClosedRange<Int64>
    ) throws(APIError) -> Int64? {
        guard let text = request.query[name] else { return nil }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int64(text),
            range.contains(value)
        else {
            let bounds =
                range.upperBound == .max
                ? "a number from \(range.lowerBound) on"
                : "a number from \(range.lowerBound) to \(range.upperBound)"
            throw APIError(
                .badRequest, "invalid_parameter", "`\(name)` must be \(bounds).",
                details: [APIError.Detail(path: name, message: "must be \(bounds)")])
        }
        return value
    }
}
