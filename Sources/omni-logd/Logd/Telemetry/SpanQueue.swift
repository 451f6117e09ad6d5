/// A span as it will be sent.
struct EncodedSpan: Sendable {
    let scope: Span.Scope
    let json: [UInt8]
}

/// Spans that wait to be sent, and those under way, bounded together in number and bytes.
struct SpanQueue {
    private var spans: [EncodedSpan] = []
    private var head = 0
    private var bytes = 0
    /// Those under way: they need their room until the collector has them, or they are given up.
    private(set) var batch: [EncodedSpan] = []
    private var batchBytes = 0

    /// How many wait.
    var count: Int { spans.count - head }

    /// Adds the spans of a record, which are made only where there is room for them.
    ///
    /// - Parameters:
    ///   - spans: How many it has.
    ///   - make: Makes them.
    /// - Returns: How many were dropped because there is no room.
    mutating func add(_ spans: Int, _ make: () -> [Span]) -> Int {
        guard hasRoom(for: spans) else { return spans }
        for span in make() { append(OTLPWriter.encode(span)) }
        return 0
    }

    /// Whether so many more have room.
    func hasRoom(for more: Int) -> Bool {
        count + batch.count + more <= Limits.waitingSpans
            && bytes + batchBytes < Limits.waitingSpanBytes
    }

    /// Adds one at the end.
    mutating func append(_ span: EncodedSpan) {
        spans.append(span)
        bytes += span.json.count
    }

    /// Takes a batch from the front, unless there is one under way.
    mutating func takeBatch() {
        guard batch.isEmpty else { return }
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
        batch = taken
        batchBytes = size
    }

    /// The batch is delivered, or given up.
    mutating func finishBatch() {
        batch = []
        batchBytes = 0
    }

    /// Forgets all of them; how many there were.
    mutating func clear() -> Int {
        let forgotten = count + batch.count
        self = SpanQueue()
        return forgotten
    }
}
