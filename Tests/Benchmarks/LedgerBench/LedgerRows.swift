import IPC
import Logd
import Store

/// The rows of a day once more, at the times of another day: a minute's work of the daemon in less than a second.
struct LedgerRows {
    private let model: DayInfo
    private let day: Int
    private let numbers: Int64

    /// Rows of `model` for `day`, with numbers larger by `numbers`.
    init(_ model: DayInfo, to day: Int, numbers: Int64) {
        self.model = model
        self.day = day
        self.numbers = numbers
    }

    /// Writes the file of the day.
    func write() throws {
        let folder = model.path.dropLast(DayCalendar.name(of: day).utf8.count + ".db".utf8.count)
        let database = try Database(path: "\(folder)\(DayCalendar.name(of: day)).db")
        try database.migrate(DaySchema.migrations, keepingCopy: false)
        try database.execute(
            """
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            ATTACH '\(model.path)' AS model;
            BEGIN;
            \(requests)
            \(sums)
            COMMIT;
            """)
        database.close()
    }

    private var requests: String {
        let shift = Int64(day - model.day) * DayCalendar.microseconds
        let values = DaySchema.requestColumns.map { column in
            switch column {
            case "request_id": "'req-' || (received_us + \(shift))"
            case "received_us": "received_us + \(shift)"
            default: column
            }
        }
        return """
            INSERT INTO requests (\(DaySchema.requestColumns.joined(separator: ", ")), dims, seq)
                SELECT \(values.joined(separator: ", ")), dims, seq + \(numbers)
                FROM model.requests ORDER BY seq;
            INSERT INTO counts SELECT name, rows, first_seq + \(numbers), last_seq + \(numbers)
                FROM model.counts WHERE name = 'requests';
            """
    }

    /// Sums stand by their place in the day.
    private var sums: String {
        let tables = ["dimensions", "rollups", "durations", "rollup_state"]
        return tables.map { "INSERT INTO \($0) SELECT * FROM model.\($0);" }
            .joined(separator: "\n") + "\nUPDATE rollup_state SET day = \(day);"
    }
}
