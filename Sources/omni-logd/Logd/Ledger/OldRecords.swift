internal import IPC
internal import Store

/// The one file, log.db, in which versions before the ledger kept everything: its rows are taken over once, some at a time,
/// then it is removed.
///
/// A row's id there serves as its number here, so that what is taken over twice is stored once, whenever it is interrupted.
final class OldRecords {
    private let path: String
    private let database: Database
    private var requests: Int64 = 0
    private var attempts: Int64 = 0

    private static let requestProducer = "log.db/requests"
    private static let attemptProducer = "log.db/attempts"

    /// Opens the file; nil when there is none, or when it is damaged: it then keeps its data under another name.
    init?(folder: String) throws(StoreError) {
        path = folder + "/log.db"
        guard FileIdentity(path) != nil else { return nil }
        do throws(StoreError) {
            database = try Database(path: path)
            let version = try database.schemaVersion()
            guard version <= 1 else { throw StoreError.newerDatabase(version: version, known: 1) }
            if version == 0 {
                // Made, but nothing was ever stored.
                try database.execute("CREATE TABLE requests (id INTEGER PRIMARY KEY)")
                try database.execute("CREATE TABLE attempts (id INTEGER PRIMARY KEY)")
            }
        } catch {
            guard error.isCorrupt else { throw error }
            _ = Files.rename(path, to: path + ".corrupt")
            _ = Files.rename(path + "-wal", to: path + ".corrupt-wal")
            return nil
        }
    }

    /// Rows that were not looked at yet.
    var rowsLeft: Int64 {
        // A count for people: where it cannot be had it is 0.
        (try? database.number(
            """
            SELECT (SELECT count(*) FROM requests WHERE id > \(requests))
            + (SELECT count(*) FROM attempts WHERE id > \(attempts))
            """)) ?? 0
    }

    /// The next rows, each as a batch of its own; none when all have been taken over.
    func next() throws(StoreError) -> [RecordBatch] {
        let batches = try nextRequests()
        return batches.isEmpty ? try nextAttempts() : batches
    }

    /// Says that rows are stored.
    func areStored(_ batches: [RecordBatch]) {
        for batch in batches {
            if batch.producer == Self.requestProducer {
                requests = max(requests, Int64(clamping: batch.firstSequence))
            } else {
                attempts = max(attempts, Int64(clamping: batch.firstSequence))
            }
        }
    }

    /// Removes the file, unless rows have come to it: its own version may still be running for a moment.
    func finish() throws(StoreError) -> Bool {
        let isDone = try database.atomically { () throws(StoreError) in
            guard try next().isEmpty else { return false }
            for suffix in ["", "-wal", "-shm"] { Files.remove(path + suffix) }
            return true
        }
        if isDone { database.close(keepingLog: true) }
        return isDone
    }

    private func nextRequests() throws(StoreError) -> [RecordBatch] {
        guard try database.number("SELECT max(id) FROM requests") > requests else { return [] }
        let statement = try database.prepare(
            """
            SELECT id, request_id, received_us, key_id, key_name, dialect, endpoint, model_asked,
            model_answered, provider, connection_id, connection_name, status, outcome, error_code,
            stream, attempts, bytes_in, bytes_out, first_byte_us, total_us, secondhand, \(Self.usage)
            FROM requests WHERE id > ? ORDER BY id LIMIT ?
            """)
        statement.bind(1, requests)
        statement.bind(2, Limits.importedRows)
        var batches: [RecordBatch] = []
        while try statement.step() {
            var row = RowReader(statement, from: 1)
            var request = RequestRecord(
                requestID: row.text(), receivedUnixUs: row.time(), keyID: row.text(),
                keyName: row.text(), dialect: row.word(.none), endpoint: row.word(.none),
                modelAsked: row.text(), modelAnswered: row.text(), provider: row.text(),
                connectionID: row.text(), connectionName: row.text(), status: row.small(),
                outcome: row.word(.unknown), errorCode: row.text(), stream: row.flag(),
                attempts: row.small(), bytesIn: row.amount(), bytesOut: row.amount(),
                firstByteUs: row.amount(), totalUs: row.amount(), secondhand: row.flag())
            request.usage = Self.usage(&row)
            batches.append(
                RecordBatch(
                    producer: Self.requestProducer, firstSequence: UInt64(statement.int64(0)),
                    records: [Record(entry: .request(request))]))
        }
        return batches
    }

    private func nextAttempts() throws(StoreError) -> [RecordBatch] {
        guard try database.number("SELECT max(id) FROM attempts") > attempts else { return [] }
        let statement = try database.prepare(
            """
            SELECT id, request_id, attempt, started_us, lease_id, connection_id, connection_name,
            provider, model, status, failure, error_code, connect_us, first_byte_us,
            first_token_us, total_us, bytes_in, bytes_out, \(Self.usage)
            FROM attempts WHERE id > ? ORDER BY id LIMIT ?
            """)
        statement.bind(1, attempts)
        statement.bind(2, Limits.importedRows)
        var batches: [RecordBatch] = []
        while try statement.step() {
            var row = RowReader(statement, from: 1)
            var attempt = AttemptRecord(
                requestID: row.text(), attempt: row.small(), startedUnixUs: row.time(),
                leaseID: row.name(), connectionID: row.text(), connectionName: row.text(),
                provider: row.text(), model: row.text(), status: row.small(),
                failure: row.word(.none), errorCode: row.text(), connectUs: row.amount(),
                firstByteUs: row.amount(), firstTokenUs: row.amount(), totalUs: row.amount(),
                bytesIn: row.amount(), bytesOut: row.amount())
            attempt.usage = Self.usage(&row)
            batches.append(
                RecordBatch(
                    producer: Self.attemptProducer, firstSequence: UInt64(statement.int64(0)),
                    records: [Record(entry: .attempt(attempt))]))
        }
        return batches
    }

    private static let usage =
        "usage_source, usage_input, usage_cached_input, usage_cache_write, usage_output, usage_reasoning"

    private static func usage(_ row: inout RowReader) -> Usage? {
        guard !row.isNull else { return nil }
        return Usage(
            source: row.word(.none), input: row.amount(), cachedInput: row.amount(),
            cacheWrite: row.amount(), output: row.amount(), reasoning: row.amount())
    }
}
