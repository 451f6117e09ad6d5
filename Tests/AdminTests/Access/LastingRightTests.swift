import IPC
import Testing

@testable import Admin

/// Who was let in may be so no more: what lasts for long asks again.
@Suite struct LastingRightTests {
    private func holds(_ desk: Desk, _ proof: Caller.Proof, _ scope: Scope = .read) -> Bool {
        let authenticator = Authenticator(store: desk.store, clock: { desk.now })
        return authenticator.stillHolds(Caller(proof: proof, scopes: .all, address: ""), scope)
    }

    @Test func aSessionHoldsUntilItsEnd() throws {
        let desk = try Desk()
        let login = try desk.setUp()
        #expect(holds(desk, .session(id: "1"), .access))
        #expect(!holds(desk, .session(id: "2")) && !holds(desk, .session(id: "x")))
        desk.now += Limits.sessionMicroseconds
        #expect(!holds(desk, .session(id: "1")))
        desk.now -= 1
        #expect(holds(desk, .session(id: "1")))
        #expect(try desk.send("POST", "/api/auth/logout", headers: login.changing).status == 204)
        #expect(!holds(desk, .session(id: "1")))
    }

    @Test func aKeyHoldsWhatItMay() throws {
        let desk = try Desk()
        let key = ManagementKey(
            name: "k", scopes: [.read], created: desk.now, createdBy: "local:0",
            expires: desk.now + 10)
        #expect(try desk.store.addManagementKey(key, secret: "s") == nil)
        #expect(holds(desk, .key(name: "k")) && !holds(desk, .key(name: "k"), .access))
        desk.now += 10
        #expect(!holds(desk, .key(name: "k")))
        desk.now -= 1
        #expect(try desk.store.removeManagementKey("k"))
        #expect(!holds(desk, .key(name: "k")))
    }

    @Test func theCommandLineHoldsAndStrangersDoNot() throws {
        let desk = try Desk()
        #expect(holds(desk, .local(user: 0), .access) && !holds(desk, .none))
    }

    @Test func whatWasWrittenDownIsTold() throws {
        let desk = try Desk()
        var told: [Int64] = []
        desk.whenAudited { told.append($0.id) }
        _ = try desk.setUp()
        _ = try desk.send("GET", "/api/audit-log", from: Desk.remote)
        #expect(told == [1, 2])
        #expect(try desk.audit().map(\.id) == [2, 1])
    }

    @Test func whenAccountsWereAskedOutlivesTheProcess() throws {
        let desk = try Desk()
        let memory: any QuotaMemory = desk.store
        #expect(memory.lastReading(of: "a") == nil)
        memory.keep(.init(asked: 5, calls: 2), of: "a")
        memory.keep(.init(asked: 7, calls: 3), of: "a")
        memory.keep(.init(asked: 1, calls: 1), of: "b")
        #expect(memory.lastReading(of: "a") == .init(asked: 7, calls: 3))
        memory.forget(["a", "none"])
        #expect(memory.lastReading(of: "a") == nil && memory.lastReading(of: "b") != nil)
    }

    @Test(
        arguments: [
            (100, 110, Int64?(3), false), (100, 111, Int64?(2), false),
            (100, 110, Int64?(2), false),
            (100, 111, Int64?(3), true), (100, 111, Int64?.none, true), (100, 99, Int64?(3), true),
            (100, 99, Int64?(2), false),
        ] as [(Int64, Int64, Int64?, Bool)])
    func accountsAreDueThatAreOldAndUsed(
        asked: Int64, now: Int64, calls: Int64?, expected: Bool
    ) {
        let last = QuotaReading.Last(asked: asked, calls: 2)
        #expect(last.isDue(at: now, after: 11, calls: calls) == expected)
    }
}
