package import IPC
package import Store

/// The tables of requests, attempts and producers, and the statements over them.
package final class RecordStore {
    /// The file.
    package let database: Database
    private let insertRequest: Statement
    private let insertAttempt: Statement
    private let selectProducer: Statement
    private let upsertProducer: Statement

    /// Opens or makes the file and brings its schema forward.
    package init(path: String) throws(StoreError) {
        database = try Database(path: path, incrementalVacuum: true)
        try database.migrate(Schema.migrations)
        // Moving the log into the file waits for the disk; it is done after the batches were answered.
        database.automaticCheckpoint = 0
        try database.execute("PRAGMA journal_size_limit = \(Limits.logBytes)")
        insertRequest = try database.prepare(Schema.insertRequest)
        insertAttempt = try database.prepare(Schema.insertAttempt)
        selectProducer = try database.prepare(
            "SELECT sequence FROM producers WHERE producer = ?")
        upsertProducer = try database.prepare(
            """
            INSERT INTO producers (producer, sequence, heard_us) VALUES (?, ?, ?)
            ON CONFLICT (producer) DO UPDATE SET sequence = excluded.sequence, heard_us = excluded.heard_us
            """)
    }

    /// Stores batches in one transaction: all of them are on disk when it returns, or none.
    ///
    /// What of a batch is numbered at or below the producer's last stored number is left out. The number is read in the
    /// transaction, because the predecessor of this process may still be storing.
    ///
    /// - Parameters:
    ///   - batches: In the order they came.
    ///   - wallMicroseconds: The time now.
    ///   - collecting: Whether the report lists the requests.
    /// - Returns: What was new.
    /// - Throws: What SQLite says; nothing is stored then.
    package func commit(
        _ batches: [RecordBatch], wallMicroseconds: Int64, collecting: Bool = false
    ) throws(StoreError) -> CommitReport {
        try database.atomically { () throws(StoreError) in
            var report = CommitReport()
            for batch in batches {
                try store(batch, wallMicroseconds, collecting, &report)
            }
            return report
        }
    }

    private func store(
        _ batch: RecordBatch, _ wallMicroseconds: Int64, _ collecting: Bool,
        _ report: inout CommitReport
    ) throws(StoreError) {
        guard !batch.records.isEmpty else { return }
        let last = try lastSequence(of: batch.producer)
        let first = batch.firstSequence
        let end = first + UInt64(batch.records.count) - 1
        if first > last + 1 {
            report.gaps.append(SequenceGap(producer: batch.producer, last: last, first: first))
        }
        let known = last < first ? 0 : min(batch.records.count, Int(last - first) + 1)
        report.skipped += known
        for record in batch.records.dropFirst(known) {
            try store(record, collecting, &report)
        }
        upsertProducer.bind(1, batch.producer)
        upsertProducer.bind(2, Int64(max(last, end)))
        upsertProducer.bind(3, wallMicroseconds)
        try upsertProducer.run()
    }

    private func lastSequence(of producer: String) throws(StoreError) -> UInt64 {
        selectProducer.bind(1, producer)
        defer { selectProducer.reset() }
        return try selectProducer.step() ? UInt64(clamping: selectProducer.int64(0)) : 0
    }

    private func store(
        _ record: Record, _ collecting: Bool, _ report: inout CommitReport
    ) throws(StoreError) {
        switch record.entry {
        case .request(let request) where !request.requestID.isEmpty:
            request.bind(to: insertRequest)
            try insertRequest.run()
            let isNew = database.changes > 0
            count(isNew, &report)
            if isNew, collecting { report.changed.append(request) }
        case .attempt(let attempt) where !attempt.requestID.isEmpty:
            attempt.bind(to: insertAttempt)
            try insertAttempt.run()
            count(database.changes > 0, &report)
        case .request, .attempt, nil: report.unusable += 1
        }
    }

    private func count(_ isNew: Bool, _ report: inout CommitReport) {
        if isNew { report.stored += 1 } else { report.skipped += 1 }
    }
}
