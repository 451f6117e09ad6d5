import Foundation
import JSON
import Store
import Testing

@testable import Admin

@Suite struct SessionTests {
    @Test func theFirstPasswordIsSetOnceAndHere() throws {
        let desk = try Desk()
        let body = desk.setupBody()
        let before = try desk.send("GET", "/api/auth/status")
        #expect(before.member("password_set")?.bool == false)
        #expect(before.member("setup_allowed")?.bool == true)
        #expect(
            try desk.send("POST", "/api/auth/setup", body, from: Desk.remote).code == "local_only")
        for headers in [
            ["host": "rebound.example:20128"], ["x-forwarded-for": "203.0.113.7"],
            ["host": "127.0.0.1.example"], ["forwarded": "for=203.0.113.7"],
        ] {
            let answer = try desk.send("POST", "/api/auth/setup", body, headers: headers)
            #expect(answer.status == 403 && answer.code == "local_only", "\(headers)")
        }
        let short = try desk.send("POST", "/api/auth/setup", desk.setupBody("1234567"))
        #expect(short.status == 422)
        let without = try desk.send("POST", "/api/auth/setup", #"{"password":"correct horse"}"#)
        #expect(without.status == 422)
        #expect(without.json?["error"]?["details"]?[0]?["path"]?.string == "setup_code")
        let wrong = desk.setupBody(code: String(repeating: "A", count: Token.characters))
        #expect(try desk.send("POST", "/api/auth/setup", wrong).code == "wrong_setup_code")
        #expect(try !desk.store.hasPassword())
        let done = try desk.send(
            "POST", "/api/auth/setup", body, headers: ["host": "localhost:20128"])
        #expect(done.status == 200 && done.member("authenticated")?.bool == true)
        #expect(try desk.send("POST", "/api/auth/setup", body).code == "already_set_up")
        #expect(try desk.send("POST", "/api/auth/setup", body, from: Desk.root).status == 409)
    }

    @Test func theSetupCodeIsAFileUntilThereIsAPassword() throws {
        let desk = try Desk()
        let path = desk.folder + "/setup-code"
        let code = desk.setupCode
        #expect(code.utf8.count == Token.characters)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == code + "\n")
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        // It outlives the process, but not that others could read it, or that half of it is gone.
        #expect(desk.setupCode == code)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let next = desk.setupCode
        #expect(next != code && next == desk.setupCode)
        try Data(next.utf8.prefix(20)).write(to: URL(fileURLWithPath: path))
        #expect(desk.setupCode.utf8.count == Token.characters)
        _ = try desk.setUp()
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func theCommandLineNeedsNoSetupCode() throws {
        let desk = try Desk()
        #expect(desk.setupCode != "none")
        let body = #"{"password":"correct horse"}"#
        #expect(try desk.send("POST", "/api/auth/setup", body, from: Desk.root).status == 200)
        #expect(!FileManager.default.fileExists(atPath: desk.folder + "/setup-code"))
    }

    @Test func aDiskThatTakesNothingShutsNobodyOut() throws {
        let desk = try Desk()
        let login = try desk.setUp()
        let made = try desk.send(
            "POST", "/api/management-keys", #"{"name":"k","scopes":["access"]}"#, from: Desk.root)
        let secret = try #require(made.member("secret")?.string)
        desk.wait(seconds: 3600)
        try desk.store.database.execute("PRAGMA query_only = 1")
        let answer = try desk.send("GET", "/api/audit-log", headers: login.reading)
        #expect(answer.status == 200 && answer.header("set-cookie") == nil)
        let bearer = ["authorization": "Bearer \(secret)"]
        #expect(try desk.send("GET", "/api/audit-log", headers: bearer).status == 200)
        try desk.store.database.execute("PRAGMA query_only = 0")
        #expect(
            try desk.send("GET", "/api/audit-log", headers: login.reading).header("set-cookie")
                != nil)
    }

    @Test func theIDOfASessionIsNotGivenAgain() throws {
        let desk = try Desk()
        let session = Session.begun(at: desk.now, address: "")
        let first = try desk.store.addSession("a", session)
        try desk.store.endSession(first)
        #expect(try desk.store.addSession("b", session) > first)
    }

    @Test func beforeThatNothingElseWorks() throws {
        let desk = try Desk()
        for source in [Desk.remote, Desk.loopback] {
            #expect(try desk.send("GET", "/api/audit-log", from: source).code == "setup_required")
            #expect(try desk.logIn(from: source).code == "setup_required")
            #expect(try desk.send("GET", "/api/health", from: source).status == 200)
            #expect(try desk.send("GET", "/api/auth/status", from: source).status == 200)
        }
        #expect(try desk.send("GET", "/api/audit-log", from: Desk.root).status == 200)
    }

    @Test func aSessionIsACookie() throws {
        let desk = try Desk()
        _ = try desk.setUp()
        let login = Login(try desk.logIn(from: Desk.remote))
        let cookie = try #require(login.answer.header("set-cookie"))
        #expect(cookie.hasPrefix("omniroute_session="))
        #expect(cookie.hasSuffix("; Path=/api; Max-Age=86400; HttpOnly; SameSite=Strict"))
        #expect(login.cookie.utf8.count == "omniroute_session=".utf8.count + 43)
        #expect(!login.csrf.isEmpty && !login.cookie.contains(login.csrf))
        let read = try desk.send(
            "GET", "/api/audit-log", headers: login.reading, from: Desk.remote)
        #expect(read.status == 200)
        let status = try desk.send(
            "GET", "/api/auth/status", headers: login.reading, from: Desk.remote)
        #expect(status.member("csrf_token")?.string == login.csrf)
        #expect(status.member("method")?.string == "session")
        let secure = try desk.logIn(from: RequestSource(address: "203.0.113.7", isSecure: true))
        #expect(secure.header("set-cookie")?.hasSuffix("; Secure") == true)
    }

    @Test func changesNeedTheToken() throws {
        let desk = try Desk()
        let login = try desk.setUp()
        let other = Login(try desk.logIn())
        let body = #"{"name":"k"}"#
        func status(_ headers: [String: String]) throws -> String {
            let answer = try desk.send("POST", "/api/management-keys", body, headers: headers)
            return answer.code ?? "\(answer.status)"
        }
        #expect(try status(login.reading) == "csrf_token")
        #expect(try status(["cookie": login.cookie, "x-csrf-token": ""]) == "csrf_token")
        #expect(try status(["cookie": login.cookie, "x-csrf-token": other.csrf]) == "csrf_token")
        #expect(try status(["x-csrf-token": login.csrf]) == "unauthorized")
        #expect(try status(login.changing) == "201")
    }

    @Test func pagesOfOtherSitesAreRefused() throws {
        let desk = try Desk()
        let login = try desk.setUp()
        let host = ["host": "gateway.example:20128"]
        func code(_ headers: [String: String]) throws -> String? {
            try desk.send(
                "POST", "/api/auth/logout",
                headers: login.changing.merging(host) { $1 }.merging(headers) { $1 },
                from: Desk.remote
            ).code
        }
        for headers in [
            ["origin": "http://evil.example"], ["origin": "null"], ["sec-fetch-site": "cross-site"],
            ["origin": "http://gateway.example"], ["sec-fetch-site": "same-site"],
            ["origin": "http://gateway.example:20128", "host": ""],
        ] {
            #expect(try code(headers) == "cross_origin", "\(headers)")
        }
        let evil = try desk.send(
            "POST", "/api/auth/login", #"{"password":"correct horse"}"#,
            headers: ["origin": "http://evil.example", "host": "127.0.0.1"])
        #expect(evil.code == "cross_origin")
        #expect(
            try code(["origin": "http://Gateway.example:20128", "sec-fetch-site": "same-origin"])
                == nil)
    }

    @Test func logoutEndsTheSession() throws {
        let desk = try Desk()
        let login = try desk.setUp()
        #expect(try desk.send("POST", "/api/auth/logout").status == 401)
        let answer = try desk.send("POST", "/api/auth/logout", headers: login.changing)
        #expect(answer.status == 204)
        #expect(answer.header("set-cookie")?.contains("Max-Age=0") == true)
        #expect(
            try desk.send("GET", "/api/audit-log", headers: login.reading).code == "session_expired"
        )
    }

    @Test func sessionsSlide() throws {
        let desk = try Desk()
        let login = try desk.setUp()
        func read() throws -> APIAnswer {
            try desk.send("GET", "/api/audit-log", headers: login.reading)
        }
        #expect(try read().header("set-cookie") == nil)
        for _ in 0..<31 {
            desk.wait(seconds: 23 * 3600)
            let answer = try read()
            #expect(answer.status == 200 && answer.header("set-cookie") != nil)
        }
        // After 30 days it ends though it is used.
        desk.wait(seconds: 8 * 3600)
        #expect(try read().status == 401)
    }

    @Test func anUnusedSessionEnds() throws {
        let desk = try Desk()
        let login = try desk.setUp()
        desk.wait(seconds: 24 * 3600)
        let answer = try desk.send("GET", "/api/audit-log", headers: login.reading)
        #expect(answer.code == "session_expired")
    }

    @Test func thereAreNotTooManySessions() throws {
        let desk = try Desk()
        let first = try desk.setUp()
        for _ in 0..<Limits.sessions {
            desk.wait(seconds: 1)
            #expect(try desk.logIn().status == 200)
        }
        #expect(try desk.send("GET", "/api/audit-log", headers: first.reading).status == 401)
        #expect(
            try desk.store.database.number("SELECT count(*) FROM sessions")
                == Int64(Limits.sessions))
    }

    @Test func aNewPasswordEndsOtherSessions() throws {
        let desk = try Desk()
        let login = try desk.setUp()
        let other = Login(try desk.logIn())
        func change(_ body: String, _ headers: [String: String]) throws -> Int {
            try desk.send("POST", "/api/auth/password", body, headers: headers).status
        }
        let new = #"{"current_password":"correct horse","new_password":"battery staple"}"#
        #expect(try change(#"{"new_password":"battery staple"}"#, login.changing) == 422)
        #expect(
            try change(
                #"{"current_password":"wrong","new_password":"battery staple"}"#, login.changing)
                == 401)
        #expect(try change(new, login.changing) == 204)
        #expect(try desk.send("GET", "/api/audit-log", headers: login.reading).status == 200)
        #expect(try desk.send("GET", "/api/audit-log", headers: other.reading).status == 401)
        #expect(try desk.logIn().code == "wrong_password")
        #expect(try desk.logIn("battery staple").status == 200)
    }

    @Test func rootNeedsNoPasswordToSetOne() throws {
        let desk = try Desk()
        _ = try desk.setUp()
        for _ in 0..<Limits.failures { _ = try desk.logIn("wrong guess") }
        #expect(try desk.logIn().status == 423)
        let answer = try desk.send(
            "POST", "/api/auth/password", #"{"new_password":"battery staple"}"#, from: Desk.root)
        #expect(answer.status == 204)
        #expect(try desk.logIn("battery staple").status == 200)
    }

    @Test func nothingSecretIsKept() throws {
        let desk = try Desk()
        let login = try desk.setUp()
        _ = try desk.send(
            "POST", "/api/management-keys", #"{"name":"k"}"#, headers: login.changing)
        let token = login.cookie.split(separator: "=")[1]
        for table in ["sessions", "password", "management_keys", "audit"] {
            let rows = try desk.store.database.prepare("SELECT * FROM \(table)")
            while try rows.step() {
                for column in 0..<6 {
                    let text = rows.text(column)
                    #expect(!text.contains(token) && !text.contains("correct horse"))
                    #expect(!text.contains("omni_mgmt_"))
                }
            }
        }
    }
}
