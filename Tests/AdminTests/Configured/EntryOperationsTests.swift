import Configuration
import IPC
import JSON
import Testing

@testable import Admin

@Suite struct EntryOperationsTests {
    private let work = KeeperBench.connection("work", key: "sk-work-secret-1")

    @Test func aConnectionIsAddedShownChangedAndRemoved() throws {
        let api = try ConfiguredBench()
        let added = try api.send(.post, "/api/connections", work)
        #expect(added.status == 201)
        #expect(added.header("location") == "/api/connections/work")
        #expect(added.header("etag") == "\"1\"")
        #expect(added["api_key", "kept"]?.bool == true)
        #expect(added["managed_by"]?.string == "api")
        #expect(!added.text.contains("sk-work-secret-1"))
        #expect(api.note == AuditNote(action: "connection.add", subject: "work"))

        let changed = try api.send(
            .patch, "/api/connections/work", #"{"priority":5,"api_key":{"kept":true}}"#)
        #expect(changed.status == 200)
        #expect(changed["priority"]?.int == 5)
        #expect(
            api.note
                == AuditNote(action: "connection.change", subject: "work", detail: "priority"))
        #expect(api.bench.secret("work") == "sk-work-secret-1")

        let rekeyed = try api.send(.patch, "/api/connections/work", #"{"api_key":"sk-new"}"#)
        #expect(rekeyed.status == 200)
        #expect(api.note?.detail == "api_key")
        #expect(!api.changedNothing)
        #expect(api.bench.secret("work") == "sk-new")

        let same = try api.send(.patch, "/api/connections/work", #"{"priority":5}"#)
        #expect(same.header("etag") == "\"2\"")
        #expect(api.changedNothing)

        let list = try api.send(.get, "/api/connections")
        #expect(list["data"]?.count == 1)
        #expect(try api.send(.delete, "/api/connections/work").status == 204)
        #expect(try api.send(.get, "/api/connections/work").status == 404)
        #expect(api.bench.secret("work") == nil)
        #expect(try api.send(.delete, "/api/connections/work").status == 404)
    }

    @Test func puttingReplacesOrMakes() throws {
        let api = try ConfiguredBench()
        let body = #"{"provider":"openai-compatible","base_url":"https://llm.example.com/v1"}"#
        #expect(try api.send(.put, "/api/connections/work", body).status == 201)
        let tagged = body.dropLast() + #","tags":["a"],"name":"work"}"#
        #expect(try api.send(.put, "/api/connections/work", String(tagged)).status == 200)
        #expect(try api.send(.put, "/api/connections/work", body)["tags"] == nil)
        let renamed = body.dropLast() + #","name":"other"}"#
        let refused = try api.send(.put, "/api/connections/work", String(renamed))
        #expect(refused.status == 422)
        #expect(refused["error", "code"]?.string == "invalid_body")
    }

    @Test func aReplacementMayKeepTheSecret() throws {
        let api = try ConfiguredBench()
        try api.send(.post, "/api/connections", work)
        let kept =
            KeeperBench.connection("work").dropLast() + #","api_key":{"kept":true},"priority":1}"#
        #expect(try api.send(.put, "/api/connections/work", String(kept)).status == 200)
        #expect(api.bench.secret("work") == "sk-work-secret-1")
        // To another server the secret does not go along.
        let moved = String(kept).replacing("llm.example", with: "evil.example")
        #expect(try api.send(.put, "/api/connections/work", moved).status == 422)
        #expect(api.bench.secret("work") == "sk-work-secret-1")
    }

    @Test func theFileIsNotChangedHere() throws {
        let api = try ConfiguredBench()
        try api.file(#"{"connections":[\#(work)]}"#)
        for (method, body) in [
            (APIMethod.put, work), (.patch, #"{"priority":1}"#), (.delete, ""),
        ] {
            let reply = try api.send(method, "/api/connections/work", body)
            #expect(reply.status == 409)
            #expect(reply["error", "code"]?.string == "managed_by_file")
        }
        let added = try api.send(.post, "/api/connections", work)
        #expect(added.status == 409)
        #expect(added["error", "code"]?.string == "already_exists")
        #expect(try api.send(.get, "/api/connections/work")["managed_by"]?.string == "file")
    }

    @Test func whatIsUsedCannotBeRemoved() throws {
        let api = try ConfiguredBench()
        try api.send(.post, "/api/connections", work)
        let combo = #"{"name":"fast","models":["work/m"],"strategy":"priority"}"#
        #expect(try api.send(.post, "/api/combos", combo).status == 201)
        let refused = try api.send(.delete, "/api/connections/work")
        #expect(refused.status == 422)
        #expect(refused["error", "code"]?.string == "invalid_configuration")
        #expect(refused.text.contains("combos/fast"))
        #expect(try api.send(.delete, "/api/combos/fast").status == 204)
        #expect(try api.send(.delete, "/api/connections/work").status == 204)
    }

    @Test(arguments: [
        ("/api/connections", "[]", 422), ("/api/connections", "{", 400),
        ("/api/connections", "{}", 422), ("/api/connections", #"{"name":5}"#, 422),
        ("/api/connections", #"{"name":"validate"}"#, 422),
        ("/api/connections", #"{"name":"a","name":"b"}"#, 422),
        ("/api/connections", #"{"name":"a b","provider":"openai"}"#, 422),
        ("/api/budgets", #"{"name":"state"}"#, 422),
        ("/api/combos", #"{"name":"c","models":["nothing/m"]}"#, 422),
        ("/api/combos", #"{"name":"c","models":["m"],"managed_by":"api"}"#, 422),
    ])
    func badBodiesAreRefused(_ path: String, _ body: String, _ status: Int) throws {
        let api = try ConfiguredBench()
        #expect(try api.send(.post, path, body).status == status)
        #expect(try api.bench.keeper.document() == .empty)
    }

    @Test func ifMatchGuardsAChange() throws {
        let api = try ConfiguredBench()
        let tag = try api.send(.post, "/api/connections", work).header("etag")
        try api.send(.patch, "/api/connections/work", #"{"priority":1}"#)
        let late = try api.send(
            .patch, "/api/connections/work", #"{"priority":2}"#, ifMatch: tag)
        #expect(late.status == 412)
        #expect(try api.send(.delete, "/api/connections/work", ifMatch: "*").status == 204)
    }

    @Test func budgetsAreEntriesToo() throws {
        let api = try ConfiguredBench()
        let body = #"{"name":"all","scope":"total","period":"month","limit":50}"#
        #expect(try api.send(.post, "/api/budgets", body).status == 201)
        let reply = try api.send(.patch, "/api/budgets/all", #"{"limit":12.5}"#)
        #expect(reply["limit"]?.numberText == "12.5")
        #expect(api.bench.daemons.route.budgets.map(\.limit) == [12_500_000_000_000])
    }

    @Test func aliasesAndPricesAreMaps() throws {
        let api = try ConfiguredBench()
        try api.send(.post, "/api/connections", work)
        let put = try api.send(.put, "/api/aliases/claude-%2A", #"{"model":"work/m"}"#)
        #expect(put.status == 201)
        #expect(put.header("location") == "/api/aliases/claude-%2A")
        #expect(put["pattern"]?.string == "claude-*")
        #expect(try api.send(.get, "/api/aliases/claude-*")["model"]?.string == "work/m")
        #expect(try api.send(.get, "/api/aliases")["data"]?.count == 1)
        for body in ["{}", #"{"model":5}"#, #"{"model":"work/m","x":1}"#] {
            #expect(try api.send(.put, "/api/aliases/a", body).status == 422)
        }
        #expect(
            try api.send(.put, "/api/aliases/a", #"{"model":"work/m","pattern":"b"}"#).status
                == 422)
        #expect(try api.send(.delete, "/api/aliases/claude-%2a").status == 204)

        let price = try api.send(.put, "/api/prices/work%2Fm", #"{"input":2,"output":0.6}"#)
        #expect(price.status == 201)
        #expect(price["model"]?.string == "work/m")
        #expect(price["output"]?.numberText == "0.6")
        #expect(try api.send(.get, "/api/prices/work%2Fm")["input"]?.int == 2)
        #expect(try api.send(.delete, "/api/prices/work%2Fm").status == 204)
        #expect(try api.send(.get, "/api/prices")["data"]?.count == 0)
    }

    @Test func providersAreTheCatalogueAndOnesOwn() throws {
        let api = try ConfiguredBench()
        let known = try api.send(.get, "/api/providers/openai")
        #expect(known["managed_by"]?.string == "catalogue")
        #expect(known["dialect"]?.string != nil)
        let before = try api.send(.get, "/api/providers")["data"]?.count ?? 0
        #expect(before == Catalogue.entries.count)
        let own = #"{"id":"house","dialect":"openai-chat","base_url":"https://llm.example.com/v1"}"#
        #expect(try api.send(.post, "/api/providers", own).status == 201)
        #expect(try api.send(.get, "/api/providers")["data"]?.count == before + 1)
        #expect(try api.send(.get, "/api/providers/house")["managed_by"]?.string == "api")
        let patched = try api.send(.patch, "/api/providers/house", #"{"title":"House"}"#)
        #expect(patched["title"]?.string == "House")
        for method in [APIMethod.put, .patch, .delete] {
            let reply = try api.send(method, "/api/providers/openai", method == .delete ? "" : "{}")
            #expect(reply["error", "code"]?.string == "part_of_catalogue")
        }
        let taken = own.replacing("house", with: "openai")
        #expect(try api.send(.post, "/api/providers", taken).status == 422)
        #expect(try api.send(.get, "/api/providers/nobody").status == 404)
    }
}
