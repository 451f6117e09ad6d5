internal import IPC

/// What a provider is told of the trace that a call belongs to.
enum TraceHeaders {
    /// Adds `traceparent` and `tracestate`: the client's as they came, where ingress passes them on because traces are not
    /// exported; else `traceparent` with the call's own span.
    ///
    /// Nothing where nobody traces: the client sent none, and the request is not exported.
    static func add(_ head: RequestHead, attempt: UInt32, to headers: inout [Header]) {
        let passed = head.headers.filter(isOfTrace)
        guard passed.isEmpty else {
            headers.removeAll(where: isOfTrace)
            headers += passed
            return
        }
        guard let trace = head.trace, trace.sampled || !trace.parentSpanID.isEmpty else { return }
        let span = SpanID.of(
            trace: trace.traceID, request: head.requestID, receivedUnixUs: head.receivedUnixUs,
            attempt: attempt, name: "attempt")
        headers.removeAll(where: isOfTrace)
        headers.append(
            Header(name: "traceparent", value: TraceContext.text(trace, spanID: span)))
        guard !trace.state.isEmpty else { return }
        headers.append(Header(name: "tracestate", value: trace.state))
    }

    private static func isOfTrace(_ header: Header) -> Bool {
        header.name == "traceparent" || header.name == "tracestate"
    }
}
