import IPC
import Store
import Testing

@testable import Logd

@Suite("the journal")
struct JournalTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var asideName: String { "log.db.corrupt-time\(Samples.received)" }

    @Test("a file that is no database is set aside and told, and a new one begun")
    func noDatabase() throws {
        let damaged = Array("this was a database once, but now it is text".utf8)
        try folder.write("log.db", damaged)
        let journal = folder.journal()
        var told: [String] = []
        journal.whenSetAside = { name, _ in told.append(name) }
        try journal.open()
        #expect(try journal.commit([Samples.requests("p", 1...3)]).stored == 3)
        #expect(journal.setAside == [folder.path + "/" + asideName])
        #expect(told == journal.setAside)
        #expect(try folder.read(asideName) == damaged)
    }

    @Test("damage inside of the file is found at start")
    func damagedInside() throws {
        var journal: Journal? = folder.journal()
        for start in stride(from: UInt64(1), to: 2000, by: 100) {
            _ = try journal?.commit([Samples.requests("p", start...start + 99)])
        }
        journal?.close()
        journal = nil
        var bytes = try folder.read("log.db")
        for offset in stride(from: 8192, to: bytes.count, by: 4096) {
            bytes.replaceSubrange(offset..<offset + 64, with: repeatElement(0xA5, count: 64))
        }
        try folder.write("log.db", bytes)
        let again = folder.journal()
        try again.open()
        #expect(again.setAside.count == 1)
        #expect(try again.count("requests") == 0)
    }

    @Test("damage found while storing: nothing of the batch is lost")
    func damagedLater() throws {
        let journal = folder.journal()
        _ = try journal.commit([Samples.requests("p", 1...3)])
        var failures = 1
        let stored = try journal.perform { (store) throws(StoreError) in
            if failures > 0 {
                failures -= 1
                throw .failed(code: 11, extendedCode: 11, message: "malformed")
            }
            return try store.commit([Samples.requests("p", 4...6)], wallMicroseconds: 0).stored
        }
        #expect(stored == 3)
        #expect(journal.setAside.count == 1)
        #expect(try journal.count("requests") == 3)
        let aside = try RecordStore(path: folder.path + "/" + asideName)
        #expect(try aside.count("requests") == 3, "its log went with it")
    }

    @Test("a second file that is damaged gets a name of its own")
    func twice() throws {
        for _ in 0..<2 {
            try folder.write("log.db", Array("no database, as anyone can see at once".utf8))
            try folder.journal().open()
        }
        let names = try folder.names().filter { $0.contains("corrupt") }
        #expect(names == [asideName, asideName + "-2"])
    }

    @Test("a file that another process has replaced already is not set aside again")
    func replaced() throws {
        let first = folder.journal()
        let second = folder.journal()
        _ = try first.commit([Samples.requests("p", 1...1)])
        _ = try second.commit([Samples.requests("q", 1...1)])
        func fail(_ journal: Journal) throws {
            var isFirst = true
            try journal.perform { (_) throws(StoreError) in
                defer { isFirst = false }
                if isFirst { throw .failed(code: 11, extendedCode: 11, message: "malformed") }
            }
        }
        try fail(first)
        _ = try first.commit([Samples.requests("p", 2...2)])
        try fail(second)
        #expect(second.setAside.isEmpty)
        #expect(try second.count("requests") == 1)
    }

    @Test("a file of a newer version is refused and left alone")
    func newer() throws {
        do {
            let store = try RecordStore(path: folder.database)
            try store.database.execute("PRAGMA user_version = 99")
        }
        let error = #expect(throws: StoreError.self) { try folder.journal().open() }
        #expect(error == .newerDatabase(version: 99, known: Schema.migrations.count))
        #expect(try folder.names().filter { $0.contains("corrupt") }.isEmpty)
    }

    @Test("a file of version 1 is opened by this version with what it holds")
    func firstVersion() throws {
        do {
            let database = try Database(path: folder.database)
            try database.migrate([Schema.migrations[0]])
            try database.execute(
                "INSERT INTO producers (producer, sequence, heard_us) VALUES ('p', 7, 1)")
        }
        let journal = folder.journal()
        try journal.open()
        let report = try journal.commit([Samples.requests("p", 6...9)])
        #expect(report.stored == 2 && report.skipped == 2)
    }

    @Test("a folder that is not there is told, and used once it is")
    func missingFolder() throws {
        let journal = Journal(
            path: folder.path + "/later/log.db", wallMicroseconds: { 0 }, timestamp: { "\($0)" })
        let error = #expect(throws: StoreError.self) { try journal.open() }
        #expect(error?.isStorage == true && !journal.isOpen)
        let made = try TemporaryFolder()
        let other = Journal(
            path: made.database, wallMicroseconds: { 0 }, timestamp: { "\($0)" })
        #expect(try other.commit([Samples.requests("p", 1...1)]).stored == 1)
    }
}
