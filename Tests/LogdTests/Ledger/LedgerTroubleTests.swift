import IPC
import Store
import Testing

@testable import Logd

@Suite("troubles of the ledger")
struct LedgerTroubleTests {
    let folder: TemporaryFolder
    private let day = "days/2026-01-01.db"

    init() throws { folder = try TemporaryFolder() }

    private func damagedName(_ name: String = "days/2026-01-01.db") -> String {
        "\(name).corrupt-time\(Samples.received)"
    }

    private func fill() throws {
        let ledger = folder.ledger()
        for start in stride(from: UInt64(1), to: 1000, by: 100) {
            _ = try ledger.commit([Samples.requests("p", start...start + 99)])
        }
        ledger.close()
    }

    /// Damages all pages but the first two of a file, or those of its second half, where only rows are.
    private func damage(_ name: String, onlyRows: Bool = false) throws {
        var bytes = try folder.read(name)
        let first = onlyRows ? bytes.count / 8192 * 4096 : 8192
        for offset in stride(from: first, to: bytes.count - 64, by: 4096) {
            bytes.replaceSubrange(offset..<offset + 64, with: repeatElement(0xA5, count: 64))
        }
        try folder.write(name, bytes)
    }

    @Test("a day that is no database is set aside and told, and a new one begun")
    func noDatabase() throws {
        try fill()
        let damaged = Array("this was a database once, but now it is text".utf8)
        try folder.write(day, damaged)
        var told: [String] = []
        var environment = folder.environment()
        environment.whenSetAside = { name, _ in told.append(name) }
        let ledger = Ledger(environment)
        #expect(try ledger.commit([Samples.requests("p", 1001...1003)]).stored == 3)
        #expect(told == ["\(folder.path)/\(damagedName())"])
        #expect(ledger.setAside == told && ledger.setAsideCount == 1)
        #expect(ledger.troubles.contains { $0.contains("2026-01-01.db.corrupt") })
        #expect(try folder.read(damagedName()) == damaged)
        #expect(ledger.days.map(\.requests.rows) == [3])
    }

    @Test("an old day that cannot be opened keeps nobody from the others, and comes back")
    func unreadable() throws {
        try fill()
        try folder.makeFolder("days/2025-06-01.db")
        let ledger = folder.ledger()
        #expect(try ledger.commit([Samples.requests("p", 1001...1003)]).stored == 3)
        #expect(ledger.troubles.contains { $0.contains("2025-06-01.db") })
        #expect(ledger.days.map(\.requests.rows) == [1003])
        try folder.remove("days/2025-06-01.db")
        try Database(path: "\(folder.path)/days/2025-06-01.db").migrate(DaySchema.migrations)
        while try ledger.retain(isClockTrusted: false) {}
        #expect(ledger.troubles.isEmpty && ledger.days.count == 2)
    }

    @Test("what comes late for a day that cannot be opened holds nothing else back")
    func lateAndUnreadable() throws {
        try folder.makeFolder("days/2025-12-20.db")
        let ledger = folder.ledger()
        func tell(_ number: UInt64) throws -> CommitReport {
            let late = Samples.request("late\(number)", at: Samples.later(days: -12))
            let now = Samples.request("now\(number)")
            return try ledger.commit([
                Samples.batch(
                    "p", from: number,
                    [Record(entry: .request(late)), Record(entry: .request(now))])
            ])
        }
        let report = try tell(1)
        #expect(report.stored == 1 && report.late == 1)
        let again = try tell(1)
        #expect(again.stored == 0 && again.skipped == 1 && again.late == 1)
        #expect(ledger.troubles.contains { $0.contains("1 records that came late wait") })
        try folder.remove("days/2025-12-20.db")
        #expect(try tell(3).stored == 2, "as soon as it can be opened")
        #expect(ledger.troubles.isEmpty && ledger.days.count == 2)
        #expect(try ledger.requestNames(Samples.day - 12) == ["late1", "late3"])
    }

    @Test("what waits for a day outlives the process, and goes into the day in its order")
    func lateRowsAreKept() throws {
        try folder.makeFolder("days/2025-12-20.db")
        let first = folder.ledger()
        let late = (1...3).map { number in
            Record(entry: .request(Samples.request("late\(number)", at: Samples.later(days: -12))))
        }
        let kept = try first.commit([Samples.batch("p", from: 7, late)])
        #expect(kept.late == 3 && kept.stored == 0)
        first.close()
        let second = folder.ledger()
        try second.open()
        #expect(second.troubles.contains { $0.contains("3 records that came late wait") })
        try folder.remove("days/2025-12-20.db")
        while try second.retain(isClockTrusted: false) {}
        #expect(second.troubles.isEmpty)
        #expect(try second.requestNames(Samples.day - 12) == ["late1", "late2", "late3"])
        let again = try second.commit([Samples.batch("p", from: 7, late)])
        #expect(again.skipped == 3 && again.stored == 0 && again.late == 0)
        second.close()
        let third = folder.ledger()
        try third.open()
        #expect(third.troubles.isEmpty)
    }

    @Test("rows that another process has kept for a day go into it before later ones")
    func lateRowsOfAnother() throws {
        let second = folder.ledger()
        try second.open()
        try folder.makeFolder("days/2025-12-20.db")
        func tell(_ ledger: Ledger, _ number: UInt64) throws -> CommitReport {
            let late = Samples.request("late\(number)", at: Samples.later(days: -12))
            return try ledger.commit([
                Samples.batch("p", from: number, [Record(entry: .request(late))])
            ])
        }
        #expect(try tell(folder.ledger(), 5).late == 1)
        try folder.remove("days/2025-12-20.db")
        #expect(try tell(second, 10).stored == 1)
        #expect(try second.requestNames(Samples.day - 12) == ["late5", "late10"])
        #expect(try second.lateDays().isEmpty)
    }

    @Test("a day that is over and breaks while it is used holds nothing back")
    func breaksLater() throws {
        let ledger = folder.ledger()
        let old = Samples.later(days: -12)
        func tell(_ number: UInt64) throws -> CommitReport {
            let records = [
                Record(entry: .request(Samples.request("late\(number)", at: old))),
                Record(entry: .request(Samples.request("now\(number)"))),
            ]
            return try ledger.commit([Samples.batch("p", from: number, records)])
        }
        #expect(try tell(1).stored == 2)
        ledger.dayFiles.close(before: Samples.day)
        try folder.rename("days/2025-12-20.db", to: "days/kept.db")
        try folder.makeFolder("days/2025-12-20.db")
        let report = try tell(3)
        #expect(report.stored == 1 && report.late == 1)
        try folder.remove("days/2025-12-20.db")
        try folder.rename("days/kept.db", to: "days/2025-12-20.db")
        #expect(try tell(5).stored == 2)
        #expect(try ledger.requestNames(Samples.day - 12) == ["late1", "late3", "late5"])
        #expect(ledger.troubles.isEmpty)
    }

    @Test("rows that wait for a day go with it, and beyond their room are not kept")
    func lateRowsAreBounded() throws {
        try folder.makeFolder("days/2025-12-20.db")
        let ledger = folder.ledger()
        var request = Samples.request("large", at: Samples.later(days: -12))
        request.errorCode = String(repeating: "x", count: Limits.lateBytes)
        let large = try ledger.commit([
            Samples.batch("p", from: 1, [Record(entry: .request(request))])
        ])
        #expect(large.expired == 1 && large.late == 0)
        var settings = LedgerSettings()
        settings.retentionDays = 2
        try ledger.apply(settings)
        _ = try ledger.commit([
            Samples.batch(
                "p", from: 2,
                [Record(entry: .request(Samples.request("r", at: Samples.later(days: -12))))])
        ])
        #expect(try ledger.lateDays().count == 1)
        while try ledger.retain(isClockTrusted: true) {}
        #expect(try ledger.lateDays().isEmpty)
    }

    @Test("damage inside of a day is found when it is first written to")
    func damagedInside() throws {
        try fill()
        try damage(day)
        let ledger = folder.ledger()
        #expect(try ledger.commit([Samples.requests("p", 1001...1003)]).stored == 3)
        #expect(ledger.setAside.count == 1)
        #expect(try ledger.count("requests") == 3)
    }

    @Test(
        "a day that a killed life wrote to a moment ago is looked at a minute later, on the runner",
        arguments: [false, true])
    func lookedAtLater(isYoung: Bool) throws {
        try fill()
        try damage(day, onlyRows: true)
        let log = "\(day)-wal"
        try folder.write(log, [])
        let clock = RandomLedger.Clock(Files.modified(folder.path + "/" + log))
        clock.now += isYoung ? 1_000_000 : 3_000_000
        var environment = folder.environment(wall: { clock.now })
        environment.youngLog = Limits.youngLog
        let ledger = Ledger(environment)
        try ledger.open()
        // Opened, and not yet written to.
        try ledger.dayFiles.file(Samples.day).perform { (_) throws(StoreError) in }
        #expect(ledger.setAside.count == (isYoung ? 0 : 1))
        let queries = LedgerQueries(ledger, HeldRunner(), wallMicroseconds: { clock.now })
        pass(queries, seconds: 3)
        #expect(ledger.setAside.count == (isYoung ? 0 : 1))
        clock.now += Limits.lookLater
        pass(queries, seconds: 3)
        #expect(ledger.setAside.count == 1)
        #expect(try ledger.commit([Samples.requests("q", 1...3)]).stored == 3)
    }

    private func pass(_ queries: LedgerQueries, seconds: Int = 1) {
        for _ in 0..<seconds { queries.secondPassed() }
    }

    @Test("a day that a reader suspects is looked at: set aside when damaged, left alone when not")
    func suspected() throws {
        let ledger = folder.ledger()
        let queries = LedgerQueries(ledger, HeldRunner(), wallMicroseconds: { Samples.received })
        _ = try ledger.commit([Samples.requests("p", 1...3)])
        ledger.suspect(Samples.day, "cannot be read")
        pass(queries)
        #expect(ledger.setAside.isEmpty && ledger.days.count == 1 && ledger.suspects.isEmpty)
        ledger.close()
        try fill()
        let other = folder.ledger()
        let others = LedgerQueries(other, HeldRunner(), wallMicroseconds: { Samples.received })
        try other.open()
        try damage(day)
        other.suspect(Samples.day, "cannot be read")
        pass(others)
        #expect(other.setAside.count == 1)
        #expect(try other.commit([Samples.requests("p", 1...3)]).stored == 3)
    }

    @Test("a suspect day is read on another thread only, and by one; commits go on")
    func suspectedAndLarge() throws {
        try fill()
        let ledger = folder.ledger()
        let runner = HeldRunner()
        runner.isHolding = true
        let queries = LedgerQueries(ledger, runner, wallMicroseconds: { Samples.received })
        try ledger.open()
        try damage(day)
        ledger.suspect(Samples.day, "cannot be read")
        ledger.suspect(Samples.day + 1, "cannot be read")
        pass(queries, seconds: 5)
        while try ledger.retain(isClockTrusted: false) {}
        #expect(ledger.setAside.isEmpty && runner.held.count == 1)
        _ = ledger.note([ConsoleRecord()], producer: "q", first: 1)
        runner.isHolding = false
        runner.letGo()
        #expect(ledger.setAside.count == 1)
        pass(queries)
        #expect(ledger.suspects.isEmpty && ledger.setAside.count == 1)
    }

    @Test("what was found in a file says nothing of the one that took its place")
    func suspectedAndReplaced() throws {
        try fill()
        try damage(day)
        let look = try FileLook("\(folder.path)/\(day)")
        let ledger = folder.ledger()
        // The commit finds the damage itself.
        #expect(try ledger.commit([Samples.requests("p", 1001...1003)]).stored == 3)
        #expect(ledger.setAside.count == 1)
        try ledger.looked(at: Samples.day, look)
        #expect(ledger.setAside.count == 1 && ledger.days.map(\.requests.rows) == [3])
    }

    @Test("a day that is whole is not looked at again at once, however often it is suspected")
    func suspectedAgainAndAgain() throws {
        let ledger = folder.ledger()
        let runner = HeldRunner()
        let queries = LedgerQueries(ledger, runner, wallMicroseconds: { Samples.received })
        _ = try ledger.commit([Samples.requests("p", 1...3)])
        ledger.suspect(Samples.day, "cannot be read")
        pass(queries)
        ledger.suspect(Samples.day, "cannot be read")
        pass(queries, seconds: Limits.suspectRest - 1)
        #expect(!ledger.suspects.isEmpty)
        pass(queries)
        #expect(ledger.suspects.isEmpty && ledger.setAside.isEmpty)
    }

    @Test("a damaged file of derived data costs no row and no number")
    func damagedBase() throws {
        try fill()
        try folder.write("ledger.db", Array("this was a database once, but now it is text".utf8))
        let ledger = folder.ledger()
        let report = try ledger.commit([Samples.requests("p", 1...1003)])
        #expect(report.stored == 3 && report.skipped == 1000)
        #expect(ledger.setAside == ["\(folder.path)/\(damagedName("ledger.db"))"])
        let all = try ledger.requests().map(\.sequence)
        #expect(Set(all).count == 1003)
    }

    @Test("a ledger.db of the version before is brought forward in place, without a copy")
    func olderBase() throws {
        do {
            let database = try Database(path: folder.path + "/ledger.db")
            try database.migrate(Array(LedgerBase.migrations.prefix(1)))
            try database.execute("INSERT INTO numbers VALUES ('horizon', 12)")
        }
        let ledger = folder.ledger()
        try ledger.open()
        #expect(ledger.horizon == 11 && ledger.setAside.isEmpty)
        #expect(try folder.names().filter { $0.contains("before") }.isEmpty)
    }

    @Test("a second damaged file of a day gets a name of its own")
    func twice() throws {
        for _ in 0..<2 {
            try folder.ledger().open()
            try folder.write(day, Array("no database, as anyone can see at once".utf8))
            _ = try folder.ledger().commit([Samples.requests("p", 1...1)])
        }
        let names = try folder.names(in: "days").filter { $0.contains("corrupt") }
        #expect(
            names == [
                "2026-01-01.db.corrupt-time\(Samples.received)",
                "2026-01-01.db.corrupt-time\(Samples.received)-2",
            ])
    }

    @Test("a day that another process has set aside is not set aside again, and loses no row")
    func replaced() throws {
        let first = folder.ledger()
        let second = folder.ledger()
        _ = try first.commit([Samples.requests("p", 1...1)])
        _ = try second.commit([Samples.requests("q", 1...1)])
        let file = first.dayFiles.file(Samples.day)
        var isFirst = true
        try file.perform { (_) throws(StoreError) in
            defer { isFirst = false }
            if isFirst { throw .damaged("malformed") }
        }
        _ = try first.commit([Samples.requests("p", 2...2)])
        // The second still has the old file open; what it stores must go into the new one.
        #expect(try second.commit([Samples.requests("q", 2...2)]).stored == 1)
        #expect(second.setAside.isEmpty)
        second.close()
        first.close()
        #expect(try folder.ledger().requestNames() == ["p-2", "q-2"])
    }

    @Test("files of a newer version are refused and left alone", arguments: [0, 1, 2])
    func newer(which: Int) throws {
        try fill()
        let name = ["ledger.db", "days/2026-01-01.db", "log.db"][which]
        do {
            let database = try Database(path: folder.path + "/" + name)
            try database.execute("PRAGMA user_version = 99")
        }
        let error = #expect(throws: StoreError.self) { try folder.ledger().open() }
        let known = [LedgerBase.migrations.count, DaySchema.migrations.count, 1][which]
        #expect(error == .newerDatabase(version: 99, known: known))
        #expect(try folder.names().filter { $0.contains("corrupt") }.isEmpty)
        #expect(try folder.names(in: "days").filter { $0.contains("corrupt") }.isEmpty)
    }

    @Test("days of the version before are brought forward, with their rows")
    func olderDay() throws {
        try fill()
        let before = try folder.ledger().requestNames()
        let database = try Database(path: folder.path + "/days/2026-01-01.db")
        try database.becomeDayOfSecondStep()
        try database.execute("ALTER TABLE attempts DROP COLUMN reset; PRAGMA user_version = 1")
        database.close()
        let ledger = folder.ledger()
        try ledger.open()
        #expect(try ledger.requestNames() == before && ledger.setAside.isEmpty)
        var attempt = Samples.attempt("later")
        attempt.reset = .upstreamTLS
        _ = try ledger.commit([
            Samples.batch("later", from: 1, [Record(entry: .attempt(attempt))])
        ])
        let attempts = try ledger.database(Samples.day).prepare(
            "SELECT reset FROM attempts ORDER BY seq DESC LIMIT 1")
        #expect(try attempts.step())
        #expect(attempts.int64(0) == Int64(ResetCode.upstreamTLS.rawValue))
    }

    @Test("a folder that is not there is told, and used once it is")
    func missingFolder() throws {
        var environment = folder.environment()
        environment.folder = folder.path + "/later"
        let ledger = Ledger(environment)
        let error = #expect(throws: StoreError.self) { try ledger.open() }
        #expect(error?.isStorage == true && !ledger.isOpen)
        #expect(!ledger.troubles.isEmpty)
        try folder.makeFolder("later")
        #expect(try ledger.commit([Samples.requests("p", 1...1)]).stored == 1)
        #expect(ledger.troubles.isEmpty)
    }
}

extension Ledger {
    /// Names of a day's requests, in their order; opens the ledger.
    func requestNames(_ day: Int = Samples.day) throws -> [String] {
        try open()
        return try requests(day).map(\.request.requestID)
    }
}
