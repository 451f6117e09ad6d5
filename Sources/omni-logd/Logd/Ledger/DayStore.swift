internal import IPC
internal import Store

/// The open file of one day, and the statements over it.
final class DayStore: FileContent {
    let database: Database
    let rollups: DayRollups
    private let insertRequest: Statement
    private let insertAttempt: Statement
    private let insertCall: Statement
    private let selectRequest: Statement
    private let deleteRequest: Statement
    private let selectProducer: Statement
    private let upsertProducer: Statement
    private let selectCounts: Statement
    private let upsertCount: Statement

    init(path: String, fileSystem: String?) throws(StoreError) {
        database = try Database(path: path, fileSystem: fileSystem)
        try database.migrate(DaySchema.migrations, keepingCopy: false)
        // Moving the log into the file waits for the disk; it is done after the batches were answered.
        database.automaticCheckpoint = 0
        try database.execute("PRAGMA journal_size_limit = \(Limits.logBytes)")
        rollups = try DayRollups(database)
        insertRequest = try database.prepare(DaySchema.insertRequest)
        insertAttempt = try database.prepare(DaySchema.insertAttempt)
        insertCall = try database.prepare(DaySchema.insertCall)
        selectRequest = try database.prepare(
            """
            SELECT \(DaySchema.requestColumns.joined(separator: ", ")), seq, dims FROM requests
            WHERE request_id = ? AND received_us = ?
            """)
        deleteRequest = try database.prepare("DELETE FROM requests WHERE seq = ?")
        selectProducer = try database.prepare("SELECT sequence FROM producers WHERE producer = ?")
        upsertProducer = try database.prepare(
            """
            INSERT INTO producers (producer, sequence) VALUES (?, ?)
            ON CONFLICT (producer) DO UPDATE SET sequence = excluded.sequence
            """)
        selectCounts = try database.prepare(DayCounts.select)
        upsertCount = try database.prepare(
            """
            INSERT INTO counts (name, rows, first_seq, last_seq) VALUES (?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET rows = excluded.rows,
            first_seq = excluded.first_seq, last_seq = excluded.last_seq
            """)
    }

    /// The highest number of a producer's records in this file; 0 without any.
    func lastSequence(of producer: String) throws(StoreError) -> UInt64 {
        selectProducer.bind(1, producer)
        defer { selectProducer.reset() }
        return try selectProducer.step() ? UInt64(clamping: selectProducer.int64(0)) : 0
    }

    /// Keeps the highest number of a producer's records in this file.
    func keep(_ sequence: UInt64, of producer: String) throws(StoreError) {
        upsertProducer.bind(1, producer)
        upsertProducer.bind(2, Int64(clamping: sequence))
        try upsertProducer.run()
    }

    // MARK: Rows

    /// A row that is there.
    struct StoredRequest {
        let record: RequestRecord
        /// Its number.
        let number: Int64
        /// The dimension set by which it is counted.
        let set: Int64
    }

    /// The row of a request by its id and time; nil without one.
    func request(like other: RequestRecord) throws(StoreError) -> StoredRequest? {
        selectRequest.bind(1, other.requestID)
        selectRequest.bind(2, other.receivedUnixUs)
        defer { selectRequest.reset() }
        guard try selectRequest.step() else { return nil }
        let number = DaySchema.requestColumns.count
        return StoredRequest(
            record: RequestRecord(row: selectRequest), number: selectRequest.int64(number),
            set: selectRequest.int64(number + 1))
    }

    /// Adds a request's row, in the place of another where there is one.
    func add(
        _ request: RequestRecord, replacing old: StoredRequest?, number: Int64
    ) throws(StoreError) {
        let dimensions = try rollups.record(request, replacing: old.map { ($0.record, $0.set) })
        if let old {
            deleteRequest.bind(1, old.number)
            try deleteRequest.run()
        }
        var row = RowWriter(insertRequest)
        request.write(to: &row)
        row.time(dimensions)
        row.time(number)
        try insertRequest.run()
    }

    /// Adds an attempt's row; false when it is there already.
    func add(_ attempt: AttemptRecord, number: Int64) throws(StoreError) -> Bool {
        var row = RowWriter(insertAttempt)
        attempt.write(to: &row)
        row.time(number)
        try insertAttempt.run()
        return database.changes > 0
    }

    /// Adds a call's row.
    func add(_ call: CallRecord, number: Int64) throws(StoreError) {
        var row = RowWriter(insertCall)
        call.write(to: &row)
        row.time(number)
        try insertCall.run()
    }

    // MARK: Counts

    /// How many rows there are.
    func counts() throws(StoreError) -> DayCounts { try DayCounts(selectCounts) }

    /// Keeps how many rows there are.
    func keep(_ counts: DayCounts) throws(StoreError) {
        for (name, info) in counts.named where info.rows > 0 {
            upsertCount.bind(1, name)
            upsertCount.bind(2, info.rows)
            upsertCount.bind(3, info.firstSequence)
            upsertCount.bind(4, info.lastSequence)
            try upsertCount.run()
        }
    }
}
