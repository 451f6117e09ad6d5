internal import IPC
internal import Store
internal import TimeZones

/// Reads all days through and compares their sums, and the folded ones, with the rows.
///
/// It lives on the loop that commits; the reading is done on a query thread, a day at a time.
final class LedgerChecker {
    private let source: any LedgerSource
    private let runner: any QueryRunner
    private var days: [DayInfo] = []
    private var problems: [String] = []
    private var done: (([String]) -> Void)?

    init(_ source: any LedgerSource, _ runner: any QueryRunner) {
        self.source = source
        self.runner = runner
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
        guard let info = days.popLast(), problems.count < Limits.toldDifferences else {
            return finish()
        }
        let name = DayCalendar.name(of: info.day)
        let ledger = source.ledgerPath
        let ticket = runner.run(lasting: Limits.upkeepNanoseconds) {
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
        if ticket == nil {
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

    /// A folded day that has not changed since holds exactly what folding it again gives.
    private static func foldDifferences(
        _ info: DayInfo, _ database: Database, _ path: String, _ reader: LedgerReader
    ) throws(QueryFailure) -> [String] {
        guard let ledger = try reader.ledger(path) else { return [] }
        let fold = try LedgerReader.guarded(day: info.day) { () throws(StoreError) in
            try DayFold.read(database, day: info.day, .utc)
        }
        return try LedgerReader.guarded { () throws(StoreError) in
            let rows = try ledger.prepare(
                """
                SELECT block FROM folds JOIN fold_quarters USING (day)
                WHERE day = ? AND stale = 0 AND changes = ?
                """)
            rows.bind(1, info.day)
            rows.bind(2, fold.changes)
            guard try rows.step(), rows.blob(0) != fold.quarters else { return [] }
            return ["the folded sums differ from the day's"]
        }
    }
}
