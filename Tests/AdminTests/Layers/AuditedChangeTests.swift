import Configuration
import IPC
import Store
import Testing

@testable import Admin

/// A change of the configuration and its row of the audit log: both are kept, or neither.
@Suite struct AuditedChangeTests {
    private let work = KeeperBench.connection("work", key: "sk-work-secret-1")

    /// The row of a connection that was added.
    private func row(status: Int) -> AuditEntry {
        AuditEntry(
            id: 1, time: WholeDesk.now, actor: "local:0", address: "", action: "connection.add",
            subject: "work", detail: "", status: status, requestID: "r-1")
    }

    @Test func whoIsKilledWhileEgressIsWaitedForLeavesTheRow() throws {
        let desk = try WholeDesk()
        var told: [AuditEntry] = []
        desk.keeper.noted = { told.append($0) }
        desk.daemons.faults[.settle] = [.silent]
        // Nobody is answered any more: from here on it is as if the process had ended.
        #expect(try desk.send("POST", "/api/connections", work).status == 0)
        let next = try AdminStore(path: desk.folder + "/admin.db")
        defer { next.close() }
        #expect(try next.generation() == 1)
        #expect(try next.pending() == nil)
        #expect(try next.audit(.init()) == [row(status: 201)])
        #expect(told == [row(status: 201)])
    }

    @Test func whoGivesUpWaitingIsInTheRow() throws {
        let desk = try WholeDesk()
        desk.daemons.faults[.settle] = [.silent]
        try desk.send("POST", "/api/connections", work)
        try #require(desk.responder).fail(APIError(.timeout, "timeout", "Too long."))
        #expect(try desk.audit() == [row(status: 504)])
    }

    @Test func whoGaveUpBeforeItWasKeptHasOneRowToo() throws {
        let desk = try WholeDesk()
        desk.daemons.holds = true
        try desk.send("POST", "/api/connections", work)
        try #require(desk.responder).fail(APIError(.timeout, "timeout", "Too long."))
        while !desk.daemons.held.isEmpty { desk.daemons.held.removeFirst()() }
        #expect(try desk.store.generation() == 1)
        #expect(try desk.audit().map(\.status) == [504])
    }

    @Test func withoutRoomForTheRowThereIsNoChange() throws {
        let desk = try WholeDesk()
        try desk.store.database.execute(
            """
            CREATE TRIGGER full BEFORE INSERT ON audit
            BEGIN SELECT RAISE(ABORT, 'there is no room'); END
            """)
        let answer = try desk.send("POST", "/api/connections", work)
        #expect(answer.status == 503 && answer.code == "storage_failed")
        #expect(try desk.store.generation() == 0)
        #expect(try desk.store.pending() == nil)
        #expect(desk.daemons.route.connections.isEmpty && desk.daemons.vault.isEmpty)
        #expect(try desk.keeper.document() == .empty)
    }

    @Test func theSameFileAgainLeavesNone() throws {
        let desk = try WholeDesk()
        let file = #"{"connections":[\#(work)]}"#
        for _ in 0..<2 { #expect(try desk.send("PUT", "/api/config", file).status == 200) }
        #expect(try desk.audit().map(\.action) == ["config.apply"])
        // Another secret is another file, though the documents are the same.
        try desk.send("PUT", "/api/config", file.replacing("secret-1", with: "secret-2"))
        let rows = try desk.audit()
        #expect(rows.map(\.action) == ["config.apply", "config.apply"])
        #expect(rows.last?.detail == "api_key")
    }
}
