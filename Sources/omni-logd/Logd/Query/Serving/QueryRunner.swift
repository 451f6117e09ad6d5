/// Does the reading of queries somewhere else than on the loop that commits.
package protocol QueryRunner: AnyObject {
    /// Does work on files of its own, then tells its result where `run` was called.
    ///
    /// - Parameters:
    ///   - duration: Nanoseconds from now on after which it is given up.
    ///   - work: Reads.
    ///   - done: Hears the result; `interrupted` when it was given up.
    /// - Returns: For giving it up; nil when there is too much to do, and `done` is not called.
    func run<Output: Sendable>(
        lasting duration: UInt64,
        _ work: @escaping @Sendable (LedgerReader) throws(QueryFailure) -> Output,
        _ done: @escaping (Result<Output, QueryFailure>) -> Void
    ) -> QueryTicket?

    /// Gives up what is under way, and ends the threads.
    func stop()
}
