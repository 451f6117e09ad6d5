internal import Store

extension RouteStore {
    /// The decisions about a request, as lines; empty when none are kept.
    ///
    /// Looks through all that are kept: an index would cost every request what a question now and then may cost.
    func trace(of requestID: String) throws(StoreError) -> [UInt8] {
        let rows = try database.prepare(
            "SELECT lines FROM traces WHERE request_id = ? ORDER BY number DESC LIMIT 1")
        rows.bind(1, requestID)
        return try rows.step() ? rows.blob(0) : []
    }

    /// Keeps decisions, within a transaction; the oldest ones go.
    func write(_ traces: [KeptTrace]) throws(StoreError) {
        guard !traces.isEmpty else { return }
        let row = try database.prepare("INSERT INTO traces (request_id, lines) VALUES (?, ?)")
        for trace in traces {
            row.bind(1, trace.requestID)
            row.bind(2, trace.lines)
            try row.run()
        }
        try database.execute(
            """
            DELETE FROM traces
            WHERE number <= (SELECT max(number) FROM traces) - \(Limits.tracedRequests)
            """)
    }
}
