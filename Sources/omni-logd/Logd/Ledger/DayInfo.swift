/// What is known of a day's file without opening it.
package struct DayInfo: Equatable, Sendable {
    /// Days since 1970-01-01, UTC.
    package let day: Int
    /// The file.
    package let path: String
    /// Its bytes on disk, with its log.
    package var bytes: Int64
    /// Rows of requests.
    package var requests: TableInfo
    /// Rows of attempts.
    package var attempts: TableInfo
    /// Rows of outbound calls.
    package var calls: TableInfo

    /// Describes a day.
    package init(
        day: Int, path: String, bytes: Int64 = 0, requests: TableInfo = TableInfo(),
        attempts: TableInfo = TableInfo(), calls: TableInfo = TableInfo()
    ) {
        self.day = day
        self.path = path
        self.bytes = bytes
        self.requests = requests
        self.attempts = attempts
        self.calls = calls
    }
}

/// How many rows a table of a day has, and between which numbers they are.
package struct TableInfo: Equatable, Sendable {
    /// Rows.
    package var rows: Int64
    /// The smallest `seq` that was ever in it; 0 without rows.
    package var firstSequence: Int64
    /// The largest `seq`; 0 without rows.
    package var lastSequence: Int64

    /// Describes a table.
    package init(rows: Int64 = 0, firstSequence: Int64 = 0, lastSequence: Int64 = 0) {
        self.rows = rows
        self.firstSequence = firstSequence
        self.lastSequence = lastSequence
    }

    /// Counts a row that came.
    mutating func add(_ sequence: Int64) {
        rows += 1
        if firstSequence == 0 || sequence < firstSequence { firstSequence = sequence }
        lastSequence = max(lastSequence, sequence)
    }
}
