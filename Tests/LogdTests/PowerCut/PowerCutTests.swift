import IPC
import Store
import Testing
import TimeZones

@testable import Logd

/// The disk keeps what it was waited for; of the rest it keeps nothing, everything, or any part in any order.
@Suite("power cuts", .serialized)
struct PowerCutTests {
    /// Ledger settings that were acknowledged, as one step among the others.
    private static let settings = LedgerSettings(retentionDays: 42, zone: "Europe/Berlin")

    /// When the first day is over for long: what comes for it after its deletion comes too late.
    private static let late = Samples.later(days: LedgerScript.days + 1)

    /// Operations after which a step was acknowledged.
    private struct Acknowledged {
        var steps: [Int] = []
        var settings = Int.max
        /// When the deletion of the first day began.
        var deletion = Int.max
    }

    /// Plays a script: commits, checkpoints, more lives, settings; days are folded and have rows again; at last one goes.
    private func play(_ script: LedgerScript, on disk: RecordingDisk) throws -> Acknowledged {
        var acknowledged = Acknowledged()
        var ledger = disk.ledger()
        for (step, batches) in script.steps.enumerated() {
            _ = try ledger.commit(batches)
            acknowledged.steps.append(disk.operations)
            if step % 5 == 3 {
                try ledger.dayFiles.file(Samples.day).perform { (store) throws(StoreError) in
                    try store.database.checkpoint()
                }
            }
            if step % 6 == 4 {
                // Their first hours, and later all of them.
                let until = step < 6 ? DayPlace.hourQuarters : DayPlace.quarters
                for day in 0..<LedgerScript.days {
                    try fold(Samples.day + day, until: until, ledger)
                }
                if until == DayPlace.quarters { try addUp(ledger) }
            }
            if step == 7 {
                try ledger.apply(Self.settings)
                acknowledged.settings = disk.operations
            }
            if step % 8 == 6 {
                ledger.close()
                ledger = disk.ledger()
            }
        }
        ledger.close()
        try deleteFirstDay(disk, &acknowledged)
        return acknowledged
    }

    /// Folds a day, whose rows go then.
    private func deleteFirstDay(
        _ disk: RecordingDisk, _ acknowledged: inout Acknowledged
    ) throws {
        let ledger = disk.ledger(wall: Self.late)
        try ledger.open()
        try fold(Samples.day, until: DayPlace.quarters, ledger)
        acknowledged.deletion = disk.operations
        #expect(try ledger.deleteDay(before: DayCalendar.start(of: Samples.day + 1)))
        // The ledger does that itself, and last; SQLite and this disk do not see it.
        disk.removed(ledger.dayFiles.path(Samples.day))
        ledger.close()
    }

    /// Folds a day as `FoldKeeper` does, but over the connections that this disk sees.
    private func fold(_ day: Int, until quarter: Int, _ ledger: Ledger) throws {
        let fold = try ledger.dayFiles.file(day).perform { (store) throws(StoreError) in
            try DayFold.read(store.database, day: day, .utc, until: quarter)
        }
        let isWritten = try ledger.base.perform { (base) throws(StoreError) in
            try base.folds.write(fold)
        }
        #expect(isWritten)
    }

    /// Adds up the month of the folded days; one whose days changed meanwhile is made anew by the next.
    private func addUp(_ ledger: Ledger) throws {
        let month = FoldMonths.month(of: Samples.day)
        try ledger.base.perform { (base) throws(StoreError) in
            let days = base.folds.days.filter { FoldMonths.days(of: month).contains($0.key) }
            let changes = days.mapValues { $0.changes }
            if let sums = try MonthFold.read(month, changes, base.database) {
                try base.folds.write(sums)
            }
        }
    }

    @Test("whatever a power cut leaves opens, holds what was acknowledged, and takes the rest once")
    func images() throws {
        let disk = try RecordingDisk()
        let script = LedgerScript(commits: 20)
        let acknowledged = try play(script, on: disk)
        let operations = disk.operations
        try #require(operations > 400)
        let stride = max(1, operations / 130)
        var images = 0
        // Of the deletion, which is short, each operation.
        let moments = Set(Swift.stride(from: 0, through: operations, by: stride))
            .union(acknowledged.deletion...operations)
        for upto in moments.sorted() {
            for seed in UInt64(0)..<4 {
                let image = try disk.image(after: upto, seed: UInt64(upto) * 4 + seed)
                try check(
                    disk, image, script, acknowledged, upto, "after \(upto), seed \(seed)")
                images += 1
            }
        }
        #expect(images >= 500)
    }

    private func check(
        _ disk: RecordingDisk, _ image: TemporaryFolder, _ script: LedgerScript,
        _ acknowledged: Acknowledged,
        _ upto: Int, _ name: String
    ) throws {
        let stored = acknowledged.steps.prefix { $0 <= upto }.count
        let going = acknowledged.deletion <= upto ? Samples.day : nil
        let ledger = disk.ledger(on: image, wall: going == nil ? Samples.received : Self.late)
        try ledger.open()
        #expect(ledger.setAside.isEmpty, "\(name)")
        #expect(
            try script.differences(ledger, stored: stored, isAll: false, going: going) == [],
            "\(name)")
        #expect(try foldDifferences(ledger, script, going: going) == [], "\(name)")
        if acknowledged.settings <= upto { #expect(ledger.settings == Self.settings, "\(name)") }
        // Producers send again what was not acknowledged, and a little more.
        for batches in script.steps[max(0, stored - 2)...] { _ = try ledger.commit(batches) }
        let count = script.steps.count
        #expect(
            try script.differences(ledger, stored: count, isAll: true, going: going) == [],
            "\(name)")
        #expect(try foldDifferences(ledger, script, going: going) == [], "\(name)")
        #expect(try bodies(ledger) == script.steps.reduce(0) { $0 + $1.count }, "\(name)")
        ledger.close()
    }

    private func bodies(_ ledger: Ledger) throws -> Int {
        try ledger.bodies.days.reduce(0) { sum, day in
            let database = try Database(path: ledger.bodyFiles.path(day))
            #expect(try database.integrityCheck() == "ok")
            let said = "CAST(content AS TEXT) = '\(LedgerScript.said)'"
            let others = try database.number("SELECT count(*) FROM bodies WHERE NOT \(said)")
            #expect(others == 0)
            return sum + Int(try database.number("SELECT count(*) FROM bodies"))
        }
    }

    /// Folded sums that may be used are those of the day's file; those of a day that goes are whole and stay.
    private func foldDifferences(
        _ ledger: Ledger, _ script: LedgerScript, going: Int?
    ) throws -> [String] {
        var found: [String] = []
        let path = ledger.base.path
        let derived = try Database(path: path)
        let check = try derived.integrityCheck()
        if check != "ok" { found.append("\(path): \(check)") }
        found += try MonthFold.differences(derived)
        let book = try FoldBook(derived)
        for (day, entry) in book.days where !entry.isStale && day != going {
            let database = try Database(path: ledger.dayFiles.path(day))
            let fold = try DayFold.read(database, day: day, .utc, until: entry.until)
            let kept = try derived.prepare("SELECT block FROM fold_quarters WHERE day = \(day)")
            guard try kept.step(), kept.blob(0) == fold.quarters, entry.changes == fold.changes,
                entry.requests == fold.requests
            else {
                found.append("the folded sums of day \(day) are not those of its rows")
                continue
            }
        }
        if let going {
            let folded = book.isFolded(going) ? book.days[going].map { Int($0.requests) } : nil
            // What comes late before the day is gone marks its sums: until then they are in its file.
            let stored = folded == nil ? try self.rows(ledger, of: going) : nil
            if folded ?? stored != script.requests(of: going) {
                found.append("the sums of the day that goes are lost")
            }
        }
        return found
    }

    private func rows(_ ledger: Ledger, of day: Int) throws -> Int? {
        guard ledger.dayFiles.exists(day) else { return nil }
        let database = try Database(path: ledger.dayFiles.path(day))
        return Int(try database.number("SELECT count(*) FROM requests"))
    }

    /// Without it the test above could not fail.
    @Test("a store that does not wait for the disk loses what it acknowledged")
    func control() throws {
        let disk = try RecordingDisk()
        let script = LedgerScript(commits: 6)
        let ledger = disk.ledger()
        try ledger.open()
        for batches in script.steps {
            for day in 0..<LedgerScript.days {
                try ledger.dayFiles.file(Samples.day + day).perform { (store) throws(StoreError) in
                    try store.database.setSynchronous(.off)
                }
            }
            _ = try ledger.commit(batches)
        }
        let image = try disk.image(after: disk.operations, seed: 0)
        let again = disk.ledger(on: image)
        try again.open()
        let lost = try script.differences(again, stored: script.steps.count, isAll: true).count
        #expect(lost > 0)
    }
}
