internal import IPC
internal import Store

extension AdminStore: QuotaMemory {
    func lastReading(of connection: String) -> QuotaReading.Last? {
        // Without the row the account is asked once more, and no harm is done.
        try? reading(of: connection)
    }

    private func reading(of connection: String) throws(StoreError) -> QuotaReading.Last? {
        let rows = try statement("SELECT asked_us, calls FROM quota_readings WHERE connection = ?")
        rows.bind(1, connection)
        defer { rows.reset() }
        guard try rows.step() else { return nil }
        return QuotaReading.Last(asked: rows.int64(0), calls: rows.int64(1))
    }

    func keep(_ last: QuotaReading.Last, of connection: String) {
        // As above.
        try? run(
            "INSERT OR REPLACE INTO quota_readings (connection, asked_us, calls) VALUES (?, ?, ?)",
            connection, last.asked, last.calls)
    }

    func forget(_ connections: [String]) {
        for name in connections {
            // As above, the other way round: the account of before may be taken for this one's.
            try? run("DELETE FROM quota_readings WHERE connection = ?", name)
        }
    }
}
