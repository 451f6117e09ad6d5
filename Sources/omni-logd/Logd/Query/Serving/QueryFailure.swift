package import Store

/// Why a query has no answer.
package enum QueryFailure: Error, Equatable, Sendable {
    /// The question makes no sense; why.
    case refused(String)
    /// It took too long, or who asked has gone.
    case interrupted
    /// A day's file is damaged.
    case damaged(day: Int, StoreError)
    /// Reading failed otherwise.
    case failed(StoreError)

    /// What SQLite said.
    init(_ error: StoreError) {
        self = error.isInterrupted ? .interrupted : .failed(error)
    }
}
