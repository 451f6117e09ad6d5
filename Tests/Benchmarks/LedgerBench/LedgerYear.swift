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
        for day in first...LedgerShape.last {
            try write(day)
            // The last day is of now: it is read from its own file.
            if day < LedgerShape.last { try fold(day) }
            log("wrote \(DayCalendar.name(of: day))")
        }
        try copyFolds(before: first)
        log("copied folded sums of \(max(0, first - (LedgerShape.last - shape.days) - 1)) days")
    }

    /// Rows of a day, as the daemon stores them.
    private func write(_ day: Int) throws {
        var traffic = LedgerTraffic(day: day)
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

    private func fold(_ day: Int) throws {
        guard let info = ledger.days.first(where: { $0.day == day }) else { return }
        let database = try Database(path: info.path, readOnly: true)
        let fold = try DayFold.read(database, day: day, .utc)
        try ledger.withFolds { (folds) throws(StoreError) in try folds.write(fold) }
    }

    private func copyFolds(before first: Int) throws {
        let kinds = max(1, min(shape.days, shape.written) - 1)
        let database = try Database(path: ledger.ledgerPath)
        let begin = LedgerShape.last - shape.days + 1
        guard begin < first else { return }
        try database.transaction {
            for day in begin..<first {
                let model = first + (day - begin) % kinds
                try database.execute(
                    """
                    INSERT INTO folds SELECT \(day), changes, stale, zone, requests, sets
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
            }
        }
    }
}
