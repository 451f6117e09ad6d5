import IPC
import Store
import Testing
import TimeZones

@testable import Logd

/// Two months of random requests, with the changes of clocks of the north and of the south among them.
private final class RandomMonths {
    let ledger: RandomLedger
    let queries: LedgerQueries
    let reader = LedgerReader()
    var traffic: RandomTraffic

    /// 2026-03-10, and the day after 2026-05-05.
    static let days = 20_522..<20_579
    static let zones = [
        "UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns",
    ]

    init(_ seed: UInt64, zone: String) throws {
        // 2026-06-10: all months are over.
        ledger = try RandomLedger(now: DayCalendar.start(of: 20_614))
        traffic = RandomTraffic(seed)
        let clock = ledger.clock
        queries = LedgerQueries(ledger.ledger, HeldRunner(), wallMicroseconds: { clock.now })
        try ledger.ledger.apply(LedgerSettings(zone: zone))
        for day in Self.days where traffic.amount(9) > 0 { try add(rows: 20, to: day) }
    }

    func add(rows: Int, to day: Int) throws {
        let start = DayCalendar.start(of: day)
        try ledger.commit(
            (0..<rows).map { _ in
                traffic.request(at: start + Int64(traffic.amount(86_399_999_999)))
            })
    }

    func pass(_ seconds: Int = 400) {
        for _ in 0..<seconds { queries.secondPassed() }
    }

    /// Takes the file of a day away, as retention does.
    func unlink(_ day: Int) throws {
        guard ledger.ledger.days.contains(where: { $0.day == day }) else { return }
        try ledger.folder.remove("days/\(DayCalendar.name(of: day)).db")
        try ledger.ledger.check(day)
    }

    /// How many months are kept that are as their days are.
    var months: Int {
        get throws {
            try ledger.ledger.withFolds { (folds) throws(StoreError) in
                folds.months.values.filter { days in
                    days.allSatisfy { folds.days[$0.key]?.changes == $0.value }
                        && days.allSatisfy { folds.isFolded($0.key) }
                }.count
            }
        }
    }

    func change(_ sql: String) throws {
        try Database(path: ledger.ledger.ledgerPath).execute(sql)
    }

    /// Any question that can be answered without the rows.
    func question() -> LedgerAggregate {
        var filter = LedgerFilter()
        if traffic.one(of: [true, false]) {
            let quarter = DayPlace.quarter
            let first = DayCalendar.start(of: Self.days.lowerBound)
            filter.fromUnixUs = first + Int64(traffic.amount(5_000)) * quarter
            filter.untilUnixUs = filter.fromUnixUs + Int64(traffic.amount(5_000) + 1) * quarter
        }
        if traffic.one(of: [true, false, false]) { filter.keys = ["-", "ci"] }
        if traffic.one(of: [true, false, false]) { filter.results = [.resultOk, .resultBroken] }
        var groups = Set<LedgerGroup>()
        for _ in 0..<traffic.amount(3) { groups.insert(traffic.one(of: DimensionTable.groups)) }
        return LedgerAggregate(
            filter: filter, groups: DimensionTable.groups.filter { groups.contains($0) },
            bucket: traffic.one(of: LedgerBucket.allCases.filter { $0 != .bucketMinute }),
            zone: traffic.one(of: Self.zones), limit: 10_000)
    }

    /// Compares answers with the rows.
    func compare(_ questions: Int, _ when: Comment) throws {
        for _ in 0..<questions {
            let question = question()
            let found = try AggregateJSON(question, ledger.snapshot, reader)
            let expected = try NaiveSums.sums(ledger.rows, question, zone: question.zone)
            #expect(found.sums(question.groups) == expected, when)
            #expect(found.totals == expected.values.reduce(into: Measures()) { $0.add($1) }, when)
        }
    }

    /// A question whose stretches are days of the zone of the settings or longer, with percentiles.
    func percentileQuestion(_ zone: String) -> LedgerAggregate {
        var question = question()
        question.filter?.fromUnixUs = 0
        question.filter?.untilUnixUs = 0
        question.bucket = traffic.one(of: [.bucketAll, .bucketDay, .bucketWeek, .bucketMonth])
        question.zone = zone
        question.percentiles = true
        return question
    }

    func answer(_ question: LedgerAggregate) throws -> [UInt8] {
        let question = try AggregateQuestion(question, settingsZone: "")
        return try Aggregation.answer(question, ledger.snapshot, reader)
    }
}

@Suite("slices and months")
struct SliceTests {
    @Test("sums are those of the rows, whatever is folded", arguments: 0..<3)
    func sums(seed: Int) throws {
        let zone = RandomMonths.zones[seed % RandomMonths.zones.count]
        let months = try RandomMonths(UInt64(seed) + 500, zone: zone)
        try months.compare(4, "nothing is folded")
        months.pass(40)
        try months.compare(6, "some days are folded")
        months.pass()
        #expect(try months.months == 3)
        try months.compare(20, "all is folded")

        // Late rows: in a month, at its edge, and on a day that had none perhaps.
        for day in [20_530, 20_544, 20_545, 20_560] { try months.add(rows: 5, to: day) }
        #expect(try months.months < 3)
        try months.compare(10, "late rows")
        months.pass(20)
        try months.compare(6, "some are folded again")
        months.pass()
        #expect(try months.months == 3)
        try months.compare(10, "all are folded again")
    }

    @Test("and without the rows, in another zone, or with damaged tables", arguments: 0..<2)
    func withoutRows(seed: Int) throws {
        let months = try RandomMonths(UInt64(seed) + 600, zone: "Europe/Berlin")
        months.pass()
        for day in RandomMonths.days.prefix(40) { try months.unlink(day) }
        try months.compare(10, "days are unlinked")
        try months.ledger.ledger.apply(LedgerSettings(zone: "Asia/Kathmandu"))
        months.pass(30)
        try months.compare(6, "some days are of the other zone")
        months.pass()
        #expect(try months.months == 3)
        try months.compare(10, "another zone")
        try months.change("UPDATE fold_months SET block = zeroblob(7), classes = zeroblob(7)")
        try months.compare(6, "damaged months")
        try months.change("UPDATE fold_slices SET block = zeroblob(7)")
        try months.compare(10, "damaged slices")
        // As files of the version before are when they are brought forward.
        try months.change(
            """
            DELETE FROM fold_slices; DELETE FROM fold_duration_slices; DELETE FROM fold_months;
            """)
        try months.compare(6, "no slices")
    }

    @Test("percentiles are those of the whole tables", arguments: 0..<2)
    func percentiles(seed: Int) throws {
        let zone = RandomMonths.zones[seed % RandomMonths.zones.count]
        let months = try RandomMonths(UInt64(seed) + 700, zone: zone)
        months.pass()
        for day in RandomMonths.days { try months.unlink(day) }
        let questions = (0..<25).map { _ in months.percentileQuestion(zone) }
        let answers = try questions.map { try months.answer($0) }
        try months.change(
            """
            DELETE FROM fold_slices; DELETE FROM fold_duration_slices; DELETE FROM fold_months;
            """)
        for (question, answer) in zip(questions, answers) {
            #expect(try months.answer(question) == answer, "\(question)")
        }
    }

    @Test("a ledger of the version before gets its slices and months, with and without rows")
    func broughtForward() throws {
        let months = try RandomMonths(800, zone: "Europe/Berlin")
        months.pass()
        for day in RandomMonths.days.prefix(30) { try months.unlink(day) }
        let question = months.percentileQuestion("Europe/Berlin")
        let answer = try months.answer(question)
        try months.change(
            """
            ALTER TABLE folds DROP COLUMN until;
            DROP TABLE fold_slices; DROP TABLE fold_duration_slices; DROP TABLE fold_months;
            DROP TABLE late_rows; PRAGMA user_version = 1;
            """)
        months.ledger.ledger.close()
        let path = months.ledger.ledger.ledgerPath
        months.pass()
        #expect(try months.months == 3)
        let database = try Database(path: path, readOnly: true)
        #expect(try database.number("SELECT count(*) FROM folds WHERE zone = ''") == 0)
        #expect(try database.number("SELECT count(*) FROM fold_slices") > 0)
        #expect(try database.number("SELECT count(*) FROM fold_duration_slices") > 0)
        #expect(try months.answer(question) == answer)
        try months.compare(10, "brought forward")
    }

    @Test("a check compares slices and months")
    func check() throws {
        let months = try RandomMonths(900, zone: "America/St_Johns")
        months.pass()
        var told: [[String]] = []
        months.queries.check { told.append($0) }
        #expect(told == [[]])
        try months.change(
            "UPDATE fold_slices SET block = zeroblob(16) WHERE id = (SELECT min(id) FROM fold_slices)"
        )
        try months.change("UPDATE fold_months SET runs = zeroblob(16) WHERE month = 20544")
        months.queries.check { told.append($0) }
        #expect(told.count == 2)
        #expect(told.last?.count == 2)
    }

    @Test("sums beyond five years are forgotten, with their slices and months")
    func forgotten() throws {
        let months = try RandomMonths(901, zone: "UTC")
        months.pass()
        let first = 20_550
        try months.ledger.ledger.withFolds { (folds) throws(StoreError) in
            try folds.forget(before: first)
        }
        let database = try Database(path: months.ledger.ledger.ledgerPath, readOnly: true)
        for table in ["fold_slices", "fold_duration_slices"] {
            let old = "SELECT count(*) FROM \(table) WHERE id & 0xffffffff < \(first)"
            #expect(try database.number(old) == 0)
            #expect(try database.number("SELECT count(*) FROM \(table)") > 0)
        }
        #expect(try database.number("SELECT count(*) FROM fold_months") == 1)
        try months.compare(6, "of the days' files again")
    }
}
