import JSON
import Testing

@testable import Admin

@Suite struct FrontTests {
    private final class Kept { var responder: Responder? }
    private let kept = Kept()

    private func desk() throws -> Desk {
        try Desk([
            .immediate(.get, "/api/things", .read, query: ["limit"]) { request in
                .json { $0.string(request.query["limit"] ?? "") }
            },
            .noted(.post, "/api/things", .write) { (request, responder) throws(APIError) in
                responder.audit = AuditNote(action: "thing.add", subject: "x", detail: "size")
                return .done
            },
            .immediate(.post, "/api/things/test", .write, content: RequestContent.none) { _ in .done
            },
            .noted(.put, "/api/document", .write, content: .document) {
                (request, responder) throws(APIError) in
                responder.changesNothing = true
                return .json { $0.bool(request.isYAML) }
            },
            .immediate(.patch, "/api/things", .write) { _ in .done },
            Operation(.post, "/api/slow", .write, content: .optionalJSON) { [kept] _, responder in
                kept.responder = responder
            },
        ])
    }

    @Test func everyAnswerHasTheHeaders() throws {
        let desk = try desk()
        for target in ["/api/health", "/api/none", "/api/%", "/api/audit-log"] {
            let answer = try desk.send("GET", target)
            #expect(answer.header("cache-control") == "no-store")
            #expect(answer.header("x-content-type-options") == "nosniff")
            #expect(answer.header("x-request-id")?.isEmpty == false)
            #expect(answer.header("access-control-allow-origin") == nil)
        }
    }

    @Test func pathsAndMethods() throws {
        let desk = try desk()
        #expect(try desk.send("GET", "/api/none").status == 404)
        let other = try desk.send("DELETE", "/api/things")
        #expect(other.status == 405 && other.code == "method_not_allowed")
        #expect(other.header("allow") == "GET, HEAD, OPTIONS, PATCH, POST")
        let options = try desk.send("OPTIONS", "/api/things/test")
        #expect(options.status == 204 && options.header("allow") == "OPTIONS, POST")
        #expect(try desk.send("OPTIONS", "/api/none").status == 404)
    }

    @Test func queriesAreDeclared() throws {
        let desk = try desk()
        let fine = try desk.send("GET", "/api/things?limit=5", from: Desk.root)
        #expect(fine.json?.string == "5")
        let odd = try desk.send("GET", "/api/things?limit=5&size=1", from: Desk.root)
        #expect(odd.status == 400 && odd.code == "unknown_parameter")
        #expect(odd.json?["error"]?["details"]?[0]?["path"]?.string == "size")
    }

    @Test func bodiesAreOfTheirType() throws {
        let desk = try desk()
        func status(
            _ method: String, _ target: String, _ body: String, _ headers: [String: String] = [:]
        ) throws -> Int {
            try desk.send(method, target, body, headers: headers, from: Desk.root).status
        }
        let yaml = ["content-type": "application/yaml; charset=utf-8"]
        #expect(try status("POST", "/api/things", "{}") == 204)
        #expect(try status("POST", "/api/things", "a: 1", yaml) == 415)
        #expect(try status("POST", "/api/things", "{}", ["content-type": ""]) == 415)
        #expect(try status("POST", "/api/things", "") == 400)
        #expect(try status("POST", "/api/things/test", "") == 204)
        #expect(try status("POST", "/api/things/test", "{}") == 400)
        #expect(try status("GET", "/api/things", "{}") == 400)
        #expect(
            try status(
                "PATCH", "/api/things", "{}", ["content-type": "application/merge-patch+json"])
                == 204)
        #expect(
            try status(
                "POST", "/api/things", "{}", ["content-type": "application/merge-patch+json"])
                == 415)
        let encoded = ["content-type": "application/json", "content-encoding": "gzip"]
        #expect(try status("POST", "/api/things", "{}", encoded) == 415)
        let document = try desk.send("PUT", "/api/document", "a: 1", headers: yaml, from: Desk.root)
        #expect(document.json?.bool == true)
    }

    @Test func namesAreGivenTwiceOnlyWhereTheyMayBe() throws {
        let several = Admin.Operation(
            .get, "/api/several", .read, query: ["one", "many"], repeatable: ["many"]
        ) { request, responder in
            responder.answer(.json { $0.string(request.values("many").joined(separator: "|")) })
        }
        let desk = try Desk([several])
        func ask(_ query: String) throws -> APIAnswer {
            try desk.send("GET", "/api/several?" + query, from: Desk.root)
        }
        #expect(try ask("many=a&one=x&many=b").json?.string == "a|b")
        #expect(try ask("one=x").json?.string == "")
        let refused = try ask("one=x&one=x")
        #expect(refused.status == 400 && refused.code == "invalid_parameter")
        #expect(refused.json?["error"]?["details"]?[0]?["path"]?.string == "one")
    }

    @Test func whatIsNotedIsWrittenDownThoughNothingChanges() throws {
        let seen = Admin.Operation(.get, "/api/seen", .read) { _, responder in
            responder.audit = AuditNote(action: "things.read", subject: "x")
            responder.isNoted = true
            responder.answer(.done)
        }
        let desk = try Desk([seen])
        _ = try desk.send("GET", "/api/seen", from: Desk.root)
        #expect(try desk.audit().map(\.action) == ["things.read"])
    }

    @Test func largeBodiesAreRefusedByTheirHead() throws {
        let desk = try desk()
        let body = #"{"password":""# + String(repeating: "x", count: Limits.openBodyBytes) + "\"}"
        #expect(try desk.send("POST", "/api/auth/login", body).status == 413)
    }

    @Test func changesAreWrittenDown() throws {
        let desk = try desk()
        _ = try desk.send("GET", "/api/things", from: Desk.root)
        _ = try desk.send("PUT", "/api/document", "{}", from: Desk.root)
        _ = try desk.send("POST", "/api/things", "{}", from: Desk.root)
        _ = try desk.send("POST", "/api/things/test", from: Desk.root)
        let rows = try desk.audit()
        #expect(rows.map(\.action) == ["POST /api/things/test", "thing.add"])
        #expect(
            rows.last
                == AuditEntry(
                    id: 1, time: desk.now, actor: "local:0", address: "", action: "thing.add",
                    subject: "x", detail: "size", status: 204, requestID: "r-1"))
    }

    @Test func refusalsAreWrittenDown() throws {
        let desk = try desk()
        #expect(try desk.send("GET", "/api/things", from: Desk.remote).status == 401)
        let row = try #require(try desk.audit().first)
        #expect(row.action == "GET /api/things" && row.actor == "anonymous")
        #expect(row.address == "203.0.113.7" && row.status == 401)
    }

    @Test func aPageWhoseNameLeadsHereIsRefused() throws {
        let desk = try desk()
        let page = ["origin": "http://rebound.example:20128", "host": "rebound.example:20128"]
        func code(
            _ more: [String: String], from source: RequestSource = Desk.loopback
        ) throws -> String? {
            let guess = ["authorization": "Bearer omni_mgmt_guess"]
            return try desk.send(
                "POST", "/api/things", "{}",
                headers: page.merging(guess) { $1 }.merging(more) { $1 }, from: source
            ).code
        }
        // Nor does it count as a guess of this machine.
        for _ in 0...Limits.failures { #expect(try code([:]) == "cross_origin") }
        #expect(try desk.store.failures(of: "loopback", since: 0) == 0)
        #expect(try code(["x-forwarded-for": "203.0.113.7"]) == "invalid_credentials")
        let named = ["origin": "http://localhost:20128", "host": "localhost:20128"]
        #expect(try code(named) == "invalid_credentials")
        #expect(try code([:], from: Desk.remote) == "invalid_credentials")
        #expect(try code([:], from: RequestSource(user: 1000)) == "invalid_credentials")
        #expect(try code([:], from: Desk.root) == nil)
    }

    @Test func aDeadlineEndsAnOperation() throws {
        let desk = try desk()
        #expect(try desk.send("POST", "/api/slow", from: Desk.root).status == 0)
        let responder = try #require(kept.responder)
        #expect(responder.isWaiting)
        responder.fail(APIError(.timeout, "timeout", "Too long."))
        responder.answer(.done)
        #expect(try desk.audit().map(\.status) == [504])
    }
}
