internal import IPC

/// The decisions of the latest requests, to be looked up by request id.
///
/// Bounded by requests and bytes: the oldest request goes.
struct TraceBook {
    private struct Entry {
        let requestID: String
        var traces: [DecisionTrace]
        var bytes: Int
    }

    private let capacity: Int
    private let byteLimit: Int
    /// By number; those below `first` are gone.
    private var entries: [UInt64: Entry] = [:]
    private var numbers: [String: UInt64] = [:]
    private var first: UInt64 = 0
    private var next: UInt64 = 0
    /// Bytes that all of them take, roughly.
    private(set) var bytes = 0

    init(requests: Int = Limits.tracedRequests, bytes: Int = Limits.traceBytes) {
        capacity = max(1, requests)
        byteLimit = bytes
    }

    /// Requests remembered.
    var count: Int { entries.count }

    /// Keeps a decision; one without a request id is not kept.
    mutating func keep(_ trace: DecisionTrace) {
        guard !trace.requestID.isEmpty else { return }
        if let number = numbers[trace.requestID] {
            add(trace, to: number)
        } else {
            let entry = Entry(requestID: trace.requestID, traces: [trace], bytes: trace.bytes)
            entries[next] = entry
            numbers[trace.requestID] = next
            bytes += entry.bytes
            next += 1
        }
        while entries.count > 1, entries.count > capacity || bytes > byteLimit { dropOldest() }
    }

    /// Notes how a call went.
    mutating func note(_ report: RouteReport) {
        guard let number = numbers[report.requestID],
            var entry = entries.removeValue(forKey: number)
        else { return }
        if let index = entry.traces.lastIndex(where: { $0.leaseID == report.leaseID }) {
            let before = entry.traces[index].bytes
            entry.traces[index].call = DecisionTrace.Call(report)
            let grown = entry.traces[index].bytes - before
            entry.bytes += grown
            bytes += grown
        }
        entries[number] = entry
    }

    /// The decisions of a request, oldest first; empty when it is unknown.
    func traces(of requestID: String) -> [DecisionTrace] {
        numbers[requestID].flatMap { entries[$0]?.traces } ?? []
    }

    private mutating func add(_ trace: DecisionTrace, to number: UInt64) {
        guard var entry = entries.removeValue(forKey: number) else { return }
        if entry.traces.count >= Limits.tracedAttempts {
            let last = entry.traces.removeLast()
            entry.bytes -= last.bytes
            bytes -= last.bytes
        }
        entry.traces.append(trace)
        entry.bytes += trace.bytes
        bytes += trace.bytes
        entries[number] = entry
    }

    private mutating func dropOldest() {
        while first < next {
            let entry = entries.removeValue(forKey: first)
            first += 1
            guard let entry else { continue }
            numbers[entry.requestID] = nil
            bytes -= entry.bytes
            return
        }
    }
}

extension DecisionTrace {
    /// The lease that was given; 0 for none.
    var leaseID: UInt64 {
        if case .leased(_, _, let id, _) = result { id } else { 0 }
    }
}

extension DecisionTrace.Call {
    /// What a report says of a call.
    init(_ report: RouteReport) {
        self.init(
            failure: report.failure, reason: report.reason, status: report.status,
            firstTokenMicroseconds: report.firstTokenUs, totalMicroseconds: report.totalUs,
            message: report.message)
    }
}
