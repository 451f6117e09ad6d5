import IPC
import Store
import Testing

@testable import Logd

@Suite("the file of an older version")
struct OldRecordsTests {
    let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/log.db"
    }

    /// Version 1 of log.db, as it was published.
    private static let schema = """
        CREATE TABLE requests (
            id INTEGER PRIMARY KEY, request_id TEXT NOT NULL, received_us INTEGER NOT NULL,
            key_id TEXT NOT NULL, key_name TEXT NOT NULL, dialect INTEGER NOT NULL,
            endpoint INTEGER NOT NULL, model_asked TEXT NOT NULL, model_answered TEXT NOT NULL,
            provider TEXT NOT NULL, connection_id TEXT NOT NULL, connection_name TEXT NOT NULL,
            status INTEGER NOT NULL, outcome INTEGER NOT NULL, error_code TEXT NOT NULL,
            stream INTEGER NOT NULL, attempts INTEGER NOT NULL, bytes_in INTEGER NOT NULL,
            bytes_out INTEGER NOT NULL, first_byte_us INTEGER NOT NULL, total_us INTEGER NOT NULL,
            usage_source INTEGER, usage_input INTEGER, usage_cached_input INTEGER,
            usage_cache_write INTEGER, usage_output INTEGER, usage_reasoning INTEGER,
            secondhand INTEGER NOT NULL, UNIQUE (request_id, received_us)
        ) STRICT;
        CREATE TABLE attempts (
            id INTEGER PRIMARY KEY, request_id TEXT NOT NULL, attempt INTEGER NOT NULL,
            started_us INTEGER NOT NULL, lease_id INTEGER NOT NULL, connection_id TEXT NOT NULL,
            connection_name TEXT NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL,
            status INTEGER NOT NULL, failure INTEGER NOT NULL, error_code TEXT NOT NULL,
            connect_us INTEGER NOT NULL, first_byte_us INTEGER NOT NULL,
            first_token_us INTEGER NOT NULL, total_us INTEGER NOT NULL, bytes_in INTEGER NOT NULL,
            bytes_out INTEGER NOT NULL, usage_source INTEGER, usage_input INTEGER,
            usage_cached_input INTEGER, usage_cache_write INTEGER, usage_output INTEGER,
            usage_reasoning INTEGER, UNIQUE (request_id, attempt, started_us)
        ) STRICT;
        CREATE TABLE producers (
            producer TEXT PRIMARY KEY, sequence INTEGER NOT NULL, heard_us INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        PRAGMA user_version = 1;
        """

    /// The old file with requests of three days and as many attempts; some ids are missing.
    private func makeOld(_ rows: Int) throws {
        let database = try Database(path: path)
        try database.execute(Self.schema)
        try database.transaction {
            for row in 0..<rows {
                let at = Samples.later(days: row * 3 / rows)
                try database.execute(
                    """
                    INSERT INTO requests VALUES (\(row * 2 + 1), 'old-\(row)', \(at), 'k1', 'laptop', 1, 1,
                    'mock/m', 'm', 'openai-compatible', 'c1', 'work', 200, 1, '', 1, 2, 512, 2048,
                    1500, 90000, 1, 20, 5, 1, 7, 3, 0);
                    INSERT INTO attempts VALUES (\(row * 3 + 1), 'old-\(row)', 1, \(at + 100), -8, 'c1',
                    'work', 'openai-compatible', 'm', 503, 4, 'overloaded', 300, 900, 0, 1200, 80, 512,
                    NULL, NULL, NULL, NULL, NULL, NULL);
                    """)
            }
        }
    }

    private func takeAll(_ ledger: Ledger) throws -> Int {
        var pieces = 0
        while try ledger.importSome() {
            pieces += 1
            try #require(pieces < 100)
        }
        return pieces
    }

    @Test("its rows are taken over in pieces, once, and the file is removed")
    func taking() throws {
        try makeOld(1200)
        let ledger = folder.ledger()
        try ledger.open()
        #expect(ledger.facts().rowsToImport == 2400)
        #expect(try takeAll(ledger) > 5)
        #expect(ledger.days.map(\.requests.rows) == [400, 400, 400])
        #expect(ledger.days.map(\.attempts.rows) == [400, 400, 400])
        #expect(try folder.names().filter { $0.hasPrefix("log.db") }.isEmpty)
        #expect(ledger.facts().rowsToImport == 0)
        let first = try #require(ledger.requests().first?.request)
        #expect(first == Samples.request("old-0"))
        let statement = try ledger.database().prepare(
            "SELECT \(DaySchema.attemptColumns.joined(separator: ", ")) FROM attempts")
        #expect(try statement.step())
        var attempt = Samples.attempt("old-0")
        attempt.provider = "openai-compatible"
        #expect(AttemptRecord(row: statement) == attempt)
        #expect(try DayRollups.differences(try ledger.database()) == [])
    }

    @Test("an interruption at any moment doubles nothing, and new records come in between")
    func interrupted() throws {
        try makeOld(900)
        for life in UInt64(0)..<3 {
            let ledger = folder.ledger()
            _ = try ledger.commit([Samples.requests("new\(life)", 1...5)])
            #expect(try ledger.importSome())
            if life > 0 { #expect(try ledger.importSome()) }
            ledger.close()
        }
        let ledger = folder.ledger()
        try ledger.open()
        _ = try takeAll(ledger)
        #expect(ledger.days.reduce(0) { $0 + $1.requests.rows } == 915)
        #expect(ledger.days.reduce(0) { $0 + $1.attempts.rows } == 900)
        #expect(try !folder.names().contains("log.db"))
    }

    @Test("a record that the old version stored and did not acknowledge is stored once")
    func replayed() throws {
        try makeOld(10)
        let ledger = folder.ledger()
        let report = try ledger.commit([
            Samples.batch("p", from: 5, [Record(entry: .request(Samples.request("old-0")))])
        ])
        #expect(report.stored == 1)
        _ = try takeAll(ledger)
        #expect(ledger.days.reduce(0) { $0 + $1.requests.rows } == 10)
    }

    @Test("rows that its own version still writes are taken over before it is removed")
    func stillWritten() throws {
        try makeOld(10)
        let old = try Database(path: path)
        let ledger = folder.ledger()
        try ledger.open()
        #expect(try ledger.importSome() && ledger.importSome())
        try old.execute("UPDATE requests SET id = 1000 WHERE id = 1")
        try old.execute("UPDATE requests SET request_id = 'late' WHERE id = 1000")
        _ = try takeAll(ledger)
        #expect(try ledger.requests().contains { $0.request.requestID == "late" })
        #expect(try !folder.names().contains("log.db"))
    }

    @Test("a damaged one is kept under another name and costs nothing else")
    func damaged() throws {
        try folder.write("log.db", Array("this was a database once, but now it is text".utf8))
        let ledger = folder.ledger()
        #expect(try ledger.commit([Samples.requests("p", 1...3)]).stored == 3)
        #expect(try !ledger.importSome())
        #expect(try folder.names().contains("log.db.corrupt"))
    }
}
