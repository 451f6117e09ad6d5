import JSON
import Testing

@testable import Admin

@Suite struct ManagementKeyTests {
    private func bearer(_ secret: String) -> [String: String] {
        ["authorization": "Bearer \(secret)"]
    }

    private func make(_ desk: Desk, _ body: String) throws -> String {
        let answer = try desk.send("POST", "/api/management-keys", body, from: Desk.root)
        #expect(answer.status == 201)
        return try #require(answer.member("secret")?.string)
    }

    @Test func aKeyIsMadeShownOnceAndRemoved() throws {
        let desk = try Desk()
        let made = try desk.send(
            "POST", "/api/management-keys",
            #"{"name":"deploy","scopes":["write","read"],"expires_at":"2030-01-31"}"#,
            from: Desk.root)
        #expect(made.status == 201)
        #expect(made.header("location") == "/api/management-keys/deploy")
        let secret = try #require(made.member("secret")?.string)
        #expect(secret.hasPrefix("omni_mgmt_") && secret.utf8.count == 53)
        #expect(made.member("expires_at")?.string == "2030-02-01T00:00:00.000Z")
        let shown = try desk.send("GET", "/api/management-keys/deploy", from: Desk.root)
        #expect(shown.member("secret") == nil)
        #expect(shown.member("scopes")?.array?.compactMap(\.string) == ["read", "write"])
        #expect(shown.member("created_by")?.string == "local:0")
        let list = try desk.send("GET", "/api/management-keys", from: Desk.root)
        #expect(list.member("data")?.count == 1)
        #expect(
            try desk.send("DELETE", "/api/management-keys/deploy", from: Desk.root).status == 204)
        #expect(
            try desk.send("DELETE", "/api/management-keys/deploy", from: Desk.root).status == 404)
        #expect(try desk.send("GET", "/api/management-keys/deploy", from: Desk.root).status == 404)
        #expect(
            try desk.send("GET", "/api/audit-log", headers: bearer(secret)).code
                == "invalid_credentials")
        #expect(
            try desk.audit().reversed().map { $0.action }.prefix(2)
                == ["management_key.add", "management_key.remove"])
    }

    @Test func aKeyHasItsScopesAlone() throws {
        let desk = try Desk([
            .immediate(.get, "/api/things", .read) { _ in .done },
            .immediate(.post, "/api/things", .write) { _ in .done },
        ])
        let reader = bearer(try make(desk, #"{"name":"reader"}"#))
        let keeper = bearer(try make(desk, #"{"name":"keeper","scopes":["access"]}"#))
        func status(
            _ method: String, _ target: String, _ key: [String: String], _ body: String = ""
        )
            throws -> Int
        {
            try desk.send(method, target, body, headers: key, from: Desk.remote).status
        }
        #expect(try status("GET", "/api/things", reader) == 204)
        #expect(try status("POST", "/api/things", reader, "{}") == 403)
        #expect(try status("GET", "/api/audit-log", reader) == 403)
        #expect(try status("GET", "/api/audit-log", keeper) == 200)
        #expect(try status("GET", "/api/things", keeper) == 403)
        // Nobody gives away what it has not.
        let more = #"{"name":"more","scopes":["write"]}"#
        #expect(try status("POST", "/api/management-keys", keeper, more) == 403)
        let same = #"{"name":"same","scopes":["access"]}"#
        #expect(try status("POST", "/api/management-keys", keeper, same) == 201)
    }

    @Test func keysExpire() throws {
        let desk = try Desk()
        // The desk's clock begins at 2027-01-15T08:00:00Z.
        let secret = try make(
            desk, #"{"name":"k","scopes":["access"],"expires_at":"2027-01-15T09:00:00Z"}"#)
        func read() throws -> APIAnswer {
            try desk.send("GET", "/api/management-keys/k", headers: bearer(secret))
        }
        let used = try read()
        #expect(used.member("last_used_at")?.string == "2027-01-15T08:00:00.000Z")
        desk.wait(seconds: 3599)
        #expect(try read().status == 200)
        desk.wait(seconds: 1)
        #expect(try read().code == "key_expired")
    }

    @Test(arguments: [
        (#"{}"#, 422), (#"{"name":""}"#, 422), (#"{"name":"a b"}"#, 422),
        (#"{"name":"-a"}"#, 422), (#"{"name":"a","scopes":[]}"#, 422),
        (#"{"name":"a","scopes":["all"]}"#, 422), (#"{"name":"a","scopes":["read","read"]}"#, 422),
        (#"{"name":"a","scopes":"read"}"#, 422), (#"{"name":"a","expires_at":"soon"}"#, 422),
        (#"{"name":"a","expires_at":"2020-01-01"}"#, 422), (#"{"name":"a","more":1}"#, 422),
        (#"{"name":"a","name":"b"}"#, 422), (#"[]"#, 422), (#"{"name""#, 400),
        (#"{"name":"taken"}"#, 409),
    ])
    func whatIsWrongIsRefused(_ body: String, _ status: Int) throws {
        let desk = try Desk()
        _ = try make(desk, #"{"name":"taken"}"#)
        let answer = try desk.send("POST", "/api/management-keys", body, from: Desk.root)
        #expect(answer.status == status)
        #expect(try desk.store.managementKeys().map(\.name) == ["taken"])
    }

    @Test func otherCredentialsAreNone() throws {
        let desk = try Desk()
        for header in ["Basic abc", "Bearer", "Bearer sk-omni-abc", "omni_mgmt_x"] {
            let answer = try desk.send(
                "GET", "/api/auth/status", headers: ["authorization": header], from: Desk.remote)
            #expect(answer.status == 401)
            #expect(answer.header("www-authenticate") == "Bearer realm=\"omniroute\"")
        }
    }

    @Test func aKeyNeedsNeitherTokenNorOrigin() throws {
        let desk = try Desk()
        let secret = try make(desk, #"{"name":"k","scopes":["access"]}"#)
        let answer = try desk.send(
            "POST", "/api/management-keys", #"{"name":"b","scopes":["access"]}"#,
            headers: bearer(secret).merging(["origin": "http://other.example"]) { $1 },
            from: Desk.remote)
        #expect(answer.status == 201)
        // It may change the password only with the one in force.
        let body = #"{"new_password":"battery staple"}"#
        #expect(
            try desk.send("POST", "/api/auth/password", body, headers: bearer(secret)).status == 422
        )
    }
}
