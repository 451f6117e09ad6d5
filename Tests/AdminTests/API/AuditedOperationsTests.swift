import JSON
import Testing

@testable import Admin

/// Whatever is not only looked at leaves a row in the audit log.
@Suite struct AuditedOperationsTests {
    /// A request that changes something.
    struct Change: Sendable {
        let method: String
        let template: String
        let path: String
        let body: String
        /// What the audit log calls it.
        let action: String

        /// With a path where the template has names in it.
        init(
            _ method: String, _ template: String, _ path: String?, _ body: String,
            _ action: String
        ) {
            self.method = method
            self.template = template
            self.path = path ?? template
            self.body = body
            self.action = action
        }

        var operation: String { "\(method) \(template)" }
    }

    /// Those that change nothing by what they are for.
    static let trials: Set<String> = [
        "POST /api/connections/{name}/test", "POST /api/connections/validate",
        "POST /api/ledger/check",
    ]

    /// One for each of the others, in an order in which each is possible.
    static let changes: [Change] = access + connections + names + whole + live

    private static let access = [
        Change("POST", "/api/auth/setup", nil, #"{"password":"\#(Desk.password)"}"#, "auth.setup"),
        Change("POST", "/api/auth/login", nil, #"{"password":"\#(Desk.password)"}"#, "auth.login"),
        Change("POST", "/api/auth/logout", nil, "", "auth.logout"),
        Change(
            "POST", "/api/auth/password", nil, #"{"new_password":"another horse"}"#,
            "auth.password"),
        Change("POST", "/api/management-keys", nil, #"{"name":"a"}"#, "management_key.add"),
        Change(
            "DELETE", "/api/management-keys/{name}", "/api/management-keys/a", "",
            "management_key.remove"),
    ]

    private static let connections = [
        Change(
            "POST", "/api/connections", nil, KeeperBench.connection("work"), "connection.add"),
        Change(
            "PUT", "/api/connections/{name}", "/api/connections/or",
            #"{"provider":"openrouter","api_key":"k"}"#, "connection.replace"),
        Change(
            "PATCH", "/api/connections/{name}", "/api/connections/or", #"{"priority":5}"#,
            "connection.change"),
        Change(
            "POST", "/api/providers", nil,
            #"{"id":"own","dialect":"openai-chat","base_url":"https://llm.example.com/v1"}"#,
            "provider.add"),
        Change(
            "PUT", "/api/providers/{name}", "/api/providers/own",
            #"{"dialect":"openai-chat","base_url":"https://other.example.com/v1"}"#,
            "provider.replace"),
        Change(
            "PATCH", "/api/providers/{name}", "/api/providers/own", #"{"title":"Own"}"#,
            "provider.change"),
        Change(
            "DELETE", "/api/providers/{name}", "/api/providers/own", "", "provider.remove"),
        Change("POST", "/api/quotas/refresh", nil, "", "quotas.refresh"),
        Change(
            "DELETE", "/api/connections/{name}", "/api/connections/or", "", "connection.remove"),
    ]

    private static let names = [
        Change(
            "POST", "/api/combos", nil,
            #"{"name":"c","models":["work/m"],"strategy":"priority"}"#, "combo.add"),
        Change(
            "PUT", "/api/combos/{name}", "/api/combos/c",
            #"{"models":["work/m"],"strategy":"random"}"#, "combo.replace"),
        Change(
            "PATCH", "/api/combos/{name}", "/api/combos/c", #"{"strategy":"priority"}"#,
            "combo.change"),
        Change("DELETE", "/api/combos/{name}", "/api/combos/c", "", "combo.remove"),
        Change(
            "PUT", "/api/aliases/{pattern}", "/api/aliases/fast", #"{"model":"work/m"}"#,
            "alias.replace"),
        Change("DELETE", "/api/aliases/{pattern}", "/api/aliases/fast", "", "alias.remove"),
        Change(
            "PUT", "/api/prices/{model}", "/api/prices/work%2Fm", #"{"input":2,"output":0.6}"#,
            "price.replace"),
        Change("DELETE", "/api/prices/{model}", "/api/prices/work%2Fm", "", "price.remove"),
        Change(
            "POST", "/api/budgets", nil,
            #"{"name":"b","scope":"total","period":"month","limit":50}"#, "budget.add"),
        Change(
            "PUT", "/api/budgets/{name}", "/api/budgets/b",
            #"{"scope":"total","period":"month","limit":40}"#, "budget.replace"),
        Change(
            "PATCH", "/api/budgets/{name}", "/api/budgets/b", #"{"limit":12.5}"#,
            "budget.change"),
        Change("DELETE", "/api/budgets/{name}", "/api/budgets/b", "", "budget.remove"),
    ]

    private static let whole = [
        Change("POST", "/api/keys", nil, #"{"name":"k"}"#, "key.add"),
        Change("PATCH", "/api/keys/{name}", "/api/keys/k", #"{"enabled":false}"#, "key.change"),
        Change("POST", "/api/keys/{name}/rotate", "/api/keys/k/rotate", "", "key.rotate"),
        Change("DELETE", "/api/keys/{name}", "/api/keys/k", "", "key.remove"),
        Change("PATCH", "/api/settings", nil, #"{"zone":"UTC"}"#, "settings.change"),
        Change("PUT", "/api/config", nil, #"{"settings":{"guard":"warn"}}"#, "config.apply"),
        Change(
            "POST", "/api/config/import", nil, #"{"aliases":{"slow":"work/m"}}"#,
            "config.import"),
    ]

    private static let live = [
        Change("DELETE", "/api/cache", nil, "", "cache.clear"),
        Change("POST", "/api/resilience/reset", nil, "", "resilience.reset"),
        Change("DELETE", "/api/live/{request_id}", "/api/live/r-2", "", "request.cancel"),
        Change("DELETE", "/api/logs/bodies", nil, "", "bodies.delete"),
    ]

    /// The description and the operations are compared elsewhere.
    @Test func noneIsForgottenHere() throws {
        let document = try JSONDocument(Array(OpenAPIDocument.json.utf8)).root
        var described: Set<String> = []
        for (path, item) in try #require(document["paths"]?.members) {
            for (method, _) in item.members ?? [] where method != "parameters" && method != "get" {
                described.insert("\(method.uppercased()) \(path)")
            }
        }
        let known = Set(Self.changes.map(\.operation)).union(Self.trials)
        for operation in described.subtracting(known) {
            Issue.record("say here what \(operation) leaves in the audit log")
        }
        for operation in known.subtracting(described) { Issue.record("\(operation) is not there") }
    }

    @Test func eachLeavesItsRow() throws {
        let desk = try WholeDesk()
        for change in Self.changes {
            // A session is ended by whoever has it.
            let isOfSession = change.action == "auth.logout"
            let headers = try isOfSession ? desk.logIn().changing : [:]
            let last = try desk.audit().last?.id ?? 0
            let answer = try desk.send(
                change.method, change.path, change.body, headers: headers,
                from: isOfSession ? Desk.loopback : Desk.root)
            #expect((200..<300).contains(answer.status), "\(change.operation)")
            let rows = try desk.audit(after: last)
            #expect(rows.map(\.action) == [change.action], "\(change.operation)")
            #expect(rows.map(\.status) == [answer.status], "\(change.operation)")
            #expect(rows.allSatisfy { $0.requestID == "r-1" }, "\(change.operation)")
        }
    }

    @Test func trialsLeaveNone() throws {
        let desk = try WholeDesk()
        let work = KeeperBench.connection("work")
        try desk.send("POST", "/api/connections", work)
        try desk.send("POST", "/api/connections/work/test")
        try desk.send("POST", "/api/connections/validate", work)
        try desk.send("POST", "/api/ledger/check")
        try desk.send("PUT", "/api/config?dry_run=true", #"{"settings":{"guard":"warn"}}"#)
        #expect(try desk.audit().map(\.action) == ["connection.add"])
    }
}
