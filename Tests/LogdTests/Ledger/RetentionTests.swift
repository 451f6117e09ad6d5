import EventLoop
import IPC
import Store
import Testing
import TimeZones

@testable import Logd

@Suite("retention")
struct RetentionTests {
    let folder: TemporaryFolder
    private final class Clock { var wall = Samples.later(days: 9) }
    private let clock = Clock()
    private let ledger: Ledger

    init() throws {
        folder = try TemporaryFolder()
        ledger = Ledger(folder.environment(wall: { [clock] in clock.wall }))
    }

    /// Ten days, each with some rows and a body.
    private func fill(rows: Int = 3, padding: String = "") throws {
        for day in 0..<10 {
            let at = Samples.later(days: day)
            let records =
                (0..<rows).map { number in
                    var request = Samples.request("\(day)-\(number)", at: at)
                    request.errorCode = padding
                    return Record(entry: .request(request))
                } + [Record(entry: .body(Samples.body("\(day)-0", "said", at: at)))]
            _ = try ledger.commit([
                Samples.batch("p", from: UInt64(day * (rows + 1) + 1), records)
            ])
        }
    }

    private func run(isClockTrusted: Bool = true) throws {
        var rounds = 0
        while try ledger.retain(isClockTrusted: isClockTrusted) {
            rounds += 1
            try #require(rounds < 100)
        }
    }

    private func keep(_ change: (inout LedgerSettings) -> Void) throws {
        var settings = LedgerSettings()
        change(&settings)
        try ledger.apply(settings)
    }

    @Test("a clock that is far ahead is believed after a day, over restarts")
    func dates() throws {
        let hour: Int64 = 3_600_000_000
        try fill()
        try keep { $0.retentionDays = 90 }
        // The last of the ten days, and five later: three of the last seven have rows; then two.
        for (days, isKnown) in [(9, true), (13, true), (14, false), (9, true)] as [(Int, Bool)] {
            clock.wall = Samples.later(days: days)
            #expect(try ledger.isDateBelieved() == isKnown, "after \(days) days")
        }
        clock.wall = Samples.later(days: 365)
        #expect(try !ledger.isDateBelieved())
        // What comes then is no proof: it has its date of the same clock.
        let late = Samples.request("late", at: clock.wall)
        _ = try ledger.commit([
            Samples.batch("late", from: 1, [Record(entry: .request(late))])
        ])
        clock.wall += 23 * hour
        #expect(try !ledger.isDateBelieved())
        ledger.close()
        let again = Ledger(folder.environment(wall: { [clock] in clock.wall }))
        try again.open()
        #expect(try !again.isDateBelieved())
        clock.wall += hour
        #expect(try again.isDateBelieved())
        // Set back, it is another date; and the right one is known at once.
        clock.wall -= 100 * hour
        #expect(try !again.isDateBelieved())
        clock.wall = Samples.later(days: 9)
        #expect(try again.isDateBelieved())
    }

    @Test("with one day kept, two of them make a date known")
    func datesOfOneDay() throws {
        try fill()
        try keep { $0.retentionDays = 1 }
        clock.wall = Samples.later(days: 9)
        #expect(try ledger.isDateBelieved())
        clock.wall = Samples.later(days: 10)
        #expect(try !ledger.isDateBelieved())
    }

    @Test("whole days go by their age, with all of their files, also those that are open")
    func age() throws {
        try fill()
        try keep { $0.retentionDays = 3 }
        try run(isClockTrusted: false)
        #expect(ledger.days.count == 10, "a clock that is not trusted deletes nothing")
        try run()
        // Those that are not folded yet stay two days longer.
        #expect(ledger.days.map(\.day) == (4...9).map { Samples.day + $0 })
        clock.wall = Samples.later(days: 11)
        try run()
        #expect(ledger.days.map(\.day) == (6...9).map { Samples.day + $0 })
        #expect(ledger.daysDeleted == 6)
        let names = try folder.names(in: "days")
        #expect(!names.contains { $0 < "2026-01-07" })
    }

    @Test("a day whose sums are folded goes at once")
    func folded() throws {
        try fill()
        try keep { $0.retentionDays = 3 }
        for day in 0..<10 {
            try ledger.base.perform { (base) throws(StoreError) in
                try base.database.execute(
                    """
                    INSERT INTO folds (day, changes, stale, zone, requests, sets)
                    VALUES (\(Samples.day + day), 1, 0, 'UTC', 3, x'')
                    """)
            }
        }
        ledger.close()
        try run2()
    }

    private func run2() throws {
        let again = Ledger(folder.environment(wall: { Samples.later(days: 9) }))
        try again.open()
        while try again.retain(isClockTrusted: true) {}
        #expect(again.days.map(\.day) == (6...9).map { Samples.day + $0 })
    }

    @Test("folded sums go by their age only when the clock can be trusted")
    func foldedAge() throws {
        try fill()
        try ledger.base.perform { (base) throws(StoreError) in
            try base.database.execute(
                """
                INSERT INTO folds (day, changes, stale, zone, requests, sets)
                VALUES (\(Samples.day), 1, 0, 'UTC', 3, x'')
                """)
        }
        ledger.close()
        clock.wall = Samples.later(days: Limits.foldedDays + 10)
        let again = Ledger(folder.environment(wall: { [clock] in clock.wall }))
        try again.open()
        func isFolded() throws -> Bool {
            try again.withFolds { (folds) throws(StoreError) in folds.isFolded(Samples.day) }
        }
        while try again.retain(isClockTrusted: false) {}
        #expect(try isFolded())
        while try again.retain(isClockTrusted: true) {}
        #expect(try !isFolded())
    }

    @Test("settings that were never told are no reason to delete, neither by size nor by age")
    func unknown() throws {
        try fill(rows: 100, padding: String(repeating: "x", count: 30_000))
        ledger.policy = LedgerPolicy(
            LedgerSettings(
                retentionDays: 1, maxBytes: 1, bodyRetentionDays: 1, bodyMaxBytes: 1))
        try run()
        #expect(ledger.days.count == 10 && ledger.bodies.days.count == 10)
    }

    @Test("settings that are all defaults bound the size as others do, also in the next life")
    func defaults() throws {
        try fill(rows: 100, padding: String(repeating: "x", count: 30_000))
        try keep { _ in }
        ledger.close()
        let again = Ledger(folder.environment(wall: { [clock] in clock.wall }))
        try again.open()
        for ledger in [ledger, again] {
            try ledger.open()
            ledger.policy = LedgerPolicy(LedgerSettings(maxBytes: 1))
            #expect(try ledger.retain(isClockTrusted: false))
        }
        #expect(again.days.count == 9)
    }

    @Test("what comes late for a day that is gone does not begin it anew; days of now do")
    func late() throws {
        try fill()
        #expect(try ledger.deleteDay(before: Samples.later(days: 2)))
        func tell(_ day: Int, _ number: UInt64) throws -> CommitReport {
            try ledger.commit([
                Samples.batch(
                    "late", from: number,
                    [
                        Record(
                            entry: .request(
                                Samples.request("late\(number)", at: Samples.later(days: day))))
                    ])
            ])
        }
        let report = try tell(0, 1)
        #expect(report.expired == 1 && report.stored == 0)
        #expect(ledger.days.first?.day == Samples.day + 1)
        #expect(try tell(1, 2).stored == 1)
        ledger.close()
        #expect(try tell(0, 3).expired == 1, "also in the next life")
        // A clock that once was far ahead must not keep the present out.
        ledger.horizon = Samples.day + 1000
        #expect(try tell(9, 4).stored == 1 && tell(8, 5).stored == 1)
    }

    @Test("the oldest days go when all are too large, the newest stays")
    func size() throws {
        try fill(rows: 100, padding: String(repeating: "x", count: 30_000))
        try keep { $0.maxBytes = 1 }
        #expect(ledger.policy.maxBytes == 16 << 20)
        let before = ledger.facts().dayBytes
        try #require(before > 24 << 20)
        try run()
        #expect(ledger.days.last?.day == Samples.day + 9)
        #expect((1...9).contains(ledger.days.count))
        #expect(ledger.facts().dayBytes <= (16 << 20) * 9 / 8)
    }

    @Test("what a restoration has kept beside a day neither counts as one nor goes with it")
    func keptByRestoration() throws {
        try fill()
        try keep {
            $0.maxBytes = 16 << 20
            $0.retentionDays = 3
        }
        let before = ledger.facts().dayBytes
        let kept = ["2026-01-01.db.before-t", "2026-01-01.db.before-t-wal"]
        for name in kept {
            try folder.write("days/\(name)", [UInt8](repeating: 1, count: 10 << 20))
        }
        #expect(ledger.facts().dayBytes == before)
        try run(isClockTrusted: false)
        #expect(ledger.days.count == 10)
        try run()
        #expect(ledger.days.count == 6)
        #expect(try folder.names(in: "days").filter { $0.hasPrefix("2026-01-01") } == kept)
    }

    @Test("bodies have a retention and a bound of their own")
    func bodies() throws {
        try fill()
        try keep { $0.bodyRetentionDays = 4 }
        try run()
        #expect(ledger.bodies.days == (5...9).map { Samples.day + $0 })
        #expect(ledger.days.count == 10)
        #expect(ledger.bodiesPath(Samples.day) == nil)
        #expect(ledger.bodiesPath(Samples.day + 9) != nil)
        try ledger.deleteBodies()
        #expect(try folder.names(in: "bodies").isEmpty)
        #expect(try ledger.count("requests") == 3)
    }

    @Test("when the bodies of one day are too large, no more are taken")
    func bodyBound() throws {
        try keep {
            $0.bodyMaxBytes = 1 << 20
            $0.bodyBytes = 256 << 10
        }
        let large = String(repeating: "x", count: 300 << 10)
        var dropped = 0
        for number in 0..<12 {
            let report = try ledger.commit([
                Samples.batch(
                    "p", from: UInt64(number + 1),
                    [
                        Record(
                            entry: .body(
                                Samples.body("r\(number)", large, at: Samples.later(days: 9))))
                    ])
            ])
            dropped += report.bodiesDropped
        }
        #expect((6...8).contains(dropped))
        #expect(ledger.facts().bodyBytes < 3 << 20)
        let path = try #require(ledger.bodiesPath(Samples.day + 9))
        let length = try Database(path: path, readOnly: true).number(
            "SELECT max(length(content)) FROM bodies")
        #expect(length == 256 << 10, "a body is cut to its bound")
    }

    @Test("damaged files that were set aside go with their day")
    func setAside() throws {
        try fill()
        try folder.write("days/2025-12-01.db.corrupt-x", [1, 2, 3])
        try folder.write("days/2026-01-01.db.corrupt-x", [1, 2, 3])
        try keep { $0.retentionDays = 5 }
        try run()
        let names = try folder.names(in: "days")
        #expect(!names.contains { $0.hasPrefix("2025-12-01") })
        #expect(!names.contains { $0.hasPrefix("2026-01-01") })
    }

    @Test("damaged files of bodies go with the others: by age, by size, and when all are deleted")
    func damagedBodies() throws {
        let name = "bodies/2025-12-01.db.corrupt-x"
        try keep { _ in }
        for deletesAll in [true, false] {
            try ledger.open()
            try folder.write(name, [1, 2, 3])
            if deletesAll { try ledger.deleteBodies() } else { try run() }
            #expect(try !folder.names(in: "bodies").contains { $0.hasPrefix("2025-12-01") })
        }
        try fill()
        try folder.write(name, [UInt8](repeating: 1, count: 2 << 20))
        try keep { $0.bodyMaxBytes = 1 << 20 }
        clock.wall = Samples.later(days: -30)
        try run(isClockTrusted: false)
        #expect(try !folder.names(in: "bodies").contains { $0.hasPrefix("2025-12-01") })
    }

    @Test("folded sums go, oldest first, when they take more than a quarter of what there may be")
    func largeSums() throws {
        try fill()
        let fold = try DayFold.read(try ledger.database(Samples.day), day: Samples.day, .utc)
        try ledger.withFolds { (folds) throws(StoreError) in _ = try folds.write(fold) }
        let base = try Database(path: ledger.ledgerPath)
        for day in 1...400 {
            try base.execute(
                """
                INSERT INTO folds SELECT day - \(day), changes, stale, zone, requests, sets, until
                    FROM folds WHERE day = \(Samples.day);
                INSERT INTO fold_quarters VALUES (\(Samples.day - day), zeroblob(20000));
                """)
        }
        ledger.close()
        try keep { $0.maxBytes = 20_000_000 }
        try run(isClockTrusted: false)
        let left = try ledger.withFolds { (folds) throws(StoreError) in folds.days.keys.sorted() }
        #expect(left.count > 100 && left.count < 280)
        #expect(left.last == Samples.day && left == Array(left[0]...Samples.day))
        #expect(ledger.days.count == 10, "rows are not what was too large")
    }

    @Test(
        "a damaged file of derived data is kept as long as rows are, and a copy of before",
        arguments: ["ledger.db.corrupt-x", "ledger.db.before-v2"])
    func damagedBase(name: String) throws {
        try keep { _ in }
        try folder.write(name, [1, 2, 3])
        clock.wall = wallMicroseconds()
        try run()
        #expect(try folder.names().contains(name))
        clock.wall += Int64(ledger.policy.retentionDays + 1) * DayCalendar.microseconds
        try run()
        #expect(try !folder.names().contains(name))
    }

    @Test("a reader that has a day open reads on when it is deleted")
    func reader() throws {
        try fill()
        let reader = try ledger.database(Samples.day)
        let rows = try reader.prepare("SELECT request_id FROM requests ORDER BY seq")
        #expect(try rows.step())
        #expect(try ledger.deleteDay(before: Samples.later(days: 1)))
        #expect(try rows.step() && rows.step())
        reader.close()
        #expect(!ledger.dayFiles.exists(Samples.day))
    }

    @Test("a process that has a deleted day open stores nothing into it")
    func writer() throws {
        try fill()
        let other = Ledger(folder.environment(wall: { Samples.later(days: 9) }))
        let late = Samples.later(days: 8)
        func tell(_ number: UInt64) throws -> Int {
            try other.commit([
                Samples.batch(
                    "q", from: number,
                    [Record(entry: .request(Samples.request("q\(number)", at: late)))])
            ]).stored
        }
        #expect(try tell(1) == 1)
        while try ledger.deleteDay(before: Samples.later(days: 9)) {}
        #expect(try tell(2) == 1)
        other.close()
        #expect(try ledger.count("requests", Samples.day + 8) == 1)
        let again = folder.ledger()
        try again.open()
        #expect(try again.requests(Samples.day + 8).map(\.request.requestID) == ["q2"])
    }

    @Test("files of days that are over keep no log and no index, also where readers left one")
    func tidy() throws {
        try fill()
        for day in 0..<9 {
            let reader = try ledger.database(Samples.day + day)
            #expect(try reader.number("SELECT count(*) FROM requests") == 3)
        }
        for _ in 0..<10 { try run(isClockTrusted: false) }
        let left = try folder.names(in: "days").filter { !$0.hasSuffix(".db") }
        #expect(left.allSatisfy { $0.hasPrefix("2026-01-09") || $0.hasPrefix("2026-01-10") })
        #expect(ledger.days.count == 10)
    }

    @Test(
        "a damaged day with an index left beside it keeps no other from its round, and is suspected"
    )
    func untidy() throws {
        try fill()
        ledger.close()
        try ledger.open()
        for path in [
            ledger.dayFiles.path(Samples.day + 4), ledger.bodyFiles.path(Samples.day + 3),
        ] {
            let reader = try Database(path: path, readOnly: true)
            #expect(try reader.number("SELECT count(*) FROM sqlite_schema") > 0)
        }
        let text = [UInt8]("this was a database once, but now it is text".utf8)
        try folder.write("days/2026-01-03.db", text)
        try folder.write("days/2026-01-03.db-shm", [])
        for _ in 0..<3 { try run(isClockTrusted: false) }
        #expect(ledger.suspects == [Samples.day + 2])
        let left = try folder.names(in: "days") + folder.names(in: "bodies")
        #expect(left.filter { $0.hasSuffix("-shm") } == ["2026-01-03.db-shm"])
        try ledger.check(Samples.day + 2)
        #expect(ledger.setAside.count == 1)
    }
}
