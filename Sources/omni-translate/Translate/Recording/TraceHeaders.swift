internal import IPC

/// What a provider is told of the trace that a call belongs to.
enum TraceHeaders {
    /// Adds `traceparent` with the call's own span, and `tracestate`; nothing where nobody traces: the client sent none,
    /// and traces are not exported.
    static func add(_ head: RequestHead, attempt: UInt32, to headers: inout [Header]) {
        guard let trace = head.trace, trace.sampled || !trace.parentSpanID.isEmpty else { return }
        let span = SpanID.of(
            trace: trace.traceID, request: head.requestID, receivedUnixUs: head.receivedUnixUs,
            attempt: attempt, name: "attempt")
        headers.removeAll { $0.name == "traceparent" || $0.name == "tracestate" }
        headers.append(
            Header(name: "traceparent", value: TraceContext.text(trace, spanID: span)))
        guard !trace.state.isEmpty else { return }
        headers.append(Header(name: "tracestate", value: trace.state))
    }
}
