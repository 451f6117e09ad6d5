internal import IPC

/// Brings together the attempt that gave an answer and the record of its request, which knows what the answer was.
///
/// They come from two daemons, in any order; each waits for the other for a moment and in a bounded number. Whatever
/// does not find its other half goes without.
struct SpanJoin {
    private struct Key: Hashable {
        let trace: [UInt8]
        let request: String
        /// A client may use an id for several requests of one trace.
        let received: Int64

        init(_ trace: Trace?, _ request: String, _ received: Int64) {
            self.trace = trace?.traceID ?? []
            self.request = request
            self.received = received
        }
    }

    private var attempts: [Key: [AttemptRecord]] = [:]
    private var answers: [Key: SpanBuilder.Answer] = [:]
    private var deadlines: [(due: UInt64, key: Key)] = []

    /// Whether something waits.
    var isEmpty: Bool { deadlines.isEmpty }

    /// Takes an attempt.
    ///
    /// - Returns: Whether it is complete, and what is known of its answer; an attempt that is not will come again.
    mutating func take(
        _ attempt: AttemptRecord, now: UInt64
    ) -> (isComplete: Bool, answer: SpanBuilder.Answer?) {
        guard attempt.answered else { return (true, nil) }
        let key = Key(attempt.trace, attempt.requestID, attempt.receivedUnixUs)
        if let answer = answers[key] { return (true, answer) }
        guard deadlines.count < Limits.joinedRequests else { return (true, nil) }
        attempts[key, default: []].append(attempt)
        deadlines.append((now &+ Limits.joinNanoseconds, key))
        return (false, nil)
    }

    /// Takes a request; the attempts that waited for it.
    mutating func take(
        _ request: RequestRecord, now: UInt64
    ) -> (attempts: [AttemptRecord], answer: SpanBuilder.Answer) {
        let answer = SpanBuilder.Answer(
            model: request.modelAnswered, finishReason: request.finishReason,
            endpoint: request.endpoint)
        let key = Key(request.trace, request.requestID, request.receivedUnixUs)
        if request.attempts > 0, deadlines.count < Limits.joinedRequests {
            answers[key] = answer
            deadlines.append((now &+ Limits.joinNanoseconds, key))
        }
        return (attempts.removeValue(forKey: key) ?? [], answer)
    }

    /// Attempts that have waited long enough.
    mutating func expire(now: UInt64) -> [AttemptRecord] {
        let count = deadlines.prefix { $0.due <= now }.count
        let due = deadlines.prefix(count).map(\.key)
        deadlines.removeFirst(count)
        return due.flatMap { key in
            answers[key] = nil
            return attempts.removeValue(forKey: key) ?? []
        }
    }

    /// All that wait, at once.
    mutating func flush() -> [AttemptRecord] { expire(now: .max) }
}
