internal import IPC

/// Passes an answer of logd on as it comes: nothing of it is kept here but what the client has no room for yet.
final class LedgerPassage: LedgerListener, AnswerSource {
    private let responder: Responder
    private let headers: [Header]
    private let whenOver: () -> Void
    private var reading: (any LedgerReading)?
    private weak var sink: (any AnswerSink)?
    /// What came and was not taken; logd sends no more than its credit.
    private var waiting: [UInt8] = []
    private var taken = 0
    private var hasEnded = false
    private var failure: APIError?
    private var isOver = false

    private init(_ responder: Responder, _ headers: [Header], _ whenOver: @escaping () -> Void) {
        self.responder = responder
        self.headers = headers
        self.whenOver = whenOver
    }

    /// Asks, and answers with what comes.
    ///
    /// - Parameters:
    ///   - query: The question.
    ///   - daemons: Whom it is asked of.
    ///   - responder: Takes the answer.
    ///   - headers: Of the answer, beside its type.
    ///   - whenOver: Called once, when nothing more is passed on.
    static func pass(
        _ query: LedgerQuery, of daemons: any LedgerDaemons, to responder: Responder,
        headers: [Header] = [], whenOver: @escaping () -> Void = {}
    ) {
        let passage = LedgerPassage(responder, headers, whenOver)
        responder.whenWithdrawn = { [weak passage] in passage?.cancel() }
        let reading = daemons.ask(query, isLasting: false, passage)
        if passage.isOver { reading.cancel() } else { passage.reading = reading }
    }

    // MARK: logd's side

    func ledgerBegan(_ answer: LedgerAnswer) {
        guard answer.refused.isEmpty else {
            responder.fail(.refused(by: answer))
            return cancel()
        }
        // Whoever waited was told already that it takes too long.
        guard responder.isWaiting else { return cancel() }
        responder.answer(.flowing(self, type: answer.contentType, headers))
    }

    func ledgerReceived(_ bytes: RawSpan) {
        guard !isOver else { return }
        guard bytes.byteCount > 0 else {
            sink?.showLife()
            return
        }
        var sent = 0
        if waiting.isEmpty, let sink { sent = sink.take(bytes) }
        if sent < bytes.byteCount {
            bytes.extracting(sent..<bytes.byteCount).withUnsafeBytes {
                waiting.append(contentsOf: $0)
            }
        }
        if sent > 0 { reading?.consumed(sent) }
    }

    func ledgerEnded() {
        hasEnded = true
        finishIfDone()
    }

    func ledgerFailed(_ error: APIError) {
        guard !isOver else { return }
        failure = error
        guard responder.isWaiting else { return finishIfDone() }
        responder.fail(error)
        over()
    }

    // MARK: The client's side

    func begin(_ sink: any AnswerSink) {
        self.sink = sink
        proceed()
    }

    func proceed() {
        guard let sink, !isOver else { return }
        if !waiting.isEmpty {
            let bytes = waiting
            let sent = sink.take(bytes.span.bytes.extracting(taken..<bytes.count))
            taken += sent
            if taken == bytes.count {
                waiting = []
                taken = 0
            }
            if sent > 0 { reading?.consumed(sent) }
        }
        finishIfDone()
    }

    func cancel() {
        guard !isOver else { return }
        reading?.cancel()
        over()
    }

    private func finishIfDone() {
        guard let sink, waiting.isEmpty, !isOver, hasEnded || failure != nil else { return }
        if let failure {
            sink.breakOff(.internal, failure.message)
        } else {
            sink.end()
        }
        over()
    }

    private func over() {
        guard !isOver else { return }
        isOver = true
        reading = nil
        waiting = []
        whenOver()
    }
}
