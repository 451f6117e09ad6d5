internal import IPC
internal import Store

/// One query: first the newest rows there were when it came, then, with `follow`, each row as it is committed.
final class LogQueryStream: StreamHandler {
    private let stream: Stream
    private let query: LogQuery
    private let journal: Journal
    private let ended: (LogQueryStream) -> Void

    /// Rows still to be read; nil once all have been.
    private var history: RowRange?
    private var live = LineQueue(capacity: Limits.followedLines)
    /// Bytes not sent yet, from `sent` on.
    private var output: [UInt8] = []
    private var sent = 0
    private var isOver = false

    init(
        _ stream: Stream, _ query: LogQuery, _ journal: Journal,
        ended: @escaping (LogQueryStream) -> Void
    ) {
        self.stream = stream
        self.query = query
        self.journal = journal
        self.ended = ended
    }

    /// Whether the query goes on after the rows there are.
    var isFollowing: Bool { query.follow }

    /// Answers the head and sends what can be sent.
    func start() {
        stream.answer(query)
        guarded { () throws(StoreError) in
            if query.requestID.isEmpty {
                history = try journal.perform { (store) throws(StoreError) in
                    try store.newest(rowLimit)
                }
            } else {
                try show { _ in true }
            }
        }
        pump()
    }

    /// Without a number: some rows, or with `follow` only those to come.
    private var rowLimit: Int {
        guard query.limit > 0 else { return query.follow ? 0 : Limits.queryRows }
        return min(Int(query.limit), Limits.queryRowsMaximum)
    }

    /// Rows were committed.
    func committed(_ requests: [RequestRecord]) {
        guard query.follow, !isOver else { return }
        if query.requestID.isEmpty {
            for request in requests { live.add(LogLine.request(request)) }
        } else {
            let times = requests.filter { $0.requestID == query.requestID }.map(\.receivedUnixUs)
            guard !times.isEmpty else { return }
            guarded { () throws(StoreError) in
                try show { times.contains($0.receivedUnixUs) }
            }
        }
        pump()
    }

    /// The process stops: a follower asks the successor.
    func drain() {
        if query.follow { fail(.draining, "logd stops; ask again") }
    }

    /// Shows the requests of the id asked for, with their attempts.
    private func show(_ isWanted: (RequestRecord) -> Bool) throws(StoreError) {
        let histories = try journal.perform { (store) throws(StoreError) in
            try store.requests(named: query.requestID)
        }
        for history in histories where isWanted(history.request) {
            live.add(LogLine.request(history.request, attempts: history.attempts))
        }
    }

    /// Sends until the reader's credit or the rows are used up.
    private func pump() {
        while !isOver {
            if sent < output.count, !send() { return }
            output.removeAll(keepingCapacity: true)
            sent = 0
            if history != nil {
                guarded { () throws(StoreError) in try readPage() }
            } else if !live.isEmpty {
                output = live.take()
            } else {
                if !query.follow { finish() }
                return
            }
        }
    }

    /// Sends what waits; false when credit ended before it did.
    private func send() -> Bool {
        let waiting = output
        sent += stream.send(waiting.span.bytes.extracting(sent..<waiting.count))
        return sent == output.count
    }

    private func readPage() throws(StoreError) {
        guard var range = history else { return }
        let rows = try journal.perform { (store) throws(StoreError) in
            try store.requests(in: &range, limit: Limits.queryPageRows)
        }
        history = rows.count < Limits.queryPageRows ? nil : range
        for row in rows { output += LogLine.request(row) }
    }

    private func guarded(_ body: () throws(StoreError) -> Void) {
        do throws(StoreError) {
            try body()
        } catch {
            fail(.internal, "the records cannot be read: \(error)")
        }
    }

    private func fail(_ code: ResetCode, _ message: String) {
        guard !isOver else { return }
        isOver = true
        stream.reset(code, message)
        ended(self)
    }

    private func finish() {
        isOver = true
        stream.end()
        ended(self)
    }

    // MARK: Events of the stream

    func streamAnswered(_ stream: Stream, head: RawSpan) {}
    func streamReceived(_ stream: Stream, bytes: RawSpan) { stream.consumed(bytes.byteCount) }
    /// A query has no body: its end says nothing about the answer.
    func streamEnded(_ stream: Stream, trailer: RawSpan) {}
    func streamReset(_ stream: Stream, _ reset: Reset) {
        isOver = true
        ended(self)
    }
    func streamWritable(_ stream: Stream) { pump() }
}
