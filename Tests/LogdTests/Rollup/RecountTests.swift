import IPC
import JSON
import Store
import Testing
import TimeZones

@testable import Logd

/// A day that a version stored and folded that knew neither audio by time nor calls of tools nor some of the phases.
private final class OlderLedger {
    let first: RandomLedger
    let ledger: Ledger
    let reader = LedgerReader()
    let queries: LedgerQueries
    var rows: [RequestRecord] { first.rows + later }
    private(set) var later: [RequestRecord] = []
    var traffic = RandomTraffic(41)

    static let laterPhases: [LatencyPhase] = [.queue, .receive, .failed]
    static let laterMeasures: [Measure] = [.audioMs, .serverToolCalls]
    private static let start = DayCalendar.start(of: Samples.day)

    /// A day of some requests, folded up to a quarter of an hour where one is given; the present version starts at a time.
    init(now: Int64, foldedUntil until: Int?) throws {
        first = try RandomLedger(now: now)
        var rows: [RequestRecord] = []
        for _ in 0..<200 {
            rows.append(traffic.request(at: Self.start + Int64(traffic.amount(86_399_999_999))))
        }
        for _ in 0..<20 { rows.append(traffic.request(at: Samples.received, secondhand: true)) }
        try first.commit(rows)
        let path = try #require(first.ledger.days.first).path
        if let until { try Self.fold(path, first.ledger, until) }
        first.ledger.close()
        try Database(path: path).becomeDayOfSecondStep()
        let clock = first.clock
        ledger = Ledger(first.folder.environment(wall: { clock.now }))
        try ledger.open()
        queries = LedgerQueries(ledger, HeldRunner(), wallMicroseconds: { clock.now })
    }

    /// A column of zeros is left out of a fold: it is then the same as one that was made without the measure.
    private static func fold(_ path: String, _ ledger: Ledger, _ until: Int) throws {
        let database = try Database(path: path)
        try database.execute("BEGIN")
        try database.execute(
            """
            UPDATE rollups SET audio_ms = 0, server_tool_calls = 0;
            DELETE FROM durations WHERE (id >> 8 & 0xff) >= \(LatencyPhase.queue.rawValue);
            """)
        try database.execute("COMMIT")
        let fold = try DayFold.read(database, day: Samples.day, .utc, until: until)
        for measure in laterMeasures {
            let block = try #require(ColumnBlock(fold.quarters))
            #expect(block.values(FoldColumn.of(measure)).allSatisfy { $0 == 0 })
        }
        #expect(try ledger.withFolds { (folds) throws(StoreError) in try folds.write(fold) })
    }

    func commit(_ requests: [RequestRecord], from sequence: UInt64) throws {
        _ = try ledger.commit([
            RecordBatch(
                producer: "later", firstSequence: sequence,
                records: requests.map { Record(entry: .request($0)) })
        ])
        later += requests
    }

    var snapshot: LedgerSnapshot { LedgerSnapshot(ledger, now: first.clock.now) }

    func answer(_ exactDurations: Int64 = 0) throws -> AggregateJSON {
        let question = LedgerAggregate(groups: [.groupKey], limit: 10_000, percentiles: true)
        return try AggregateJSON(question, snapshot, reader, exactDurations: exactDurations)
    }

    /// How many requests a phase is known of, by the answer and by the rows.
    func counts(_ phase: LatencyPhase, _ answer: AggregateJSON) -> (found: Int64, rows: Int) {
        let phases = answer.document["totals"]?["percentiles"]
        return (
            phases?[phase.word.description]?["count"]?.int ?? 0,
            rows.count { phase.microseconds(of: $0) != nil }
        )
    }

    /// Everything is as if the present version had stored it.
    func expectAll(_ when: Comment) throws {
        let answer = try answer()
        let question = LedgerAggregate(groups: [.groupKey])
        #expect(
            answer.sums([.groupKey]) == (try NaiveSums.sums(rows, question, zone: "UTC")), when)
        for phase in LatencyPhase.allCases {
            let (found, rows) = counts(phase, answer)
            #expect(found == rows, "\(phase)")
        }
    }

    func pass(_ seconds: Int) {
        for _ in 0..<seconds { queries.secondPassed() }
    }

    /// Makes sums anew as long as there are any to be made; how many pieces that took.
    func recount() throws -> Int {
        var pieces = 0
        while try ledger.recountSome() { pieces += 1 }
        return pieces
    }

    func isFolded() throws -> Bool {
        try ledger.withFolds { (folds) throws(StoreError) in folds.isFolded(Samples.day) }
    }
}

@Suite("sums of a version before")
struct RecountTests {
    private static let after = Samples.later(days: 2)

    @Test(
        "lack what it did not know, and are made anew of the rows, folded or not",
        arguments: [nil, 96, 40])
    func recount(foldedUntil: Int?) throws {
        // Of a day under way hours are folded only.
        let now = foldedUntil == 40 ? DayCalendar.start(of: Samples.day + 1) - 1 : Self.after
        let older = try OlderLedger(now: now, foldedUntil: foldedUntil)
        let answer = try older.answer()
        let total = older.rows.reduce(into: Measures()) { $0.add(Measures(of: $1)) }
        for measure in Measure.allCases {
            let isLater = OlderLedger.laterMeasures.contains(measure)
            #expect(total[measure] > 0)
            #expect(answer.totals[measure] == (isLater ? 0 : total[measure]), "\(measure)")
        }
        for phase in LatencyPhase.allCases {
            let (found, rows) = older.counts(phase, answer)
            #expect(rows > 0)
            #expect(
                found == (OlderLedger.laterPhases.contains(phase) ? 0 : Int64(rows)), "\(phase)")
        }
        var told: [[String]] = []
        older.queries.check { told.append($0) }
        #expect(told.last?.count == 1)

        #expect(try older.recount() == 0, "a process of the version before may still be there")
        older.first.clock.now += Limits.recountLater
        #expect(try older.recount() == DayPlace.hours)
        #expect(try !older.isFolded())
        try older.expectAll("made anew")
        older.queries.check { told.append($0) }
        #expect(told.last == [])
        older.pass(60)
        #expect(try older.isFolded() == (now == Self.after))
        try older.expectAll("folded again")
        older.queries.check { told.append($0) }
        #expect(told.last == [])
        #expect(try older.recount() == 0)
    }

    @Test("few durations are read from the rows, so they are right at once")
    func exact() throws {
        let older = try OlderLedger(now: Self.after, foldedUntil: 96)
        let answer = try older.answer(Limits.exactDurations)
        for phase in LatencyPhase.allCases {
            let (found, rows) = older.counts(phase, answer)
            #expect(found == rows)
        }
    }

    @Test(
        "rows that come meanwhile are counted once, also in the place of others, and a start in between goes on"
    )
    func meanwhile() throws {
        let older = try OlderLedger(now: Self.after, foldedUntil: 96)
        let start = DayCalendar.start(of: Samples.day)
        var sequence: UInt64 = 1
        older.first.clock.now += Limits.recountLater
        for piece in 0..<DayPlace.hours {
            let rows = (0..<3).map { _ in
                older.traffic.request(at: start + Int64(older.traffic.amount(86_399_999_999)))
            }
            // Of another name than those of before: they count from 1, too.
            let named = rows.enumerated().map { number, row in
                var row = row
                row.requestID = "later-\(piece)-\(number)"
                return row
            }
            try older.commit(named, from: sequence)
            sequence += 3
            #expect(try older.ledger.recountSome())
            if piece == 11 {
                older.ledger.close()
                try older.ledger.open()
                older.first.clock.now += Limits.recountLater
            }
        }
        #expect(try older.recount() == 0)
        try older.expectAll("with what came meanwhile")
    }

    @Test("a row that is replaced before its hour is counted anew")
    func replaced() throws {
        let older = try OlderLedger(now: Self.after, foldedUntil: nil)
        let old = try #require(older.rows.last { $0.secondhand })
        var better = old
        better.secondhand = false
        _ = try older.ledger.commit([
            Samples.batch("later", from: 1, [Record(entry: .request(better))])
        ])
        older.first.clock.now += Limits.recountLater
        #expect(try older.recount() == DayPlace.hours)
        let database = try older.ledger.database()
        #expect(try DayRollups.differences(database) == [])
        #expect(try database.number("SELECT min(server_tool_calls) FROM rollups") == 0)
    }

    @Test("of folded days without rows what was not known stays so, beside days of now")
    func withoutRows() throws {
        let older = try OlderLedger(now: Self.after, foldedUntil: 96)
        let path = "days/\(DayCalendar.name(of: Samples.day)).db"
        older.ledger.close()
        try older.first.folder.remove(path)
        try older.ledger.open()
        older.first.clock.now += Limits.recountLater
        #expect(try older.recount() == 0)
        let before = try older.answer()
        for measure in OlderLedger.laterMeasures { #expect(before.totals[measure] == 0) }
        for phase in OlderLedger.laterPhases {
            let phases = before.document["totals"]?["percentiles"]
            #expect(phases?[phase.word.description]?.isNull == true)
        }
        var request = Samples.fullRequest("now")
        request.cache = .none
        request.receivedUnixUs = Samples.later(days: 1)
        try older.commit([request], from: 1)
        let answer = try older.answer()
        #expect(answer.totals[.requests] == 221)
        #expect(answer.totals[.audioMs] == 1500 && answer.totals[.serverToolCalls] == 2)
        #expect(older.counts(.queue, answer).found == 1)
        #expect(older.counts(.total, answer).found > 100)
    }

    @Test("a file that goes while its sums are made anew keeps nobody from the rest")
    func lost() throws {
        let older = try OlderLedger(now: Self.after, foldedUntil: nil)
        older.first.clock.now += Limits.recountLater
        #expect(try older.ledger.recountSome())
        try older.first.folder.remove("days/\(DayCalendar.name(of: Samples.day)).db")
        #expect(try older.recount() == 1)
    }
}
