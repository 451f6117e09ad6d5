internal import IPC
internal import Store

extension RouteStore {
    /// The decisions about the latest request with an id, oldest first; empty when none are kept.
    ///
    /// Looks through all that are kept: an index would cost every request what a question now and then may cost.
    func trace(of requestID: String) throws(StoreError) -> [DecisionTrace] {
        let rows = try database.prepare("SELECT requests FROM decisions ORDER BY number DESC")
        while try rows.step() {
            let found = KeptTraces.read(rows.blob(0)).last { $0.requestID == requestID }
            guard let found else { continue }
            rows.reset()
            return TraceCode.decoded(found.bytes, requestID: requestID)
        }
        return []
    }

    /// Keeps decisions, within a transaction; the oldest ones go.
    func write(_ traces: [KeptTrace]) throws(StoreError) {
        guard !traces.isEmpty else { return }
        let row = try statements.addDecisions.on(database)
        row.bind(1, traces.count)
        row.bind(2, KeptTraces.bytes(traces))
        try row.run()
        let forget = try statements.forgetDecisions.on(database)
        forget.bind(1, Limits.tracedRequests)
        try forget.run()
    }
}

/// The decisions about several requests, as one row has them.
enum KeptTraces {
    /// One after the other: the request's id, then its decisions, each after its length.
    static func bytes(_ traces: [KeptTrace]) -> [UInt8] {
        let size = traces.reduce(0) { $0 + $1.bytes.count + $1.requestID.utf8.count + 8 }
        var writer = WireWriter(reserving: size)
        for trace in traces {
            writer.text(trace.requestID)
            writer.varint(UInt64(trace.bytes.count))
            writer.raw(trace.bytes)
        }
        return writer.bytes
    }

    /// All of a row, as far as it is readable.
    static func read(_ bytes: [UInt8]) -> [KeptTrace] {
        var reader = WireReader(bytes.span.bytes)
        var found: [KeptTrace] = []
        do throws(WireError) {
            while reader.hasMore {
                let id = try reader.string(bytes.span.bytes)
                found.append(
                    KeptTrace(requestID: id, bytes: try reader.bytes(bytes.span.bytes)))
            }
        } catch {
            // What a damaged row no longer says is not known.
        }
        return found
    }
}
