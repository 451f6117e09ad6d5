/// Does what keeps the ledger in order, one piece at a time on a query thread: the other is left to questions.
///
/// It lives on the loop that commits. Those who give it work have one piece each under way, so few wait.
final class Upkeep {
    private let runner: any QueryRunner
    private var waiting: [() -> Void] = []
    private var isBusy = false

    init(_ runner: any QueryRunner) { self.runner = runner }

    /// Does work after what was given before.
    ///
    /// - Parameters:
    ///   - work: Reads, for `Limits.upkeepNanoseconds` at most.
    ///   - done: Hears the result; `interrupted` when it took too long, or could not begin in its turn.
    /// - Returns: False when there is too much else to do; `done` is not called then.
    func run<Output: Sendable>(
        _ work: @escaping @Sendable (LedgerReader) throws(QueryFailure) -> Output,
        _ done: @escaping (Result<Output, QueryFailure>) -> Void
    ) -> Bool {
        guard isBusy else { return begin(work, done) }
        waiting.append { [weak self] in
            guard let self, !begin(work, done) else { return }
            done(.failure(.interrupted))
            next()
        }
        return true
    }

    private func begin<Output: Sendable>(
        _ work: @escaping @Sendable (LedgerReader) throws(QueryFailure) -> Output,
        _ done: @escaping (Result<Output, QueryFailure>) -> Void
    ) -> Bool {
        isBusy = true
        let ticket = runner.run(lasting: Limits.upkeepNanoseconds, work) { [weak self] result in
            self?.isBusy = false
            // First: whoever hears the result may have more work, which comes after the others'.
            self?.next()
            done(result)
        }
        if ticket == nil { isBusy = false }
        return ticket != nil
    }

    private func next() {
        guard !isBusy, !waiting.isEmpty else { return }
        waiting.removeFirst()()
    }
}
