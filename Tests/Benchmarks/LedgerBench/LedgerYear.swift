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
        guard ledger.days.isEmpty else {
            log("took the ledger that is there")
            return
        }
        try write(shape.written.before, log)
        try copyRows()
        log("copied the rows of \(shape.copied.count) days")
        try write(shape.written.after, log)
        try copyFolds()
        try addMonths()
        log("copied folded sums")
    }

    private func write(_ days: Range<Int>, _ log: (String) -> Void) throws {
        for day in days {
            try write(day)
            // The last day is of now: its last hour is read from its own file.
            try fold(day, until: day < LedgerShape.last ? DayPlace.quarters : DayPlace.quarters - 4)
            log("wrote \(DayCalendar.name(of: day))")
        }
    }

    /// Gives days the rows of the last that is there.
    private func copyRows() throws {
        guard let model = ledger.days.last else { return }
        // Its log is moved into the file.
        ledger.close()
        let rows = model.requests
        for (turn, day) in shape.copied.enumerated() {
            let numbers = Int64(turn + 1) * (rows.lastSequence - rows.firstSequence + 1)
            try LedgerRows(model, to: day, numbers: numbers).write()
        }
        try ledger.open()
    }

    /// Rows of a day, as the daemon stores them.
    private func write(_ day: Int) throws {
        var traffic = LedgerTraffic(day: day, spread: shape.spread)
        let start = DayCalendar.start(of: day)
        let step = DayCalendar.microseconds / Int64(shape.requests)
        var batch: [Record] = []
        var sequence: UInt64 = 1
        for number in 0..<shape.requests {
            let time = start + Int64(number) * step
            let isRare = day == shape.firstKept && number == shape.requests / 2
            let request = isRare ? traffic.rare(at: time) : traffic.request(at: time)
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

    /// Gives days the folded sums of their rows or, where they have none, of the days that were written, in turn.
    private func copyFolds() throws {
        let (before, after) = shape.written
        let all = Array(before) + Array(after)
        // Neither the first, which has what is rare, nor today.
        let models = Array(all.count > 2 ? all[1..<all.count - 1] : all[...])
        let bare = LedgerShape.last - shape.days + 1..<shape.firstKept
        let pairs =
            bare.map { (models[$0 % models.count], $0) } + shape.copied.map { (models[0], $0) }
        let database = try Database(path: ledger.ledgerPath)
        for (model, day) in pairs {
            try database.transaction { try copy(model, to: day, database) }
        }
        try database.checkpoint(truncating: true)
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
