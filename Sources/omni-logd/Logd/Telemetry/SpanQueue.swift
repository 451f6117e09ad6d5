/// A span as it will be sent.
struct EncodedSpan: Sendable {
    let scope: Span.Scope
    let json: [UInt8]
}

/// Spans that wait to be sent, bounded in number and bytes.
struct SpanQueue {
    private var spans: [EncodedSpan] = []
    private var head = 0
    private var bytes = 0

    /// How many there are.
    var count: Int { spans.count - head }

    /// Whether one more has room; looked at before it is made.
    var hasRoom: Bool { count < Limits.waitingSpans && bytes < Limits.waitingSpanBytes }

    /// Adds one at the end.
    mutating func append(_ span: EncodedSpan) {
        spans.append(span)
        bytes += span.json.count
    }

    /// Takes a batch from the front.
    mutating func takeBatch() -> [EncodedSpan] {
        var taken: [EncodedSpan] = []
        var size = 0
        while head < spans.count, taken.count < Limits.batchSpans {
            let next = spans[head]
            guard taken.isEmpty || size + next.json.count <= Limits.batchBytes else { break }
            taken.append(next)
            size += next.json.count
            head += 1
        }
        bytes -= size
        if head == spans.count || head > Limits.batchSpans {
            spans.removeSubrange(0..<head)
            head = 0
        }
        return taken
    }

    /// Forgets all of them; how many there were.
    mutating func clear() -> Int {
        let forgotten = count
        self = SpanQueue()
        return forgotten
    }
}
