import IPC
import JSON

@testable import Admin

/// Answers in place of logd, and says how the daemons are.
final class FakeLedgerDaemons: LedgerDaemons {
    /// One question, as far as it was asked here.
    final class Reading: LedgerReading {
        let query: LedgerQuery
        let isLasting: Bool
        let patience: Duration
        private(set) var consumed = 0
        private(set) var isCancelled = false
        fileprivate(set) var listener: (any LedgerListener)?

        fileprivate init(
            _ query: LedgerQuery, isLasting: Bool, within patience: Duration,
            _ listener: any LedgerListener
        ) {
            self.query = query
            self.isLasting = isLasting
            self.patience = patience
            self.listener = listener
        }

        func consumed(_ count: Int) { consumed += count }

        func cancel() {
            isCancelled = true
            listener = nil
        }

        /// The head of the answer.
        func begin(_ type: String = "application/json", refused: String = "") {
            listener?.ledgerBegan(LedgerAnswer(refused: refused, contentType: type))
        }

        func send(_ text: String) {
            let bytes = Array(text.utf8)
            listener?.ledgerReceived(bytes.span.bytes)
        }

        func end() {
            let told = listener
            listener = nil
            told?.ledgerEnded()
        }

        func fail(_ error: APIError) {
            let told = listener
            listener = nil
            told?.ledgerFailed(error)
        }
    }

    /// What is answered at once; nil for what waits for the test.
    var answer: (LedgerQuery) -> Result<String, APIError>? = { _ in nil }
    /// What is made of orders.
    var verdict = ApplyResult(ok: true)
    /// Orders wait until `release`.
    var holdsBack = false
    private var held: [(Result<ApplyResult, APIError>) -> Void] = []
    /// How daemons are; those that are not here do not answer.
    var statuses: [String: DaemonStatus] = [:]

    private(set) var readings: [Reading] = []
    private(set) var orders: [LedgerCommand] = []

    func ask(
        _ query: LedgerQuery, isLasting: Bool, within patience: Duration,
        _ listener: any LedgerListener
    ) -> any LedgerReading {
        let reading = Reading(query, isLasting: isLasting, within: patience, listener)
        readings.append(reading)
        switch answer(query) {
        case nil: break
        case .failure(let error)?: reading.fail(error)
        case .success(let text)?:
            reading.begin()
            reading.send(text)
            reading.end()
        }
        return reading
    }

    func order(
        _ command: LedgerCommand, within: Duration,
        _ finish: @escaping (Result<ApplyResult, APIError>) -> Void
    ) {
        orders.append(command)
        if holdsBack { return held.append(finish) }
        finish(.success(verdict))
    }

    /// Answers the order that waits longest.
    func release(_ result: Result<ApplyResult, APIError>) { held.removeFirst()(result) }

    func status(
        of daemon: String, _ finish: @escaping (Result<DaemonStatus, APIError>) -> Void
    ) {
        finish(statuses[daemon].map { .success($0) } ?? .failure(APIError(absent: daemon)))
    }

    /// The pages, aggregates and so on that were asked for.
    var aggregates: [LedgerAggregate] {
        readings.compactMap {
            if case .aggregate(let sums)? = $0.query.query { return sums }
            return nil
        }
    }
    var pages: [LedgerPage] {
        readings.compactMap {
            if case .page(let page)? = $0.query.query { return page }
            return nil
        }
    }
}

/// Takes a body as far as it has room.
final class FakeSink: AnswerSink {
    /// Bytes that are taken from now on.
    var room = Int.max
    private(set) var bytes: [UInt8] = []
    private(set) var hasEnded = false
    private(set) var broken: ResetCode?
    /// How often it was told that more will come.
    private(set) var signs = 0

    func showLife() { signs += 1 }

    func take(_ piece: RawSpan) -> Int {
        let count = min(room, piece.byteCount)
        room -= count
        piece.extracting(0..<count).withUnsafeBytes { bytes.append(contentsOf: $0) }
        return count
    }

    func end() { hasEnded = true }

    func breakOff(_ code: ResetCode, _ reason: String) { broken = code }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Forgets what was taken.
    func clear() { bytes = [] }
}
