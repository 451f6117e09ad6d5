/// What has been stored since the start, for metrics.
package struct CommitCounts: Equatable, Sendable {
    /// Batches taken.
    package var batches: UInt64 = 0
    /// Batches refused.
    package var refused: UInt64 = 0
    /// Records that were new.
    package var stored: UInt64 = 0
    /// Records that were there already.
    package var skipped: UInt64 = 0
    /// Records that could not be used.
    package var unusable: UInt64 = 0
    /// Records of days that are no longer kept.
    package var expired: UInt64 = 0
    /// Records that wait for a day whose file cannot be opened or written.
    package var late: UInt64 = 0
    /// New rows by table.
    package var rows = RowCounts()
    /// Bodies that were not kept, for want of room or because the disk failed.
    package var bodiesDropped: UInt64 = 0
    /// Console lines that were not kept.
    package var consoleDropped: UInt64 = 0
    /// Jumps in a producer's numbers.
    package var gaps: UInt64 = 0
    /// Transactions.
    package var commits: UInt64 = 0
    /// Transactions that failed.
    package var failures: UInt64 = 0
    /// Time that transactions took.
    package var nanoseconds: UInt64 = 0
    /// Transactions by the time they took: at most as many seconds as `bounds` says, one more for the rest.
    package var durations = [UInt64](repeating: 0, count: bounds.count + 1)

    /// Upper bounds of the classes of `durations`, in nanoseconds.
    package static let bounds: [UInt64] = [
        1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000,
        250_000_000, 1_000_000_000,
    ]

    /// Nothing yet.
    package init() {}

    /// Counts one commit.
    mutating func add(_ report: CommitReport, nanoseconds taken: UInt64) {
        commits += 1
        nanoseconds += taken
        durations[Self.bounds.firstIndex { taken <= $0 } ?? Self.bounds.count] += 1
        add(report)
    }

    /// Counts what was stored without a batch.
    mutating func add(_ report: CommitReport) {
        stored += UInt64(report.stored)
        skipped += UInt64(report.skipped)
        unusable += UInt64(report.unusable)
        expired += UInt64(report.expired)
        late += UInt64(report.late)
        rows.add(report.rows)
        bodiesDropped += UInt64(report.bodiesDropped)
        consoleDropped += UInt64(report.consoleDropped)
        gaps += UInt64(report.gaps.count)
    }
}
