import JSON
import Store
import Testing

@testable import Admin

@Suite struct AuditTests {
    private func entry(_ desk: Desk, _ action: String, status: Int = 200) -> AuditEntry {
        AuditEntry(
            time: desk.now, actor: "local:0", address: "", action: action, subject: "", detail: "",
            status: status, requestID: "r")
    }

    @Test func pagesGoBackInTime() throws {
        let desk = try Desk()
        for index in 1...5 { try desk.store.addAudit(entry(desk, "a.\(index % 2)")) }
        func page(_ query: String) throws -> (ids: [Int64], next: Int64?) {
            let answer = try desk.send("GET", "/api/audit-log\(query)", from: Desk.root)
            let ids = answer.member("data")?.array?.compactMap { $0["id"]?.int } ?? []
            return (ids, answer.member("next_before")?.int)
        }
        #expect(try page("").ids == [5, 4, 3, 2, 1])
        #expect(try page("").next == nil)
        let first = try page("?limit=2")
        #expect(first.ids == [5, 4] && first.next == 4)
        #expect(try page("?limit=2&before=4").ids == [3, 2])
        #expect(try page("?action=a.0").ids == [4, 2])
        #expect(try page("?actor=local:0&action=a.1").ids == [5, 3, 1])
        #expect(try page("?actor=nobody").ids == [])
    }

    @Test(arguments: [
        "limit=0", "limit=1001", "limit=x", "limit=", "before=-1", "before=0", "limit=%2B5",
    ])
    func whatIsWrongIsRefused(_ query: String) throws {
        let answer = try Desk().send("GET", "/api/audit-log?\(query)", from: Desk.root)
        #expect(answer.status == 400 && answer.code == "invalid_parameter")
    }

    @Test func itIsBounded() throws {
        let desk = try Desk()
        for index in 0..<30 {
            try desk.store.addAudit(entry(desk, "\(index)", status: index % 2 == 0 ? 200 : 401))
        }
        try desk.store.trimAudit(now: desk.now, rows: 20, refusals: 3)
        let left = try desk.audit()
        #expect(left.filter(\.isRefusal).count == 3)
        #expect(left.filter { !$0.isRefusal }.count == 15)
        try desk.store.trimAudit(now: desk.now, rows: 5, refusals: 3)
        #expect(try desk.audit().map(\.id) == [30, 29, 28, 27, 26])
    }

    @Test func rowsGoByTheirAge() throws {
        let desk = try Desk()
        try desk.store.addAudit(entry(desk, "old"))
        desk.now += Limits.auditMicroseconds
        try desk.store.addAudit(entry(desk, "kept"))
        desk.now += 1
        try desk.store.addAudit(entry(desk, "later"))
        desk.now += Limits.auditDateSettling - 2
        try desk.store.trimAudit(now: desk.now)
        #expect(try desk.audit().count == 3)
        desk.now += 2
        try desk.store.trimAudit(now: desk.now)
        #expect(try desk.audit().map(\.action) == ["later", "kept"])
    }

    @Test func aWrongClockWipesNothing() throws {
        let desk = try Desk()
        let right = desk.now
        for number in 0..<300 { try desk.store.addAudit(entry(desk, "\(number)")) }
        desk.now += 2 * Limits.auditMicroseconds
        for _ in 0..<3 {
            _ = try desk.send("GET", "/api/audit-log", from: Desk.remote)
            try desk.store.trimAudit(now: desk.now)
            desk.now += Limits.auditDateSettling / 4
        }
        #expect(try desk.audit().count == 303)
        desk.now = right
        try desk.store.trimAudit(now: desk.now)
        #expect(try desk.audit().count == 303)
        // Wrong again, and later: the first time does not speak for all.
        desk.now += 2 * Limits.auditMicroseconds + 3 * Limits.auditDateSettling
        try desk.store.trimAudit(now: desk.now)
        #expect(try desk.audit().count == 303 - Limits.auditTrimmedRows)
    }

    @Test func aStrangerDoesNotFillIt() throws {
        let desk = try Desk()
        for _ in 0..<(Limits.refusalsPerMinute + 40) {
            _ = try desk.send("GET", "/api/audit-log", from: Desk.remote)
        }
        #expect(try desk.audit().count == Limits.refusalsPerMinute)
        desk.wait(seconds: 60)
        _ = try desk.send("GET", "/api/audit-log", from: Desk.remote)
        #expect(try desk.audit().first?.detail == "40 more refusals before this one")
    }

    @Test(arguments: [0, 1, 940])
    func theLastRefusalsAreCountedBeforeTheProcessEnds(surplus: Int) throws {
        let desk = try Desk()
        for _ in 0..<(Limits.refusalsPerMinute + surplus) {
            _ = try desk.send("GET", "/api/audit-log", from: Desk.remote)
        }
        desk.closeAudit()
        // Once is enough.
        desk.closeAudit()
        let next = try AdminStore(path: desk.folder + "/admin.db")
        defer { next.close() }
        let rows = try next.audit(.init(limit: 1000))
        #expect(rows.count == Limits.refusalsPerMinute + min(surplus, 1))
        guard surplus > 0 else { return }
        let last = try #require(rows.first)
        #expect(last.detail == "\(surplus) more refusals" && last.isRefusal)
        #expect(last.action == "access.refused")
    }

    @Test func longTextsAreCut() throws {
        let desk = try Desk([
            .noted(.post, "/api/things", .write) { (_, responder) throws(APIError) in
                responder.audit = AuditNote(
                    action: "a", subject: String(repeating: "é", count: 2000))
                return .done
            }
        ])
        _ = try desk.send("POST", "/api/things", "{}", from: Desk.root)
        let subject = try #require(try desk.audit().first?.subject)
        #expect(subject.utf8.count == Limits.auditTextBytes && subject.allSatisfy { $0 == "é" })
    }

    @Test func accessIsWrittenDown() throws {
        let desk = try Desk()
        _ = try desk.setUp()
        _ = try desk.logIn("wrong guess", from: Desk.remote)
        let login = Login(try desk.logIn())
        _ = try desk.send("POST", "/api/auth/logout", headers: login.changing)
        let rows = try desk.audit()
        #expect(
            rows.reversed().map { $0.action } == [
                "auth.setup", "auth.login", "auth.login", "auth.logout",
            ])
        #expect(rows.reversed().map { $0.status } == [200, 401, 200, 204])
        #expect(rows.first?.actor.hasPrefix("session:") == true)
    }

    @Test func aNewerFileIsLeftAlone() throws {
        let desk = try Desk()
        try desk.store.database.execute("PRAGMA user_version = 99")
        #expect(throws: StoreError.newerDatabase(version: 99, known: AdminSchema.migrations.count))
        {
            try AdminStore(path: desk.folder + "/admin.db")
        }
    }
}
