import Store
import Testing

@Suite("a database")
struct DatabaseTests {
    let folder: TemporaryFolder
    let database: Database

    init() throws {
        folder = try TemporaryFolder()
        database = try Database(path: folder.file("a.db"))
        try database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b, c UNIQUE)")
    }

    @Test("is in WAL mode, synchronous FULL, with foreign keys, private to its owner")
    func settings() throws {
        let mode = try database.prepare("PRAGMA journal_mode")
        #expect(try mode.step())
        #expect(mode.text(0) == "wal")
        #expect(try database.number("PRAGMA synchronous") == 2)
        #expect(try database.number("PRAGMA foreign_keys") == 1)
        #expect(try database.number("PRAGMA busy_timeout") == 5000)
        #expect(try folder.mode("a.db") == 0o600)
        #expect(try folder.mode("a.db-wal") == 0o600)
        try database.setSynchronous(.normal)
        #expect(try database.number("PRAGMA synchronous") == 1)
    }

    @Test("gives values back that were bound for one run, large ones too")
    func valuesForOneRun() throws {
        let insert = try database.prepare("INSERT INTO t (a, b, c) VALUES (?, ?, ?)")
        let text = "zero \u{0} inside, ü, and longer than any small string"
        let large = String(repeating: "large ", count: 5_000)
        let rows: [(String, [UInt8])] = [
            (text, [0, 255, 7]), ("", []), (large, [1]), ("small again", Array(large.utf8)),
        ]
        for (number, row) in rows.enumerated() {
            insert.bind(1, number)
            insert.bindOnce(2, row.0)
            insert.bindOnce(3, row.1)
            try insert.run()
        }
        // What failed leaves the room free as well.
        insert.bind(1, 0)
        insert.bindOnce(2, String(repeating: "x", count: 5_000))
        #expect(throws: StoreError.self) { try insert.run() }
        insert.bind(1, rows.count)
        insert.bindOnce(2, String(repeating: "y", count: 5_000))
        insert.bindOnce(3, Array(repeating: UInt8(9), count: 2_000))
        try insert.run()

        let select = try database.prepare("SELECT b, c, typeof(b), typeof(c) FROM t ORDER BY a")
        for row in rows {
            #expect(try select.step())
            #expect(select.text(0) == row.0 && select.blob(1) == row.1)
            #expect(select.text(2) == "text" && select.text(3) == "blob")
        }
        #expect(try select.step())
        #expect(select.text(0) == String(repeating: "y", count: 5_000))
        #expect(select.blob(1) == Array(repeating: 9, count: 2_000))
    }

    @Test("gives values back as they were bound")
    func values() throws {
        let insert = try database.prepare("INSERT INTO t (a, b) VALUES (?, ?)")
        let text = "zero \u{0} inside, ü, \"quotes\"; --"
        insert.bind(1, 1)
        insert.bind(2, text)
        try insert.run()
        insert.bind(1, 2)
        insert.bind(2, [0, 255, 7] as [UInt8])
        try insert.run()
        insert.bind(1, 3)
        insert.bind(2, nil)
        try insert.run()
        insert.bind(1, 4)
        insert.bind(2, 2.5)
        try insert.run()
        insert.bind(1, 5)
        insert.bind(2, Int64.min)
        try insert.run()
        insert.bind(1, 6)
        insert.bind(2, "")
        try insert.run()
        insert.bind(1, 7)
        insert.bind(2, [] as [UInt8])
        try insert.run()
        insert.bind(1, 8)
        insert.bind(2, Optional<String>.none)
        try insert.run()
        insert.bind(1, 9)
        insert.bind(2, Optional("there"))
        try insert.run()
        #expect(database.lastRowID == 9)
        #expect(database.changes == 1)

        let select = try database.prepare("SELECT b, typeof(b) FROM t ORDER BY a")
        #expect(try select.step())
        #expect(select.text(0) == text)
        #expect(try select.step())
        #expect(select.blob(0) == [0, 255, 7])
        #expect(try select.step())
        #expect(select.isNull(0) && select.text(0) == "" && select.blob(0) == [])
        #expect(try select.step())
        #expect(select.double(0) == 2.5)
        #expect(try select.step())
        #expect(select.int64(0) == Int64.min)
        #expect(try select.step())
        #expect(select.text(1) == "text" && select.text(0) == "")
        #expect(try select.step())
        #expect(select.text(1) == "blob" && select.blob(0) == [])
        #expect(try select.step())
        #expect(select.isNull(0))
        #expect(try select.step())
        #expect(select.text(0) == "there")
        #expect(try !select.step())
        #expect(try select.step(), "after the end it begins anew")
    }

    @Test("undoes a transaction that throws, and can go on")
    func rollback() throws {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try database.transaction {
                try database.execute("INSERT INTO t (b) VALUES (1)")
                throw Stop()
            }
        }
        #expect(try database.number("SELECT count(*) FROM t") == 0)
        let result = try database.transaction {
            try database.execute("INSERT INTO t (b) VALUES (1)")
            return "value"
        }
        #expect(result == "value")
        #expect(try database.number("SELECT count(*) FROM t") == 1)
    }

    @Test("names the cause of a failure with SQLite's codes and without the value")
    func constraint() throws {
        let insert = try database.prepare("INSERT INTO t (c) VALUES (?)")
        insert.bind(1, "sk-secret")
        try insert.run()
        let error = #expect(throws: StoreError.self) { try insert.run() }
        #expect(error?.isConstraint == true)
        #expect(error?.code == 19)
        #expect(error?.extendedCode == 2067)
        #expect(error?.message == "UNIQUE constraint failed: t.c")
        #expect(error.map { "\($0)".contains("sk-secret") } == false)
        insert.bind(1, "other")
        try insert.run()
    }

    @Test("says that a statement is wrong")
    func syntax() {
        let error = #expect(throws: StoreError.self) { try database.prepare("SELEC 1") }
        #expect(error?.code == 1)
        #expect(throws: StoreError.self) { try database.prepare("  ") }
    }

    @Test("a full file undoes the transaction and takes the next one once there is room")
    func full() throws {
        let pages = try database.number("PRAGMA page_count")
        try database.execute("PRAGMA max_page_count = \(pages + 2)")
        let insert = try database.prepare("INSERT INTO t (b) VALUES (zeroblob(100000))")
        let error = #expect(throws: StoreError.self) {
            try database.transaction { try insert.run() }
        }
        #expect(error?.isStorage == true && error?.code == 13)
        try database.execute("PRAGMA max_page_count = 100000")
        try database.transaction { try insert.run() }
        #expect(try database.number("SELECT count(*) FROM t") == 1)
    }

    @Test("counts the pages of its log, and moves them into the file when asked")
    func checkpoint() throws {
        database.automaticCheckpoint = 0
        try database.execute("INSERT INTO t (b) VALUES (zeroblob(100000))")
        #expect(database.logPages > 20)
        try database.checkpoint()
        #expect(database.logPages == 0)
        try database.execute("INSERT INTO t (b) VALUES (1)")
        #expect(database.logPages > 0 && database.logPages < 10)
        try database.checkpoint(truncating: true)
        #expect(database.logPages == 0)
    }

    @Test("moves its log by itself beyond the bound")
    func automaticCheckpoint() throws {
        database.automaticCheckpoint = 20
        for _ in 0..<10 { try database.execute("INSERT INTO t (b) VALUES (zeroblob(50000))") }
        #expect(database.logPages < 60)
    }

    @Test("fails calls after it was closed instead of crashing")
    func closed() throws {
        let select = try database.prepare("SELECT 1")
        database.close()
        #expect(throws: StoreError.self) { try database.execute("SELECT 1") }
        #expect(throws: StoreError.self) { try database.prepare("SELECT 1") }
        #expect(try select.step(), "a statement holds what it needs")
        #expect(database.changes == 0 && database.lastRowID == 0)
    }

    @Test("is checked for damage")
    func integrity() throws {
        #expect(try database.integrityCheck() == "ok")
        #expect(try database.integrityCheck(quick: true) == "ok")
    }

    @Test("a file that is no database is named so")
    func noDatabase() throws {
        try folder.write("b.db", Array("this is text, and long enough to be looked at".utf8))
        let error = #expect(throws: StoreError.self) {
            _ = try Database(path: folder.file("b.db"))
        }
        #expect(error?.isCorrupt == true)
        let other = #expect(throws: StoreError.self) {
            _ = try Database(path: folder.file("b.db"), readOnly: true)
        }
        #expect(other?.isCorrupt == true)
    }

    @Test("read only: reads, does not write, and does not make a file")
    func readOnly() throws {
        try database.execute("INSERT INTO t (b) VALUES (7)")
        let reader = try Database(path: folder.file("a.db"), readOnly: true)
        #expect(try reader.number("SELECT b FROM t") == 7)
        let error = #expect(throws: StoreError.self) { try reader.execute("DELETE FROM t") }
        #expect(error?.isStorage == true)
        #expect(throws: StoreError.self) {
            _ = try Database(path: folder.file("none.db"), readOnly: true)
        }
        #expect(!folder.exists("none.db"))
    }

    @Test("two connections write in turn")
    func shared() throws {
        let other = try Database(path: folder.file("a.db"))
        try database.transaction { try database.execute("INSERT INTO t (b) VALUES (1)") }
        try other.transaction { try other.execute("INSERT INTO t (b) VALUES (2)") }
        #expect(try database.number("SELECT count(*) FROM t") == 2)
    }
}
