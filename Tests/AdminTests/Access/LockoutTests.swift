import JSON
import Testing

@testable import Admin

@Suite struct LockoutTests {
    @Test func fiveWrongPasswordsLockAnAddressOut() throws {
        let desk = try Desk()
        _ = try desk.setUp()
        for _ in 0..<Limits.failures {
            #expect(try desk.logIn("wrong guess", from: Desk.remote).code == "wrong_password")
        }
        let locked = try desk.logIn(from: Desk.remote)
        #expect(locked.status == 423 && locked.code == "locked")
        #expect(locked.header("retry-after") == "900")
        // Others are not.
        #expect(try desk.logIn().status == 200)
        #expect(try desk.logIn(from: RequestSource(address: "203.0.113.8")).status == 200)
        desk.wait(seconds: 899)
        #expect(try desk.logIn(from: Desk.remote).header("retry-after") == "1")
        desk.wait(seconds: 1)
        #expect(try desk.logIn(from: Desk.remote).status == 200)
    }

    @Test func itSurvivesARestart() throws {
        let desk = try Desk()
        _ = try desk.setUp()
        for _ in 0..<Limits.failures { _ = try desk.logIn("wrong guess", from: Desk.remote) }
        let again = try AdminStore(path: desk.folder + "/admin.db")
        defer { again.close() }
        let lockout = Lockout(store: again) { desk.now }
        #expect(try lockout.wait(for: Desk.remote) == 900)
    }

    @Test func failuresAreForgotten() throws {
        let desk = try Desk()
        _ = try desk.setUp()
        for _ in 0..<3 {
            for _ in 0..<4 { _ = try desk.logIn("wrong guess", from: Desk.remote) }
            desk.wait(seconds: 301)
        }
        #expect(try desk.logIn(from: Desk.remote).status == 200)
        // A right password clears the count.
        for _ in 0..<4 { _ = try desk.logIn("wrong guess", from: Desk.remote) }
        #expect(try desk.logIn(from: Desk.remote).status == 200)
        for _ in 0..<4 { _ = try desk.logIn("wrong guess", from: Desk.remote) }
        #expect(try desk.logIn(from: Desk.remote).status == 200)
    }

    @Test func aNeighborhoodOfIPv6IsOneAddress() throws {
        let desk = try Desk()
        _ = try desk.setUp()
        for index in 1...Limits.failures {
            _ = try desk.logIn("wrong guess", from: RequestSource(address: "2001:db8::\(index)"))
        }
        #expect(try desk.logIn(from: RequestSource(address: "2001:db8::ffff")).status == 423)
        #expect(try desk.logIn(from: RequestSource(address: "2001:db8:0:1::1")).status == 200)
    }

    @Test func manyAddressesTogetherAreBounded() throws {
        let desk = try Desk()
        _ = try desk.setUp()
        for index in 0..<Limits.allFailures {
            let source = RequestSource(address: "203.0.113.\(index)")
            #expect(try desk.logIn("wrong guess", from: source).status == 401)
        }
        let next = RequestSource(address: "198.51.100.1")
        #expect(try desk.logIn(from: next).status == 423)
        // Whoever sits at the machine is not shut out by strangers.
        #expect(try desk.logIn().status == 200)
        desk.wait(seconds: 301)
        #expect(try desk.logIn(from: next).status == 200)
    }

    @Test func lockedOutAddressesCountToo() throws {
        let desk = try Desk()
        _ = try desk.setUp()
        for address in 0..<(Limits.allFailures / Limits.failures) {
            let source = RequestSource(address: "203.0.113.\(address)")
            for _ in 0..<Limits.failures {
                #expect(try desk.logIn("wrong guess", from: source).status == 401)
            }
            #expect(try desk.logIn("wrong guess", from: source).status == 423)
        }
        #expect(try desk.logIn(from: RequestSource(address: "198.51.100.1")).status == 423)
        #expect(try desk.logIn().status == 200)
    }

    @Test func allAddressesOfThisMachineAreOne() throws {
        let desk = try Desk()
        _ = try desk.setUp()
        for index in 1...Limits.failures {
            let source = RequestSource(address: "127.0.\(index).1")
            #expect(try desk.logIn("wrong guess", from: source).status == 401)
        }
        for address in ["127.9.9.9", "::1", "127.0.0.1", "::ffff:127.0.0.1"] {
            #expect(try desk.logIn(from: RequestSource(address: address)).status == 423)
        }
        #expect(try desk.logIn(from: Desk.remote).status == 200)
        #expect(try desk.send("GET", "/api/audit-log", from: Desk.root).status == 200)
    }

    @Test func wrongSetupCodesCountToo() throws {
        let desk = try Desk()
        let wrong = desk.setupBody(code: "wrong")
        for _ in 0..<Limits.failures {
            let answer = try desk.send("POST", "/api/auth/setup", wrong)
            #expect(answer.status == 403 && answer.code == "wrong_setup_code")
        }
        #expect(try desk.send("POST", "/api/auth/setup", desk.setupBody()).status == 423)
        // Who sits at the machine needs none.
        let body = #"{"password":"correct horse"}"#
        #expect(try desk.send("POST", "/api/auth/setup", body, from: Desk.root).status == 200)
    }

    @Test func aClockThatIsSetBackLocksNobodyOutForLong() throws {
        let desk = try Desk()
        _ = try desk.setUp()
        for _ in 0..<Limits.failures { _ = try desk.logIn("wrong guess", from: Desk.remote) }
        desk.wait(seconds: -86_400)
        #expect(try desk.logIn(from: Desk.remote).status == 200)
    }

    @Test func guessedKeysCountToo() throws {
        let desk = try Desk()
        _ = try desk.setUp()
        func read(_ bearer: String) throws -> APIAnswer {
            try desk.send(
                "GET", "/api/audit-log", headers: ["authorization": "Bearer \(bearer)"],
                from: Desk.remote)
        }
        let secret = try #require(
            try desk.send(
                "POST", "/api/management-keys", #"{"name":"k","scopes":["access"]}"#,
                from: Desk.root
            ).member("secret")?.string)
        // A key of a client is no guess.
        for _ in 0..<10 { #expect(try read("sk-omni-abc").code == "not_a_management_key") }
        for index in 0..<Limits.failures {
            #expect(try read("omni_mgmt_\(index)").code == "invalid_credentials")
        }
        #expect(try read("omni_mgmt_x").status == 423)
        #expect(try desk.logIn(from: Desk.remote).status == 423)
        // Who has a key is not shut out by a neighbor who guesses.
        #expect(try read(secret).status == 200)
    }
}
