import Foundation
import IPC
import Store
import Testing
import TimeZones

@testable import Logd

@Suite("folded days")
struct FoldTests {
    private func filled() throws -> (RandomLedger, LedgerQueries, RandomTraffic) {
        let ledger = try RandomLedger(now: Samples.later(days: 0))
        var traffic = RandomTraffic(21)
        try ledger.commit((0..<60).map { _ in traffic.request(at: Samples.received) })
        let clock = ledger.clock
        let queries = LedgerQueries(ledger.ledger, HeldRunner(), wallMicroseconds: { clock.now })
        return (ledger, queries, traffic)
    }

    private func pass(_ seconds: Int, _ queries: LedgerQueries) {
        for _ in 0..<seconds { queries.secondPassed() }
    }

    private func isFolded(_ ledger: RandomLedger, _ day: Int = Samples.day) throws -> Bool {
        try ledger.ledger.withFolds { (folds) throws(StoreError) in folds.isFolded(day) }
    }

    private func sums(_ ledger: RandomLedger) throws -> [String: Measures] {
        let question = LedgerAggregate(groups: [.groupKey, .groupResult], limit: 10_000)
        return try AggregateJSON(question, ledger.snapshot, LedgerReader()).sums(question.groups)
    }

    private func expected(_ ledger: RandomLedger) throws -> [String: Measures] {
        let question = LedgerAggregate(groups: [.groupKey, .groupResult])
        return try NaiveSums.sums(ledger.rows, question, zone: "UTC")
    }

    @Test("a day is folded after its end, not before")
    func closed() throws {
        let (ledger, queries, _) = try filled()
        pass(60, queries)
        #expect(try !isFolded(ledger))
        ledger.clock.now = DayCalendar.start(of: Samples.day + 1) + Limits.foldAfter
        pass(60, queries)
        #expect(try isFolded(ledger))
        #expect(try sums(ledger) == (try expected(ledger)))
    }

    @Test("a late row makes the day stale, and it is folded again")
    func late() throws {
        let (ledger, queries, first) = try filled()
        var traffic = first
        ledger.clock.now = Samples.later(days: 1) + Limits.foldAfter
        pass(60, queries)
        #expect(try isFolded(ledger))
        try ledger.commit((0..<7).map { _ in traffic.request(at: Samples.received + 5) })
        #expect(try !isFolded(ledger))
        #expect(try sums(ledger) == (try expected(ledger)))
        pass(60, queries)
        #expect(try isFolded(ledger))
        #expect(try sums(ledger) == (try expected(ledger)))
    }

    /// A day of many requests before 13:00, and its first 13 hours folded.
    private func begun() throws -> (RandomLedger, LedgerQueries, RandomTraffic) {
        let start = DayCalendar.start(of: Samples.day)
        let ledger = try RandomLedger(now: start + 13 * DayPlace.hour + Limits.foldAfter - 1)
        var traffic = RandomTraffic(23)
        try ledger.commit(
            (0..<Limits.foldRows).map { _ in
                traffic.request(at: start + Int64(traffic.amount(UInt64(13 * DayPlace.hour) - 1)))
            })
        let clock = ledger.clock
        let queries = LedgerQueries(ledger.ledger, HeldRunner(), wallMicroseconds: { clock.now })
        pass(60, queries)
        #expect(try entry(ledger)?.until == 48)
        ledger.clock.now += 1
        return (ledger, queries, traffic)
    }

    private func entry(_ ledger: RandomLedger) throws -> FoldBook.Entry? {
        try ledger.ledger.withFolds { (folds) throws(StoreError) in folds.days[Samples.day] }
    }

    @Test(
        "hours of today are folded once they are over and many requests have come, and again when one comes late"
    )
    func today() throws {
        let (ledger, queries, first) = try begun()
        var traffic = first
        pass(60, queries)
        // The thirteenth hour has too few requests to be worth it.
        #expect(try entry(ledger)?.until == 48)
        #expect(try !isFolded(ledger))
        #expect(try sums(ledger) == (try expected(ledger)))
        let start = DayCalendar.start(of: Samples.day)
        try ledger.commit(
            (0..<Limits.foldRows).map { _ in
                traffic.request(at: start + 12 * DayPlace.hour + Int64(traffic.amount(3_000_000)))
            })
        #expect(try entry(ledger)?.isStale == false)
        #expect(try sums(ledger) == (try expected(ledger)))
        pass(60, queries)
        #expect(try entry(ledger)?.until == 48, "it rests")
        ledger.clock.now += Limits.foldRest
        pass(60, queries)
        #expect(try entry(ledger)?.until == 52)
        #expect(try sums(ledger) == (try expected(ledger)))
        try ledger.commit([traffic.request(at: start + 12 * DayPlace.hour + 7)])
        #expect(try entry(ledger)?.isStale == true)
        #expect(try sums(ledger) == (try expected(ledger)))
        ledger.clock.now += Limits.foldRest
        pass(60, queries)
        #expect(try entry(ledger)?.isStale == false)
        #expect(try sums(ledger) == (try expected(ledger)))
        // Sets that come after the hours that are folded change nothing of them.
        try ledger.commit(
            (0..<20).map { number in
                var request = traffic.request(at: start + 14 * DayPlace.hour)
                request.keyName = "new-\(number)"
                return request
            })
        var told: [[String]] = []
        queries.check { told.append($0) }
        #expect(told == [[]])
        ledger.clock.now = DayCalendar.start(of: Samples.day + 1) + Limits.foldAfter
        pass(60, queries)
        #expect(try isFolded(ledger))
        #expect(try sums(ledger) == (try expected(ledger)))
    }

    @Test(
        "a row that comes to hours while they are read keeps them from being folded; one after them does not"
    )
    func raceOfHours() throws {
        for (hour, isFolded) in [(3, false), (14, true)] {
            let (ledger, _, first) = try begun()
            var traffic = first
            let start = DayCalendar.start(of: Samples.day)
            try ledger.commit([traffic.request(at: start + 1)])
            let runner = HeldRunner()
            runner.isHolding = true
            let clock = ledger.clock
            let queries = LedgerQueries(ledger.ledger, runner, wallMicroseconds: { clock.now })
            pass(2 * Limits.foldSeconds, queries)
            #expect(runner.held.count == 1)
            #expect(try entry(ledger)?.isStale == true)
            try ledger.commit([traffic.request(at: start + Int64(hour) * DayPlace.hour)])
            runner.letGo()
            #expect(try entry(ledger)?.isStale == !isFolded)
            #expect(try sums(ledger) == (try expected(ledger)))
        }
    }

    @Test("sets that come after the folded hours do not make a check tell of them")
    func laterSets() throws {
        let start = DayCalendar.start(of: Samples.day)
        let ledger = try RandomLedger(now: start + 2 * DayPlace.hour + Limits.foldAfter)
        try ledger.commit(
            (0..<Limits.foldRows).map { Samples.request("r\($0)", at: start + Int64($0)) })
        let clock = ledger.clock
        let queries = LedgerQueries(ledger.ledger, HeldRunner(), wallMicroseconds: { clock.now })
        pass(60, queries)
        #expect(try entry(ledger)?.until == 8)
        try ledger.commit([Samples.request("late", at: start + 3 * DayPlace.hour, status: 500)])
        var told: [[String]] = []
        queries.check { told.append($0) }
        #expect(told == [[]])
    }

    @Test("what is folded of today goes when its file is set aside")
    func damagedToday() throws {
        let (ledger, _, first) = try begun()
        var traffic = first
        ledger.ledger.close()
        try ledger.folder.write(
            "days/\(DayCalendar.name(of: Samples.day)).db", Array("no database".utf8))
        ledger.forget { _ in true }
        try ledger.commit((0..<9).map { _ in traffic.request(at: ledger.clock.now) })
        #expect(ledger.ledger.setAside.count == 1)
        #expect(try entry(ledger)?.isStale == true)
        #expect(try sums(ledger) == (try expected(ledger)))
    }

    @Test("a file that is lost while its day goes on is begun anew, and folded")
    func lostToday() throws {
        let (ledger, _, first) = try begun()
        var traffic = first
        try ledger.folder.remove("days/\(DayCalendar.name(of: Samples.day)).db")
        try ledger.ledger.check(Samples.day)
        ledger.ledger.close()
        ledger.forget { _ in true }
        try ledger.commit((0..<9).map { _ in traffic.request(at: Samples.received) })
        ledger.clock.now = DayCalendar.start(of: Samples.day + 1) + Limits.foldAfter
        let clock = ledger.clock
        let successor = LedgerQueries(ledger.ledger, HeldRunner(), wallMicroseconds: { clock.now })
        pass(120, successor)
        #expect(try isFolded(ledger))
        #expect(try sums(ledger) == (try expected(ledger)))
    }

    @Test("a day that changes while it is read is not folded as it was")
    func race() throws {
        let ledger = try RandomLedger(now: Samples.later(days: 2))
        var traffic = RandomTraffic(22)
        try ledger.commit((0..<9).map { _ in traffic.request(at: Samples.received) })
        let runner = HeldRunner()
        let clock = ledger.clock
        let queries = LedgerQueries(ledger.ledger, runner, wallMicroseconds: { clock.now })
        // The result of the reading is on its way when a row comes.
        runner.isHolding = true
        pass(30, queries)
        #expect(runner.held.count == 1)
        let info = try #require(ledger.ledger.days.first)
        let database = try Database(path: info.path, readOnly: true)
        let stale = try DayFold.read(database, day: info.day, .utc)
        try ledger.commit([traffic.request(at: Samples.received + 1)])
        #expect(stale.changes == 1)
        runner.letGo()
        #expect(try !isFolded(ledger))
        runner.isHolding = false
        pass(60, queries)
        #expect(try isFolded(ledger))
        #expect(try sums(ledger) == (try expected(ledger)))
    }

    @Test("what another process wrote is found at the next start")
    func predecessor() throws {
        let (ledger, queries, _) = try filled()
        ledger.clock.now = Samples.later(days: 2)
        pass(60, queries)
        #expect(try isFolded(ledger))
        let info = try #require(ledger.ledger.days.first)
        let other = try Database(path: info.path)
        try other.execute("UPDATE rollup_state SET changes = changes + 1")
        let clock = ledger.clock
        let runner = HeldRunner()
        let successor = LedgerQueries(ledger.ledger, runner, wallMicroseconds: { clock.now })
        pass(Limits.foldSeconds, successor)
        #expect(try !isFolded(ledger))
        pass(60, successor)
        #expect(try isFolded(ledger))
    }

    @Test("a day that could not be folded is tried again after a while")
    func again() throws {
        let (ledger, queries, _) = try filled()
        ledger.clock.now = Samples.later(days: 2)
        let path = try #require(ledger.ledger.days.first).path
        let away = path + ".away"
        // A folder in its place cannot be opened, which is not the same as damage.
        try FileManager.default.moveItem(atPath: path, toPath: away)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        pass(60, queries)
        #expect(try !isFolded(ledger))
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: away, toPath: path)
        pass(60, queries)
        #expect(try !isFolded(ledger), "it rests")
        ledger.clock.now += Limits.foldRest
        pass(60, queries)
        #expect(try isFolded(ledger))
        #expect(try sums(ledger) == (try expected(ledger)))
    }

    @Test("the sums of a file that is lost stay, whatever is begun after it")
    func lostFile() throws {
        let (ledger, queries, first) = try filled()
        var traffic = first
        ledger.clock.now = Samples.later(days: 1) + Limits.foldAfter
        pass(60, queries)
        let before = try sums(ledger)
        try ledger.folder.remove("days/\(DayCalendar.name(of: Samples.day)).db")
        try ledger.ledger.check(Samples.day)
        ledger.ledger.close()
        try ledger.commit([traffic.request(at: Samples.received + 5)])
        let clock = ledger.clock
        let successor = LedgerQueries(ledger.ledger, HeldRunner(), wallMicroseconds: { clock.now })
        pass(120, successor)
        #expect(try isFolded(ledger))
        #expect(try sums(ledger) == before)
        try ledger.ledger.apply(LedgerSettings(zone: "Asia/Tokyo"))
        pass(120, successor)
        #expect(try zone(of: ledger) == "Asia/Tokyo")
        #expect(try sums(ledger) == before)
    }

    @Test("another zone of the settings: days are folded anew, also without their rows")
    func zone() throws {
        let (ledger, queries, _) = try filled()
        ledger.clock.now = Samples.later(days: 2)
        pass(60, queries)
        try ledger.ledger.apply(LedgerSettings(zone: "America/St_Johns"))
        pass(60, queries)
        #expect(try zone(of: ledger) == "America/St_Johns")
        let before = try sums(ledger)
        try ledger.folder.remove("days/\(DayCalendar.name(of: Samples.day)).db")
        try ledger.ledger.check(Samples.day)
        #expect(ledger.ledger.days.isEmpty)
        try ledger.ledger.apply(LedgerSettings(zone: "Asia/Tokyo"))
        pass(60, queries)
        #expect(try zone(of: ledger) == "Asia/Tokyo")
        #expect(try sums(ledger) == before)
        let question = LedgerAggregate(bucket: .bucketDay, zone: "Asia/Tokyo")
        let found = try AggregateJSON(question, ledger.snapshot, LedgerReader()).sums([])
        #expect(found == (try NaiveSums.sums(ledger.rows, question, zone: "Asia/Tokyo")))
    }

    private func zone(of ledger: RandomLedger) throws -> String? {
        try ledger.ledger.withFolds { (folds) throws(StoreError) in
            folds.days[Samples.day]?.zone
        }
    }

    @Test("a check tells nothing of a right ledger, and what is wrong with another")
    func check() throws {
        let (ledger, queries, _) = try filled()
        ledger.clock.now = Samples.later(days: 2)
        pass(60, queries)
        var told: [[String]] = []
        queries.check { told.append($0) }
        #expect(told == [[]])
        let base = try Database(path: ledger.ledger.ledgerPath)
        try base.execute("UPDATE fold_quarters SET block = zeroblob(16)")
        let info = try #require(ledger.ledger.days.first)
        let day = try Database(path: info.path)
        try day.execute("UPDATE rollups SET requests = requests + 1")
        queries.check { told.append($0) }
        #expect(told.count == 2)
        #expect(told[1].count >= 2)
        #expect(told[1].allSatisfy { $0.hasPrefix("2026-01-01: ") })
    }
}
