import IPC
import Store
import Testing

@testable import Route

@Suite("version 5 of the schema")
struct SchemaVersion5Tests {
    /// A file of version 4 with some reports.
    private static func oldFile(_ scratch: Scratch, reported: [UInt64]) throws {
        let database = try Database(path: scratch.path + "/route.db")
        try database.migrate(Array(Schema.migrations.prefix(4)))
        let row = try database.prepare("INSERT INTO reported VALUES (?)")
        for id in reported {
            row.bind(1, Int64(bitPattern: id))
            try row.run()
        }
        try database.execute("INSERT INTO traces (request_id, lines) VALUES ('r', x'7b7d0a')")
    }

    @Test func reportsAreTakenOver() throws {
        let scratch = try Scratch()
        try Self.oldFile(scratch, reported: [77, 1 << 62, 5])
        let store = try scratch.store()
        let standing = try store.standing()
        #expect(standing.reported == [5, 77, 1 << 62])
        // All that was leased before today is counted already.
        #expect(standing.issued > 1_700_000_000_000_000 << 12)
        #expect(try store.trace(of: "r").isEmpty)
        #expect(try store.database.integrityCheck() == "ok")
    }

    @Test func anEmptyFileIsTakenOver() throws {
        let scratch = try Scratch()
        try Self.oldFile(scratch, reported: [])
        #expect(try scratch.store().standing().reported.isEmpty)
    }

    @Test func theLatestReportsAreKept() throws {
        let scratch = try Scratch()
        let store = try scratch.store()
        let batch = Limits.reportedKept / 4
        for part in 0..<6 {
            let ids = (0..<batch).map { UInt64(part * batch + $0) + 1 }
            try store.keep(StandingChange(reported: ids, issued: UInt64(part)))
        }
        let standing = try store.standing()
        #expect(standing.reported.count == 4 * batch)
        #expect(standing.reported.contains(UInt64(6 * batch)))
        #expect(!standing.reported.contains(UInt64(2 * batch)))
        // One that is as long as many others is kept with them.
        try store.keep(StandingChange(reported: [9], issued: 99))
        #expect(try store.standing().reported.contains(9))
    }

    @Test func numbersSurvive() {
        let numbers: [UInt64] = [0, 1, .max, 1 << 63, 0x0102_0304_0506_0708]
        #expect(LeaseNumbers.numbers(LeaseNumbers.bytes(numbers)) == numbers)
        #expect(LeaseNumbers.numbers(LeaseNumbers.bytes([7]) + [1, 2]) == [7])
        #expect(LeaseNumbers.numbers([]).isEmpty)
    }
}
