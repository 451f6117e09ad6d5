internal import IPC

/// The decisions of the latest requests, to be looked up by request id.
///
/// Bounded by requests and bytes: the oldest request goes.
struct TraceBook {
    private struct Entry {
        let requestID: String
        var traces: [DecisionTrace]
        var bytes: Int
        /// The request is over, and waits to be written.
        var isEnded = false
        /// What there is of it was written.
        var isWritten = false
    }

    private let capacity: Int
    private let byteLimit: Int
    /// By number; those below `first` are gone.
    private var entries: [UInt64: Entry] = [:]
    private var numbers: [String: UInt64] = [:]
    private var first: UInt64 = 0
    private var next: UInt64 = 0
    /// Numbers of requests that are over and not written.
    private var ended: [UInt64] = []
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

    /// A request is over: what there is of it may be written.
    mutating func end(_ requestID: String) {
        guard let number = numbers[requestID], entries[number]?.isEnded == false else { return }
        entries[number]?.isEnded = true
        ended.append(number)
    }

    /// All requests are over: the process ends.
    mutating func endAll() {
        for number in entries.keys.sorted() where entries[number]?.isWritten == false {
            if let id = entries[number]?.requestID { end(id) }
        }
    }

    /// Requests that are over and not written.
    var endedCount: Int { ended.count }

    /// The decisions of requests that are over, each once.
    mutating func takeEnded() -> [(requestID: String, traces: [DecisionTrace])] {
        guard !ended.isEmpty else { return [] }
        let numbers = ended
        ended.removeAll(keepingCapacity: true)
        return numbers.compactMap { number in
            entries[number]?.isEnded = false
            entries[number]?.isWritten = true
            // One that had to make room is gone.
            return entries[number].map { ($0.requestID, $0.traces) }
        }
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
        entry.isWritten = false
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
