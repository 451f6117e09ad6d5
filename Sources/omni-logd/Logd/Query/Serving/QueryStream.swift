internal import IPC

/// A query with an end: its answer piece by piece, as the reader has room.
final class QueryStream: StreamHandler {
    /// How a query ended, for metrics.
    enum Ending: String, CaseIterable {
        case answered
        case refused
        case interrupted
        case failed
    }

    /// When it began, monotonic nanoseconds.
    let began: UInt64
    private let stream: Stream
    private let query: PreparedQuery
    private let runner: any QueryRunner
    private let suspect: (Int, String) -> Void
    private let ended: (QueryStream, Ending) -> Void

    private var ticket: QueryTicket?
    /// A piece is being made.
    private var isMaking = false
    private var next: QueryChunk.Maker?
    private var bytes: [UInt8] = []
    private var sent = 0
    private var isAnswered = false
    private var isOver = false
    /// Seconds in which the reader took nothing.
    private var idleSeconds = 0
    /// Seconds in which there was nothing to send.
    private var silentSeconds = 0

    init(
        _ stream: Stream, _ query: PreparedQuery, _ runner: any QueryRunner, now: UInt64,
        suspect: @escaping (Int, String) -> Void,
        ended: @escaping (QueryStream, Ending) -> Void
    ) {
        self.stream = stream
        self.query = query
        self.runner = runner
        self.suspect = suspect
        self.ended = ended
        began = now
    }

    /// Begins.
    func start() {
        switch query.first {
        case .ready(let chunk): made(.success(chunk))
        case .made(let maker): make(maker)
        }
    }

    private func make(_ maker: @escaping QueryChunk.Maker) {
        isMaking = true
        let ticket = runner.run(lasting: Limits.queryNanoseconds, maker) { [weak self] result in
            self?.made(result)
        }
        if ticket == nil {
            isMaking = false
            finish(.failed) { $0.reset(.overloaded, "too many queries") }
        } else if isMaking {
            self.ticket = ticket
        }
    }

    private func made(_ result: Result<QueryChunk, QueryFailure>) {
        isMaking = false
        ticket = nil
        guard !isOver else { return }
        switch result {
        case .success(let chunk):
            if !isAnswered { stream.answer(LedgerAnswer(contentType: query.contentType)) }
            isAnswered = true
            (bytes, next, sent) = (chunk.bytes, chunk.next, 0)
            pump()
        case .failure(let failure): failed(failure)
        }
    }

    private func failed(_ failure: QueryFailure) {
        switch failure {
        case .refused(let reason):
            guard !isAnswered else { return finish(.refused) { $0.reset(.refused, reason) } }
            finish(.refused) { stream in
                stream.answer(LedgerAnswer(refused: reason))
                stream.end()
            }
        case .interrupted:
            finish(.interrupted) { $0.reset(.deadline, "the query took too long") }
        case .damaged(let day, let error):
            suspect(day, "\(error)")
            finish(.failed) { $0.reset(.internal, "a day's file is damaged; ask again") }
        case .failed(let error):
            finish(.failed) { $0.reset(.internal, "the ledger cannot be read: \(error)") }
        }
    }

    /// Sends until the reader's credit or the bytes are used up; the next piece is made when this one is sent.
    private func pump() {
        guard !isOver, isAnswered, !isMaking else { return }
        if sent < bytes.count {
            let waiting = bytes
            let taken = stream.send(waiting.span.bytes.extracting(sent..<waiting.count))
            sent += taken
            if taken > 0 { (idleSeconds, silentSeconds) = (0, 0) }
            guard sent == bytes.count else { return }
        }
        guard let maker = next else { return finish(.answered) { $0.end() } }
        next = nil
        bytes = []
        sent = 0
        make(maker)
    }

    /// A second went by.
    func secondPassed() {
        guard !isOver, isAnswered else { return }
        guard sent < bytes.count else { return showLife() }
        idleSeconds += 1
        guard idleSeconds > Limits.querySilence else { return }
        finish(.interrupted) { $0.reset(.deadline, "the answer was not taken in time") }
    }

    /// A filter that few rows pass makes pieces without a byte, one after another: each of them is bounded, the silence is not.
    private func showLife() {
        silentSeconds += 1
        guard silentSeconds >= Limits.followerSilence else { return }
        silentSeconds = 0
        stream.showLife()
    }

    private func finish(_ ending: Ending, _ last: (Stream) -> Void) {
        guard !isOver else { return }
        isOver = true
        ticket?.cancel()
        last(stream)
        ended(self, ending)
    }

    // MARK: Events of the stream

    func streamAnswered(_ stream: Stream, head: RawSpan) {}
    func streamReceived(_ stream: Stream, bytes: RawSpan) { stream.consumed(bytes.byteCount) }
    /// A query has no body: its end says nothing about the answer.
    func streamEnded(_ stream: Stream, trailer: RawSpan) {}
    func streamReset(_ stream: Stream, _ reset: Reset) { finish(.interrupted) { _ in } }
    func streamWritable(_ stream: Stream) { pump() }
}
