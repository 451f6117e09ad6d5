internal import IPC

/// The decisions of the latest requests.
///
/// Bounded by requests and bytes: the oldest request goes. Whoever decides or reports holds the request's own; by its id it
/// is only looked for when somebody asks.
struct TraceBook {
    private let capacity: Int
    private let byteLimit: Int
    /// A ring, by number; those below `first` are gone.
    private var entries: [RequestTraces?]
    private var first = 0
    private var next = 0
    /// Requests that are over and not written.
    private var ended: [RequestTraces] = []
    /// Bytes that all of them take, roughly.
    private(set) var bytes = 0

    init(requests: Int = Limits.tracedRequests, bytes: Int = Limits.traceBytes) {
        capacity = max(1, requests)
        byteLimit = bytes
        entries = Array(repeating: nil, count: capacity)
    }

    /// Requests remembered.
    var count: Int { next - first }

    /// Keeps a decision; one without a request id is not kept.
    ///
    /// - Parameters:
    ///   - trace: The decision.
    ///   - request: Those of the same request before it; nil when it is the first.
    /// - Returns: Those of the request.
    @discardableResult
    mutating func keep(_ trace: DecisionTrace, of request: RequestTraces? = nil) -> RequestTraces? {
        guard !trace.requestID.isEmpty else { return nil }
        if let request {
            change(request) { $0.add(trace) }
            return request
        }
        let made = RequestTraces(trace.requestID)
        made.add(trace)
        if count == capacity { dropOldest() }
        made.number = next
        entries[next % capacity] = made
        next += 1
        bytes += made.bytes
        while count > 1, bytes > byteLimit { dropOldest() }
        return made
    }

    /// Notes how a call went.
    mutating func note(_ report: RouteReport, of request: RequestTraces) {
        change(request) { $0.note(report) }
    }

    private mutating func change(_ request: RequestTraces, _ body: (RequestTraces) -> Void) {
        let before = request.bytes
        body(request)
        // One that had to make room counts no more.
        if request.number >= first { bytes += request.bytes - before }
    }

    /// A request is over: what there is of it may be written.
    mutating func end(_ request: RequestTraces) {
        guard !request.isEnded else { return }
        request.isEnded = true
        ended.append(request)
    }

    /// All requests are over: the process ends.
    mutating func endAll() {
        for number in first..<next {
            if let request = entries[number % capacity], !request.isWritten { end(request) }
        }
    }

    /// Requests that are over and not written.
    var endedCount: Int { ended.count }

    /// The decisions of requests that are over, each once.
    mutating func takeEnded() -> [KeptTrace] {
        guard !ended.isEmpty else { return [] }
        defer { ended.removeAll(keepingCapacity: true) }
        return ended.map { request in
            request.isEnded = false
            request.isWritten = true
            return request.kept
        }
    }

    /// The latest request of an id; nil when it is unknown.
    ///
    /// Looks through all of them, the latest first: for requests that come again, which mostly came a moment ago.
    func latest(of requestID: String) -> RequestTraces? {
        for number in (first..<next).reversed() {
            if let request = entries[number % capacity], request.requestID == requestID {
                return request
            }
        }
        return nil
    }

    /// The decisions of all requests of an id, oldest first; empty when it is unknown.
    func traces(of requestID: String) -> [DecisionTrace] {
        (first..<next).flatMap { number -> [DecisionTrace] in
            guard let request = entries[number % capacity], request.requestID == requestID else {
                return []
            }
            return request.traces
        }
    }

    private mutating func dropOldest() {
        let slot = first % capacity
        bytes -= entries[slot]?.bytes ?? 0
        entries[slot] = nil
        first += 1
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
