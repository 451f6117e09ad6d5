/// What bounds logd.
package enum Limits {
    /// Time that a batch waits for others to share a commit.
    ///
    /// An fsync takes about as long, and nobody waits for a record.
    package static let gathering = Duration.milliseconds(10)
    /// Records waiting from which on a commit begins at once, so that they do not pile up in memory.
    package static let gatheredRecords = 4000
    /// Batches waiting at most; more are refused as overloaded, and come again.
    package static let waitingBatches = 1024
    /// Records waiting at most, of some hundred bytes each; more are refused as well.
    package static let waitingRecords = 50_000
    /// Bytes of a producer's name; ours have about 40.
    package static let producerBytes = 256

    /// After a failed commit batches are refused for so long before the disk is tried again.
    package static let pauseNanoseconds: UInt64 = 1_000_000_000
    /// A failure with no attempt since is told in the health for so long.
    package static let failureNoteNanoseconds: UInt64 = 60_000_000_000
    /// Producers that were not heard of for so long are forgotten: each life of a process is one.
    package static let producerMicroseconds: Int64 = 7 * 86_400_000_000

    /// Days that records are kept; `OMNI_LOG_RETENTION_DAYS` overrides.
    package static let retentionDays = 30
    /// How often old records are looked for.
    package static let housekeepingInterval = Duration.seconds(60)
    /// Pause between two batches of deletions, in which records are taken.
    package static let housekeepingPause = Duration.milliseconds(50)
    /// Rows of one batch of deletions: about 10 ms.
    package static let deletedRows = 500
    /// Unused pages from which on some are given back; fewer are used again by new records.
    package static let unusedPages: Int64 = 4096
    /// Pages given back at a time.
    package static let releasedPages = 256

    /// Pages of the write-ahead log (4 KiB each) from which on it is moved into the file.
    package static let logPages = 1000
    /// Bytes that the write-ahead log keeps on disk once it has been moved.
    package static let logBytes = 16 << 20
    /// Larger files are not checked at start: reading them would take too long.
    package static let checkedBytes: Int64 = 1 << 30

    /// Queries that run at once; more are refused as overloaded.
    package static let queries = 64
    /// Rows of a query that names no number.
    package static let queryRows = 100
    /// Rows of a query at most; a larger number is taken as this one.
    package static let queryRowsMaximum = 100_000
    /// Rows read at a time: between two readings records are taken.
    package static let queryPageRows = 100
    /// Bytes of lines from which on no more rows are read until the reader has taken some.
    package static let queryBytes = 64 << 10
    /// Lines that wait for a slow follower; more are counted as lost and told so.
    package static let followedLines = 1000
    /// Requests shown of one id, which a client may use again and again: the newest.
    package static let shownRequests = 20
    /// Attempts shown of one request.
    package static let shownAttempts = 100
}
