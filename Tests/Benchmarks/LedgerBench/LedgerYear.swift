import IPC
import Logd
import Store
import TimeZones

/// Makes the ledger that is measured.
struct LedgerYear {
    let ledger: Ledger
    private let shape: LedgerShape

    init(_ shape: LedgerShape, _ folder: String, log: (String) -> Void) throws {
        self.shape = shape
        let now = Int64(LedgerShape.last + 1) * DayCalendar.microseconds - 1
        var environment = LedgerEnvironment(
            folder: folder, wallMicroseconds: { now }, timestamp: { "\($0)" })
        environment.space = { nil }
        ledger = Ledger(environment)
        try ledger.open()
        let first = LedgerShape.last - min(shape.days, shape.written) + 1
        guard ledger.days.isEmpty else {
            log("took the ledger that is there")
            return
        }
        for day in first...LedgerShape.last {
            try write(day)
            // The last day is of now: its last hour is read from its own file.
            try fold(day, until: day < LedgerShape.last ? DayPlace.quarters : DayPlace.quarters - 4)
            log("wrote \(DayCalendar.name(of: day))")
        }
        try copyFolds(before: first)
        try addMonths()
        log("copied folded sums of \(max(0, first - (LedgerShape.last - shape.days) - 1)) days")
    }

    /// Rows of a day, as the daemon stores them.
    private func write(_ day: Int) throws {
        var traffic = LedgerTraffic(day: day, spread: shape.spread)
        let start = DayCalendar.start(of: day)
        let step = DayCalendar.microseconds / Int64(shape.requests)
        var batch: [Record] = []
        var sequence: UInt64 = 1
        for number in 0..<shape.requests {
            let request = traffic.request(at: start + Int64(number) * step)
            batch.append(Record(entry: .request(request)))
            guard batch.count == 2_000 || number == shape.requests - 1 else { continue }
            _ = try ledger.commit([
                RecordBatch(producer: "bench-\(day)", firstSequence: sequence, records: batch)
            ])
            sequence += UInt64(batch.count)
            batch = []
            if ledger.isMovingDue { try ledger.moveLogs() }
        }
    }

    private func fold(_ day: Int, until: Int) throws {
        guard let info = ledger.days.first(where: { $0.day == day }) else { return }
        let database = try Database(path: info.path, readOnly: true)
        let fold = try DayFold.read(database, day: day, .utc, until: until)
        _ = try ledger.withFolds { (folds) throws(StoreError) in try folds.write(fold) }
    }

    private func copyFolds(before first: Int) throws {
        let kinds = max(1, min(shape.days, shape.written) - 1)
        let database = try Database(path: ledger.ledgerPath)
        let begin = LedgerShape.last - shape.days + 1
        guard begin < first else { return }
        // A month at a time, so that the log does not double the space.
        for start in stride(from: begin, to: first, by: 30) {
            try database.transaction {
                for day in start..<min(first, start + 30) {
                    try copy(first + (day - begin) % kinds, to: day, database)
                }
            }
            try database.checkpoint(truncating: true)
        }
    }

    private func copy(_ model: Int, to day: Int, _ database: Database) throws {
        try database.execute(
            """
            INSERT INTO folds SELECT \(day), changes, stale, zone, requests, sets, until
                FROM folds WHERE day = \(model);
            INSERT INTO fold_quarters SELECT \(day), block FROM fold_quarters
                WHERE day = \(model);
            INSERT INTO fold_hours SELECT \(day), block FROM fold_hours
                WHERE day = \(model);
            INSERT INTO fold_pieces SELECT \(day), block FROM fold_pieces
                WHERE day = \(model);
            INSERT INTO fold_durations SELECT \(day), runs, classes FROM fold_durations
                WHERE day = \(model);
            """)
        try copySlices(database, from: model, to: day)
    }

    /// Adds up months, as they are in the background.
    private func addMonths() throws {
        let database = try Database(path: ledger.ledgerPath, readOnly: true)
        let rows = try database.prepare("SELECT day, changes FROM folds")
        var months: [Int: [Int: Int64]] = [:]
        while try rows.step() {
            let day = Int(rows.int64(0))
            let month = FoldMonths.month(of: day)
            guard FoldMonths.days(of: month).contains(day) else { continue }
            months[month, default: [:]][day] = rows.int64(1)
        }
        // The last month is not over.
        months[FoldMonths.month(of: LedgerShape.last)] = nil
        for (month, days) in months {
            guard let fold = try MonthFold.read(month, days, database) else { continue }
            try ledger.withFolds { (folds) throws(StoreError) in try folds.write(fold) }
        }
    }

    /// The row of a slice is made of its grain, its number and its day.
    private func copySlices(_ database: Database, from model: Int, to day: Int) throws {
        let ids = FoldSlice.ids(of: model).map { "\($0)" }.joined(separator: ", ")
        try database.execute(
            """
            INSERT INTO fold_slices SELECT id - \(model) + \(day), block
                FROM fold_slices WHERE id IN (\(ids));
            INSERT INTO fold_duration_slices SELECT id - \(model) + \(day), runs, classes
                FROM fold_duration_slices WHERE id IN (\(ids));
            """)
    }
}
