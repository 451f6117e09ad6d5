internal import IPC
internal import Store
internal import TimeZones

/// Reads all days through and compares their sums, and the folded ones, with the rows; and months with their days.
///
/// It lives on the loop that commits; the reading is done on a query thread, a day at a time.
final class LedgerChecker {
    private let source: any LedgerSource
    private let upkeep: Upkeep
    private var days: [DayInfo] = []
    private var problems: [String] = []
    private var done: (([String]) -> Void)?

    init(_ source: any LedgerSource, _ upkeep: Upkeep) {
        self.source = source
        self.upkeep = upkeep
    }

    /// Checks all; one at a time.
    func run(_ done: @escaping ([String]) -> Void) {
        guard self.done == nil else { return done(["a check is under way already"]) }
        self.done = done
        problems = []
        days = source.days
        next()
    }

    private func next() {
        guard problems.count < Limits.toldDifferences else { return finish() }
        guard let info = days.popLast() else { return checkMonths() }
        let name = DayCalendar.name(of: info.day)
        let ledger = source.ledgerPath
        let isBegun = upkeep.run {
            (reader) throws(QueryFailure) in
            try Self.check(info, ledger, reader)
        } _: { [weak self] (result: Result<[String], QueryFailure>) in
            guard let self else { return }
            switch result {
            case .success(let found): problems += found.map { "\(name): \($0)" }
            case .failure(.damaged(let day, let error)):
                source.suspect(day, "\(error)")
                problems.append("\(name): damaged: \(error)")
            case .failure(let failure): problems.append("\(name): not read: \(failure)")
            }
            next()
        }
        if !isBegun {
            problems.append("\(name): not read: too much else to do")
            finish()
        }
    }

    private func finish() {
        let told = done
        done = nil
        days = []
        told?(problems)
    }

    private static func check(
        _ info: DayInfo, _ ledger: String, _ reader: LedgerReader
    ) throws(QueryFailure) -> [String] {
        guard let database = try reader.day(info.day, info.path) else { return [] }
        var found = try LedgerReader.guarded(day: info.day) { () throws(StoreError) in
            let damage = try database.integrityCheck()
            return (damage == "ok" ? [] : [damage]) + (try DayRollups.differences(database))
        }
        found += try foldDifferences(info, database, ledger, reader)
        return found
    }

    /// A folded day, or part of one, that has not changed since holds exactly what folding it again gives.
    private static func foldDifferences(
        _ info: DayInfo, _ database: Database, _ path: String, _ reader: LedgerReader
    ) throws(QueryFailure) -> [String] {
        guard let ledger = try reader.ledger(path) else { return [] }
        let kept = try LedgerReader.guarded { () throws(StoreError) in
            try KeptFold(info.day, ledger)
        }
        guard let kept else { return [] }
        let fold = try LedgerReader.guarded(day: info.day) { () throws(StoreError) in
            try DayFold.read(database, day: info.day, kept.calendar, until: kept.until)
        }
        return try LedgerReader.guarded { () throws(StoreError) in
            // Rows may have come, and the day been folded again, while it was read.
            guard kept.isOf(fold), try !kept.isEqual(to: fold, ledger),
                try KeptFold(info.day, ledger)?.changes == kept.changes
            else { return [] }
            return ["the folded sums differ from the day's"]
        }
    }

    // MARK: Months

    /// Compares months with the folded days that they are of.
    private func checkMonths() {
        let ledger = source.ledgerPath
        let isBegun = upkeep.run {
            (reader) throws(QueryFailure) in
            guard let database = try reader.ledger(ledger) else { return [] }
            return try LedgerReader.guarded { () throws(StoreError) in
                try MonthFold.differences(database)
            }
        } _: { [weak self] (result: Result<[String], QueryFailure>) in
            guard let self else { return }
            switch result {
            case .success(let found): problems += found
            case .failure(let failure): problems.append("the months: not read: \(failure)")
            }
            finish()
        }
        if !isBegun {
            problems.append("the months: not read: too much else to do")
            finish()
        }
    }
}
