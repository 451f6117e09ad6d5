import Foundation
import Store
import Testing

@Suite("migrations")
struct MigrationTests {
    let folder: TemporaryFolder
    let steps = [
        "CREATE TABLE a (x); INSERT INTO a VALUES (1)",
        "ALTER TABLE a ADD COLUMN y DEFAULT 2",
        "CREATE TABLE b (z)",
    ]

    init() throws { folder = try TemporaryFolder() }

    private func open() throws -> Database { try Database(path: folder.file("m.db")) }

    @Test("a new database goes through all steps, without a copy")
    func fresh() throws {
        let database = try open()
        try database.migrate(steps)
        #expect(try database.schemaVersion() == 3)
        #expect(try database.number("SELECT y FROM a") == 2)
        #expect(!folder.exists("m.db.before-v3"))
        try database.migrate(steps)
        #expect(try database.number("SELECT count(*) FROM a") == 1)
    }

    @Test("an old one goes through the missing steps, and is copied before", arguments: [1, 2])
    func old(version: Int) throws {
        let database = try open()
        try database.migrate(Array(steps.prefix(version)))
        try database.execute("INSERT INTO a (x) VALUES (5)")
        try database.migrate(steps)
        #expect(try database.schemaVersion() == 3)
        #expect(try database.number("SELECT count(*) FROM a") == 2)
        let copy = try Database(path: folder.file("m.db.before-v3"), readOnly: true)
        #expect(try copy.schemaVersion() == version)
        #expect(try copy.number("SELECT count(*) FROM a") == 2)
        #expect(try copy.integrityCheck() == "ok")
        #expect(try folder.mode("m.db.before-v3") == 0o600)
        #expect(!folder.exists("m.db.before-v3.part"))
    }

    @Test("a step that fails leaves the version before it, and a later try replaces the copy")
    func failing() throws {
        let database = try open()
        try database.migrate([steps[0]])
        let broken = [steps[0], steps[1], "CREATE TABLE b (z); SELEC"]
        #expect(throws: StoreError.self) { try database.migrate(broken) }
        #expect(try database.schemaVersion() == 2)
        #expect(try database.number("SELECT count(*) FROM sqlite_schema WHERE name = 'b'") == 0)
        try folder.write("m.db.before-v3.part", [1, 2, 3])
        try database.migrate(steps)
        let copy = try Database(path: folder.file("m.db.before-v3"), readOnly: true)
        #expect(try copy.schemaVersion() == 2)
    }

    @Test("a copy that cannot be finished leaves nothing behind, and the database as it was")
    func unfinishedCopy() throws {
        let database = try open()
        try database.migrate([steps[0]])
        // A file takes no directory's name.
        try FileManager.default.createDirectory(
            atPath: folder.file("m.db.before-v3"), withIntermediateDirectories: true)
        #expect(throws: StoreError.self) { try database.migrate(steps) }
        #expect(!folder.exists("m.db.before-v3.part"))
        #expect(try database.schemaVersion() == 1)
    }

    @Test("a database of a newer version is refused and left alone")
    func newer() throws {
        let database = try open()
        try database.migrate(steps)
        let error = #expect(throws: StoreError.self) { try database.migrate([steps[0]]) }
        #expect(error == .newerDatabase(version: 3, known: 1))
        #expect(error?.message.contains("newer version") == true)
        #expect(try database.schemaVersion() == 3)
    }
}
