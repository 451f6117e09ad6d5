import IPC
import Store
import Testing

@testable import Route

@Suite("version 4 of the schema")
struct SchemaVersion4Tests {
    /// A file of version 3, as it was written then.
    private static func oldFile(_ path: String) throws {
        let database = try Database(path: path)
        try database.migrate(Array(Schema.migrations.prefix(3)))
        let row = try database.prepare("INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?)")
        func write(
            _ kind: String, _ id: String, _ position: Int, _ manager: String, _ body: [UInt8]
        ) throws {
            row.bind(1, kind)
            row.bind(2, id)
            row.bind(3, position)
            row.bind(4, manager)
            row.bind(5, Int64(70 + position))
            row.bind(6, body)
            try row.run()
        }
        try write("connection", "c-b", 1, "file", connection("b").encoded())
        try write("connection", "c-a", 0, "file", connection("a").encoded())
        try write("key", "k-one", 0, "file", key("one", 1).encoded())
        try write("key", "k-local", 1, "local", key("local", 9).encoded())
        try write("combo", "0", 0, "file", combo("fast", ["a/m"]).encoded())
        try database.execute(
            """
            INSERT INTO health VALUES (2, 'c-a', 'm', 5, 1, 10, 20), (1, 'c-a', '', 2, 3, 30, 40),
                (3, 'openai-compatible http://h/v1', '', 0, 5, 50, 60);
            INSERT INTO reported VALUES (77);
            UPDATE meta SET value = 9 WHERE name = 'generation';
            """)
    }

    @Test func keepsAllThatVersion3Had() throws {
        let scratch = try Scratch()
        try Self.oldFile(scratch.path + "/route.db")
        let store = try scratch.store()
        let state = try store.load()
        #expect(state.generation == 9)
        #expect(state.connections.map(\.connection.name) == ["a", "b"])
        #expect(state.connections.map(\.created) == [70, 71])
        #expect(state.keys.map(\.name) == ["one", "local"])
        #expect(state.combos.map(\.name) == ["fast"])
        let standing = try store.standing()
        #expect(standing.reported == [77])
        #expect(Set(standing.health.map(\.scope)) == [.account, .model, .provider])
        #expect(
            standing.health.first { $0.scope == .model }
                == HealthRow(
                    scope: .model, key: "c-a", name: "m", cause: 5, level: 1, began: 10, until: 20))
        #expect(try store.database.integrityCheck() == "ok")
    }

    @Test func theNextApplyReplacesLocalObjectsToo() throws {
        let scratch = try Scratch()
        try Self.oldFile(scratch.path + "/route.db")
        let router = try scratch.router()
        #expect(router.door.keys.map(\.name) == ["one", "local"])
        #expect(router.apply(RouteConfiguration(keys: [key("two", 2)]), wall: 9).ok)
        #expect(router.door.keys.map(\.name) == ["two"])
        #expect(try scratch.router().door.keys.map(\.name) == ["two"])
    }

    @Test func healthOfAnAccountIsReplacedWithAllItsLocks() throws {
        let scratch = try Scratch()
        try Self.oldFile(scratch.path + "/route.db")
        let store = try scratch.store()
        let row = HealthRow(scope: .account, key: "c-a", cause: 1, level: 1, began: 1, until: 2)
        try store.keep(StandingChange(health: ["c-a": [row]]))
        let rows = try store.standing().health
        #expect(rows.filter { $0.key == "c-a" } == [row])
        #expect(rows.count == 2)
        let plan = try store.database.prepare(
            "EXPLAIN QUERY PLAN DELETE FROM health WHERE key = 'c-a'")
        #expect(try plan.step() && plan.text(3).hasPrefix("SEARCH"))
    }
}
