internal import IPC

/// The decisions about one request, as `TraceCode` writes them.
final class RequestTraces {
    /// The request.
    let requestID: String
    /// The request is over, and waits to be written.
    var isEnded = false
    /// What there is of it was written.
    var isWritten = false
    /// Its number in the book.
    var number = 0
    private var code = WireWriter(reserving: 256)
    /// Where the last decision begins.
    private var last = 0
    private var count = 0
    /// What providers said in words, by lease; they may repeat what was asked, and never go to disk.
    private var messages: [UInt64: String] = [:]

    init(_ requestID: String) { self.requestID = requestID }

    /// Memory that it takes, roughly.
    var bytes: Int {
        240 + requestID.utf8.count + code.bytes.count
            + messages.values.reduce(0) { $0 + 64 + $1.utf8.count }
    }

    /// Adds a decision; beyond a number of them it takes the place of the last.
    func add(_ trace: DecisionTrace) {
        if count >= Limits.tracedAttempts {
            code = WireWriter(appendingTo: Array(code.bytes[..<last]))
        } else {
            count += 1
        }
        last = code.bytes.count
        TraceCode.append(trace, to: &code)
        isWritten = false
    }

    /// Notes how the call of a lease went.
    func note(_ report: RouteReport) {
        TraceCode.append(DecisionTrace.Call(report), of: report.leaseID, to: &code)
        if !report.message.isEmpty { messages[report.leaseID] = report.message }
    }

    /// The decisions, oldest first.
    var traces: [DecisionTrace] {
        TraceCode.decoded(code.bytes, requestID: requestID).map { trace in
            guard let message = messages[trace.leaseID] else { return trace }
            var trace = trace
            trace.call?.message = message
            return trace
        }
    }

    /// What goes to disk: bounded, the latest decisions where there are too many.
    var kept: KeptTrace {
        guard code.bytes.count > Limits.keptTraceBytes else {
            return KeptTrace(requestID: requestID, bytes: code.bytes)
        }
        return KeptTrace(requestID: requestID, bytes: TraceCode.latest(of: code.bytes))
    }
}

extension TraceCode {
    /// The latest decisions that fit the disk's share of a request; at least the last.
    static func latest(of bytes: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        for trace in decoded(bytes, requestID: "").reversed() {
            var writer = WireWriter(reserving: 512)
            append(trace, to: &writer)
            if let call = trace.call { append(call, of: trace.leaseID, to: &writer) }
            guard kept.count + writer.bytes.count <= Limits.keptTraceBytes || kept.isEmpty else {
                break
            }
            kept = writer.bytes + kept
        }
        return kept
    }
}
