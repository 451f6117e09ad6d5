import IPC
import Store
import Testing

@testable import Logd

@Suite("committing to the ledger")
struct LedgerCommitTests {
    let folder: TemporaryFolder
    let ledger: Ledger

    init() throws {
        folder = try TemporaryFolder()
        ledger = folder.ledger()
    }

    private func tell(_ sequence: UInt64, _ entries: Record.Entry...) throws -> CommitReport {
        try ledger.commit([
            Samples.batch("p", from: sequence, entries.map { Record(entry: $0) })
        ])
    }

    @Test("gives rows back as they came, every field of them")
    func roundTrip() throws {
        var bare = Samples.request("bare")
        bare.bytesIn = .max
        bare.usage = nil
        bare.secondhand = true
        let unpriced = {
            var request = Samples.fullRequest("unpriced")
            request.cost?.total = nil
            return request
        }()
        let full = Samples.fullRequest("full")
        let attempts = [Samples.fullAttempt("full"), Samples.attempt("full", 2)]
        _ = try tell(
            1, .request(full), .request(bare), .request(unpriced), .attempt(attempts[0]),
            .attempt(attempts[1]), .call(Samples.call("a:443")))
        // 63 bits hold what a byte count can be.
        bare.bytesIn = UInt64(Int64.max)
        #expect(try ledger.requests().map(\.request) == [full, bare, unpriced])
        let database = try ledger.database()
        let rows = try database.prepare(
            "SELECT \(DaySchema.attemptColumns.joined(separator: ", ")) FROM attempts ORDER BY seq")
        for attempt in attempts {
            #expect(try rows.step())
            #expect(AttemptRecord(row: rows) == attempt)
        }
        let calls = try database.prepare(
            "SELECT \(DaySchema.callColumns.joined(separator: ", ")) FROM calls")
        #expect(try calls.step())
        #expect(CallRecord(row: calls) == Samples.call("a:443"))
    }

    @Test("every column of a day's tables is bound and read once")
    func columns() throws {
        try ledger.open()
        _ = try tell(1, .request(Samples.request("r")))
        let database = try ledger.database()
        for (table, columns, own) in [
            ("requests", DaySchema.requestColumns, ["dims", "seq"]),
            ("attempts", DaySchema.attemptColumns, ["seq"]),
            ("calls", DaySchema.callColumns, ["seq"]),
        ] {
            var names: [String] = []
            let statement = try database.prepare("SELECT name FROM pragma_table_info('\(table)')")
            while try statement.step() { names.append(statement.text(0)) }
            #expect(Set(names) == Set(columns + own) && names.count == columns.count + own.count)
        }
    }

    @Test("a batch that comes again is not stored again")
    func replay() throws {
        #expect(try ledger.commit([Samples.requests("p", 1...10)]).stored == 10)
        let again = try ledger.commit([Samples.requests("p", 1...10)])
        #expect(again.stored == 0 && again.skipped == 10 && again.requests.isEmpty)
        #expect(try ledger.count("requests") == 10)
    }

    @Test("of a batch that overlaps, only the new part is stored")
    func overlap() throws {
        _ = try ledger.commit([Samples.requests("p", 1...10)])
        let report = try ledger.commit([Samples.requests("p", 6...15)])
        #expect(report.stored == 5 && report.skipped == 5 && report.gaps.isEmpty)
        #expect(try ledger.count("requests") == 15)
    }

    @Test("what is known by its number is not looked at, even with other content")
    func numbersCount() throws {
        _ = try ledger.commit([Samples.requests("p", 1...3)])
        #expect(try tell(1, .request(Samples.request("other"))).skipped == 1)
        #expect(try ledger.count("requests") == 3)
    }

    @Test("batches of one commit follow one another, also those of one producer")
    func sameCommit() throws {
        let report = try ledger.commit([
            Samples.requests("p", 1...4), Samples.requests("q", 1...2),
            Samples.requests("p", 3...6),
        ])
        #expect(report.stored == 8 && report.skipped == 2)
        #expect(try ledger.count("requests") == 8)
    }

    @Test("a gap in the numbers is told, and what came is stored")
    func gap() throws {
        _ = try ledger.commit([Samples.requests("p", 1...2)])
        let report = try ledger.commit([Samples.requests("p", 5...6)])
        #expect(report.gaps == [SequenceGap(producer: "p", last: 2, first: 5)])
        #expect(report.stored == 2)
        #expect(try ledger.commit([Samples.requests("p", 5...6)]).skipped == 2)
    }

    @Test("records without an id, or of an unknown kind, are counted and left out")
    func unusable() throws {
        let report = try ledger.commit([
            Samples.batch(
                "p", from: 1,
                [
                    Record(), Record(entry: .request(Samples.request(""))),
                    Record(entry: .attempt(Samples.attempt(""))),
                    Record(entry: .body(Samples.body("", "x"))),
                    Record(entry: .request(Samples.request("r"))),
                ])
        ])
        #expect(report.unusable == 4 && report.stored == 1)
    }

    @Test(
        "a body that comes again is stored once; another one in its place is the one that the client has"
    )
    func bodyAgain() throws {
        let texts = ["of the first life", "of the first life", "of the second"]
        let stored = try texts.enumerated().map { number, text in
            try tell(UInt64(number + 1), .body(Samples.body("r", text))).stored
        }
        #expect(stored == [1, 0, 1])
        let database = try Database(path: ledger.bodyFiles.path(Samples.day), readOnly: true)
        let rows = try database.prepare("SELECT content FROM bodies")
        #expect(try rows.step())
        #expect(rows.blob(0) == Array("of the second".utf8))
        #expect(try !rows.step())
    }

    @Test("what ingress tells wins over what was told for it, whichever came first")
    func precedence() throws {
        let secondhand = Samples.request("r", status: 500, secondhand: true)
        let own = Samples.request("r", status: 200)
        #expect(try tell(1, .request(secondhand)).requests.map(\.request) == [secondhand])
        let report = try tell(2, .request(own))
        #expect(report.requests.map(\.request) == [own])
        #expect(report.requests.first?.replaced == secondhand)
        #expect(try tell(3, .request(secondhand)).requests.isEmpty)
        #expect(try tell(4, .request(Samples.request("r", status: 201))).skipped == 1)
        let rows = try ledger.requests()
        #expect(rows.map(\.request) == [own])
        #expect(rows.first?.sequence == 2, "it has come anew, for those who follow")
        #expect(
            ledger.days.first?.requests == TableInfo(rows: 1, firstSequence: 1, lastSequence: 2))
        #expect(try DayRollups.differences(try ledger.database()) == [])
    }

    @Test("what ingress could not know is as it was told for it", arguments: [false, true])
    func inherited(isOwnFirst: Bool) throws {
        var secondhand = Samples.request("r", status: 0, secondhand: true)
        secondhand.stream = true
        secondhand.timings = Timings(receive: 7, decide: 5, queue: 3, firstToken: 9)
        var own = RequestRecord(
            requestID: "r", receivedUnixUs: Samples.received, keyID: "k1", status: 499,
            outcome: .clientGone, errorCode: "client_gone", bytesOut: 5, totalUs: 95_000,
            timings: Timings(receive: 8))
        let both = [Record.Entry.request(secondhand), .request(own)]
        for (number, entry) in (isOwnFirst ? both.reversed() : both).enumerated() {
            #expect(try tell(UInt64(number + 1), entry).stored == 1)
        }
        #expect(try tell(3, .request(secondhand)).skipped == 1)
        own.stream = true
        own.timings = Timings(receive: 8, decide: 5, queue: 3, firstToken: 9)
        own.modelAsked = secondhand.modelAsked
        own.modelAnswered = secondhand.modelAnswered
        own.provider = secondhand.provider
        own.connectionID = secondhand.connectionID
        own.connectionName = secondhand.connectionName
        own.attempts = secondhand.attempts
        own.usage = secondhand.usage
        #expect(try ledger.requests().map(\.request) == [own])
        #expect(try DayRollups.differences(try ledger.database()) == [])
    }

    @Test("a client that uses a name again loses no record; an attempt is stored once")
    func nameUsedAgain() throws {
        let attempt = Samples.attempt("again")
        let report = try tell(
            1, .request(Samples.request("again")),
            .request(Samples.request("again", at: Samples.received + 1)), .attempt(attempt))
        #expect(report.stored == 3)
        let other = try ledger.commit([
            Samples.batch("q", from: 1, [Record(entry: .attempt(attempt))])
        ])
        #expect(other.stored == 0 && other.skipped == 1)
    }

    @Test("records go to the day they are of, and each file knows its own numbers")
    func days() throws {
        let records = (0..<6).map { number in
            Record(
                entry: .request(
                    Samples.request("r\(number)", at: Samples.later(days: number % 3))))
        }
        #expect(try ledger.commit([Samples.batch("p", from: 1, records)]).stored == 6)
        #expect(
            try folder.names(in: "days").filter { $0.hasSuffix(".db") } == [
                "2026-01-01.db", "2026-01-02.db", "2026-01-03.db",
            ])
        for (offset, last) in [4, 5, 6].enumerated() {
            let sequence = try ledger.database(Samples.day + offset).number(
                "SELECT sequence FROM producers WHERE producer = 'p'")
            #expect(sequence == Int64(last))
        }
        #expect(try ledger.commit([Samples.batch("p", from: 1, records)]).skipped == 6)
        #expect(ledger.days.map(\.requests.rows) == [2, 2, 2])
    }

    @Test("when one file fails, what another has is not stored twice, and is told once")
    func oneFails() throws {
        let later = Samples.later(days: 1)
        _ = try tell(1, .request(Samples.request("a", at: later)))
        func limit(_ pages: Int64) throws {
            try ledger.dayFiles.file(Samples.day + 1).perform { (store) throws(StoreError) in
                try store.database.execute("PRAGMA max_page_count = \(pages)")
            }
        }
        try limit(1)
        let many = (0..<200).map { Record(entry: .request(Samples.request("m\($0)", at: later))) }
        let batch = Samples.batch(
            "p", from: 2, [Record(entry: .request(Samples.request("b")))] + many)
        #expect(throws: StoreError.self) { try ledger.commit([batch]) }
        #expect(try ledger.count("requests") == 1 && ledger.count("requests", Samples.day + 1) == 1)
        try limit(100_000)
        let report = try ledger.commit([batch])
        #expect(report.requests.count == 201 && report.stored == 201 && report.skipped == 1)
        #expect(Set(report.requests.map(\.request.requestID)).count == 201)
        #expect(try ledger.count("requests", Samples.day + 1) == 201)
        for day in [Samples.day, Samples.day + 1] {
            #expect(try DayRollups.differences(try ledger.database(day)) == [])
        }
    }

    @Test("more days than may be open at once are stored all the same")
    func manyDays() throws {
        for round in 0..<2 {
            let records = (0..<12).map { number in
                Record(
                    entry: .request(
                        Samples.request("\(round)-\(number)", at: Samples.later(days: number))))
            }
            let first = UInt64(round * 12 + 1)
            #expect(try ledger.commit([Samples.batch("p", from: first, records)]).stored == 12)
        }
        #expect(ledger.days.count == 12)
        #expect(ledger.days.allSatisfy { $0.requests.rows == 2 })
        let logs = try folder.names(in: "days").filter { $0.hasSuffix("-wal") }
        #expect(logs.count <= Limits.openDays)
    }

    @Test("numbers grow over days and lives, and none is given twice")
    func numbers() throws {
        var seen: [UInt64] = []
        for life in 0..<3 {
            let other = folder.ledger()
            for round in 0..<3 {
                let id = "\(life)-\(round)"
                let report = try other.commit([
                    Samples.batch(
                        "p\(life)", from: UInt64(round * 2 + 1),
                        [
                            Record(entry: .request(Samples.request(id))),
                            Record(
                                entry: .request(
                                    Samples.request(id, at: Samples.later(days: 2 - round)))),
                        ])
                ])
                seen += report.requests.map(\.sequence).sorted()
            }
            other.close()
        }
        #expect(seen.count == 18 - 3)
        #expect(seen == seen.sorted() && Set(seen).count == seen.count)
    }

    @Test("two processes store for one producer without doubling, and numbers still grow")
    func twoProcesses() throws {
        let successor = folder.ledger()
        _ = try ledger.commit([Samples.requests("p", 1...5)])
        let report = try successor.commit([Samples.requests("p", 1...8)])
        #expect(report.stored == 3 && report.skipped == 5)
        let late = try ledger.commit([Samples.requests("p", 7...9)])
        #expect(late.stored == 1 && late.skipped == 2)
        let all = try ledger.requests().map(\.sequence)
        #expect(all.count == 9 && all == all.sorted())
        let names = try ledger.requests().map(\.request.requestID)
        #expect(names == (1...9).map { "p-\($0)" }, "in the order of their commits")
    }

    @Test("a crash in the middle of a transaction leaves what was stored before")
    func crashInside() throws {
        _ = try ledger.commit([Samples.requests("p", 1...10)])
        var crashed: TemporaryFolder?
        struct Stop: Error {}
        try ledger.dayFiles.file(Samples.day).perform { (store) throws(StoreError) in
            try? store.database.transaction {
                try store.database.execute("DELETE FROM requests")
                crashed = try folder.copyAsCrashed()
                throw Stop()
            }
        }
        let again = try #require(crashed).ledger()
        #expect(try again.commit([Samples.requests("p", 1...12)]).stored == 2)
        #expect(try again.count("requests") == 12)
    }

    @Test("a lost file of derived data is made anew, and numbers go on above the days'")
    func lostBase() throws {
        _ = try ledger.commit([Samples.requests("p", 1...10)])
        let last = try #require(ledger.requests().last?.sequence)
        ledger.close()
        try folder.remove("ledger.db")
        let again = folder.ledger()
        let report = try again.commit([Samples.requests("p", 1...12)])
        #expect(report.stored == 2)
        #expect(report.requests.allSatisfy { $0.sequence > last })
    }

    @Test("rows are listed only when somebody wants them")
    func collecting() throws {
        ledger.collecting = false
        let report = try ledger.commit([Samples.requests("p", 1...2)])
        #expect(report.stored == 2 && report.requests.isEmpty)
    }
}
