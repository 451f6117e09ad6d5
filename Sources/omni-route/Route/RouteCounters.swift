/// Counts of one process, for metrics.
struct RouteCounters {
    /// Asks answered.
    var asks: UInt64 = 0
    /// Time spent on deciding, nanoseconds.
    var decisionNanoseconds: UInt64 = 0
    /// Refusals by code.
    var refusals: [RefusalCode: UInt64] = [:]
    /// Reports that matched a lease.
    var reports: UInt64 = 0
    /// Reports for leases that are not known.
    var unknownReports: UInt64 = 0
    /// Answers that no provider was asked for.
    var keptAnswers: UInt64 = 0
    /// Leases given to have a question embedded.
    var embeddings: UInt64 = 0
    /// Questions that could not be embedded under such a lease.
    var embeddingsFailed: UInt64 = 0
    /// Asks that had to wait for a place.
    var waits: UInt64 = 0
    /// Model lists asked for.
    var modelLists: UInt64 = 0
    /// Writes that failed.
    var storeFailures: UInt64 = 0
    /// Messages that did not decode.
    var malformed: UInt64 = 0
}
