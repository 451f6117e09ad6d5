internal import IPC

/// What operations on the ledger ask of the daemons; tests answer in their place.
protocol LedgerDaemons: AnyObject {
    /// Asks logd; `listener` hears the answer, at once or later.
    ///
    /// - Parameters:
    ///   - query: The question.
    ///   - isLasting: The answer goes on for ever: silence in it means nothing.
    ///   - patience: How long the head of the answer may take.
    ///   - listener: Kept until the answer is over or given up.
    /// - Returns: The question, for giving room and giving up.
    func ask(
        _ query: LedgerQuery, isLasting: Bool, within patience: Duration,
        _ listener: any LedgerListener
    ) -> any LedgerReading

    /// An order to logd, which may refuse it, or take so long at most.
    func order(
        _ command: LedgerCommand, within: Duration,
        _ finish: @escaping (Result<ApplyResult, APIError>) -> Void)

    /// How a daemon is: "route".
    func status(
        of daemon: String, _ finish: @escaping (Result<DaemonStatus, APIError>) -> Void)
}

extension LedgerDaemons {
    /// Asks logd, with the time that most questions have.
    func ask(
        _ query: LedgerQuery, isLasting: Bool, _ listener: any LedgerListener
    ) -> any LedgerReading {
        ask(query, isLasting: isLasting, within: LedgerLimits.answer, listener)
    }
}

/// Hears an answer of logd.
protocol LedgerListener: AnyObject {
    /// The head came; called once, before anything else but a failure.
    func ledgerBegan(_ answer: LedgerAnswer)
    /// Bytes came; they are given back as room by `LedgerReading.consumed`.
    func ledgerReceived(_ bytes: RawSpan)
    /// The answer is whole; nothing follows.
    func ledgerEnded()
    /// There is no answer, or no more of it; nothing follows.
    func ledgerFailed(_ error: APIError)
}

/// A question that logd is answering.
protocol LedgerReading: AnyObject {
    /// There is room for so many bytes again.
    func consumed(_ count: Int)
    /// The rest is not wanted; the listener hears nothing more.
    func cancel()
}

extension APIError {
    /// A question that logd finds makes no sense: 422.
    static func refused(by answer: LedgerAnswer) -> APIError {
        APIError(.unprocessable, "refused_query", "The question makes no sense: \(answer.refused).")
    }
}
