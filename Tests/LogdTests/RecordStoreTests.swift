import IPC
import Store
import Testing

@testable import Logd

@Suite("the store of records")
struct RecordStoreTests {
    let folder: TemporaryFolder
    let store: RecordStore

    init() throws {
        folder = try TemporaryFolder()
        store = try RecordStore(path: folder.database)
    }

    private func commit(_ batches: RecordBatch...) throws -> CommitReport {
        try store.commit(batches, wallMicroseconds: Samples.received, collecting: true)
    }

    @Test("gives requests and attempts back as they came")
    func roundTrip() throws {
        var largest = Samples.request("r2")
        largest.bytesIn = .max
        largest.usage = nil
        largest.secondhand = true
        let attempts = [Samples.attempt("r1", 2), Samples.attempt("r1", 1)]
        _ = try commit(
            Samples.batch(
                "p", from: 1,
                attempts.map { Record(entry: .attempt($0)) } + [
                    Record(entry: .request(Samples.request("r1"))),
                    Record(entry: .request(largest)),
                ]))
        let first = RequestHistory(
            request: Samples.request("r1"), attempts: [attempts[1], attempts[0]])
        #expect(try store.requests(named: "r1") == [first])
        // 63 bits hold what a byte count can be.
        largest.bytesIn = UInt64(Int64.max)
        #expect(try store.requests(named: "r2").map(\.request) == [largest])
        #expect(try store.requests(named: "r3").isEmpty)
    }

    @Test("a batch that comes again is not stored again")
    func replay() throws {
        #expect(try commit(Samples.requests("p", 1...10)).stored == 10)
        let again = try commit(Samples.requests("p", 1...10))
        #expect(again.stored == 0 && again.skipped == 10 && again.changed.isEmpty)
        #expect(try store.count("requests") == 10)
    }

    @Test("of a batch that overlaps, only the new part is stored")
    func overlap() throws {
        _ = try commit(Samples.requests("p", 1...10))
        let report = try commit(Samples.requests("p", 6...15))
        #expect(report.stored == 5 && report.skipped == 5 && report.gaps.isEmpty)
        #expect(try store.count("requests") == 15)
    }

    @Test("what is known by its number is not looked at, even with other content")
    func numbersCount() throws {
        _ = try commit(Samples.requests("p", 1...3))
        let other = Samples.batch(
            "p", from: 1, [Record(entry: .request(Samples.request("other")))])
        #expect(try commit(other).skipped == 1)
        #expect(try store.requests(named: "other").isEmpty)
    }

    @Test("two batches of one producer in one transaction follow one another")
    func sameTransaction() throws {
        let report = try commit(
            Samples.requests("p", 1...4), Samples.requests("q", 1...2),
            Samples.requests("p", 3...6))
        #expect(report.stored == 8 && report.skipped == 2)
        #expect(try store.count("requests") == 8)
    }

    @Test("a gap in the numbers is told, and what came is stored")
    func gap() throws {
        _ = try commit(Samples.requests("p", 1...2))
        let report = try commit(Samples.requests("p", 5...6))
        #expect(report.gaps == [SequenceGap(producer: "p", last: 2, first: 5)])
        #expect(report.stored == 2)
        #expect(try commit(Samples.requests("p", 5...6)).skipped == 2)
    }

    @Test("an empty batch changes nothing")
    func empty() throws {
        _ = try commit(Samples.requests("p", 1...2))
        _ = try commit(Samples.batch("p", from: 100, []))
        #expect(try commit(Samples.requests("p", 3...4)).stored == 2)
    }

    @Test("records without an id, or of an unknown kind, are counted and left out")
    func unusable() throws {
        let report = try commit(
            Samples.batch(
                "p", from: 1,
                [
                    Record(), Record(entry: .request(Samples.request(""))),
                    Record(entry: .attempt(Samples.attempt(""))),
                    Record(entry: .request(Samples.request("r"))),
                ]))
        #expect(report.unusable == 3 && report.stored == 1)
    }

    @Test("what ingress tells wins over what was told for it, whichever came first")
    func precedence() throws {
        func tell(_ sequence: UInt64, _ request: RequestRecord) throws -> CommitReport {
            try commit(Samples.batch("p", from: sequence, [Record(entry: .request(request))]))
        }
        let secondhand = Samples.request("r", status: 500, secondhand: true)
        let own = Samples.request("r", status: 200)
        #expect(try tell(1, secondhand).changed == [secondhand])
        #expect(try tell(2, own).changed == [own])
        #expect(try store.requests(named: "r").map(\.request) == [own])
        #expect(try tell(3, secondhand).changed == [])
        #expect(try tell(4, Samples.request("r", status: 201)).skipped == 1)
        #expect(try store.requests(named: "r").map(\.request) == [own])
        #expect(try store.count("requests") == 1)
    }

    @Test("a client that uses a name again loses no record; attempts stay with their request")
    func nameUsedAgain() throws {
        let times = [0, 1_000_000, 2_000_000].map { Samples.received + $0 }
        for (index, time) in times.enumerated() {
            var attempt = Samples.attempt("again")
            attempt.startedUnixUs = time + 5
            attempt.status = UInt32(500 + index)
            let report = try commit(
                Samples.batch(
                    "p", from: UInt64(index * 2 + 1),
                    [
                        Record(entry: .request(Samples.request("again", at: time))),
                        Record(entry: .attempt(attempt)),
                    ]))
            #expect(report.stored == 2)
        }
        let histories = try store.requests(named: "again")
        #expect(histories.map(\.request.receivedUnixUs) == times)
        #expect(histories.map { $0.attempts.map(\.status) } == [[500], [501], [502]])
    }

    @Test("an attempt is stored once, by request and number")
    func attempts() throws {
        let record = Record(entry: .attempt(Samples.attempt("r", 1)))
        let report = try commit(
            Samples.batch("p", from: 1, [record]), Samples.batch("q", from: 1, [record]))
        #expect(report.stored == 1 && report.skipped == 1)
    }

    @Test("requests are listed only when somebody wants them")
    func collecting() throws {
        let report = try store.commit([Samples.requests("p", 1...2)], wallMicroseconds: 0)
        #expect(report.stored == 2 && report.changed.isEmpty)
    }

    @Test("all that was stored is there after a crash at any moment")
    func crash() throws {
        for sequence in UInt64(1)...5 {
            _ = try commit(Samples.requests("p", sequence * 10 - 9...sequence * 10))
            if sequence == 3 { try store.database.checkpoint() }
            let crashed = try folder.copyAsCrashed()
            let reopened = try RecordStore(path: crashed.database)
            #expect(try reopened.count("requests") == Int(sequence) * 10)
            let again = try reopened.commit(
                [Samples.requests("p", 1...sequence * 10)], wallMicroseconds: 0)
            #expect(again.stored == 0)
            #expect(try reopened.database.integrityCheck() == "ok")
        }
    }

    @Test("a crash in the middle of a transaction leaves what was stored before")
    func crashInside() throws {
        _ = try commit(Samples.requests("p", 1...10))
        var crashed: TemporaryFolder?
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try store.database.transaction {
                try store.database.execute("DELETE FROM requests")
                crashed = try folder.copyAsCrashed()
                throw Stop()
            }
        }
        let reopened = try RecordStore(path: try #require(crashed).database)
        #expect(try reopened.count("requests") == 10)
    }

    @Test("two processes store for one producer without doubling")
    func twoProcesses() throws {
        let successor = try RecordStore(path: folder.database)
        _ = try commit(Samples.requests("p", 1...5))
        let report = try successor.commit([Samples.requests("p", 1...8)], wallMicroseconds: 0)
        #expect(report.stored == 3 && report.skipped == 5)
    }

    @Test("old rows and producers are deleted some at a time, others stay")
    func retention() throws {
        let old = (1...25).map { number in
            Record(entry: .request(Samples.request("old\(number)", at: Int64(number))))
        }
        let orphan = (1...25).map { number in
            Record(entry: .attempt(Samples.attempt("a", UInt32(number))))
        }
        _ = try commit(
            Samples.batch("p", from: 1, old + orphan), Samples.requests("q", 1...3))
        let limit = Samples.received - 1
        #expect(try store.deleteRecords(before: limit, limit: 10) == 10)
        #expect(try store.deleteRecords(before: limit, limit: 10) == 10)
        #expect(try store.deleteRecords(before: limit, limit: 10) == 5)
        #expect(try store.deleteRecords(before: limit, limit: 10) == 0)
        #expect(try store.count("requests") == 3)
        #expect(try store.count("attempts") == 25)
        #expect(try store.deleteRecords(before: .max, limit: 100) == 28)

        #expect(try store.count("producers") == 2)
        try store.deleteProducers(before: Samples.received)
        #expect(try store.count("producers") == 2)
        try store.deleteProducers(before: Samples.received + 1)
        #expect(try store.count("producers") == 0)
    }

    @Test("pages that are no longer used go back to the file system")
    func releasing() throws {
        #expect(try store.database.number("PRAGMA auto_vacuum") == 2)
        #expect(try !store.releaseSomePages())
        try store.database.execute(
            """
            CREATE TABLE large (x);
            INSERT INTO large VALUES (zeroblob(20000000));
            DROP TABLE large
            """)
        let before = try store.database.number("PRAGMA page_count")
        #expect(try store.releaseSomePages())
        #expect(try store.database.number("PRAGMA page_count") < before)
    }
}
