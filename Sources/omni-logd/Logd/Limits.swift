/// What bounds logd.
package enum Limits {
    /// Time that a batch waits for others to share a commit.
    ///
    /// A commit costs much beside its rows (an fsync, pages written again), and nobody waits for a record.
    package static let gathering = Duration.milliseconds(20)
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
    /// Producers whose last number is known in memory; each life of a process is one.
    ///
    /// Beyond it all are forgotten, which costs the notice of a gap.
    package static let rememberedProducers = 1024

    /// Row numbers reserved at a time: one more commit to ledger.db for as many rows.
    ///
    /// What a process leaves of them is never used.
    package static let reservedNumbers: Int64 = 20_000
    /// Days open for writing at once: today, yesterday, and two for late records.
    ///
    /// Beyond it the one that was not used for longest is closed.
    package static let openDays = 4
    /// Days of bodies open for writing at once.
    package static let openBodyDays = 2
    /// Days whose folded sums go at once when these are too large.
    package static let forgottenDays = 31
    /// Bytes of late rows that wait for days whose files cannot be opened; more are not kept.
    static let lateBytes = 64 << 20
    /// Days beyond their retention that wait for their sums to be folded; then they go anyway.
    package static let foldingDays = 2

    /// Free bytes below which bodies and console lines are no longer kept; on small disks a twentieth.
    package static let bodiesFloor: UInt64 = 512 << 20
    /// Free bytes below which records are held back; on small disks a fiftieth.
    package static let recordsFloor: UInt64 = 64 << 20
    /// How long the clock must have run evenly before it is trusted with deleting by age.
    package static let clockSettlingNanoseconds: UInt64 = 600_000_000_000
    /// How long it must have shown a date that the ledger does not know, microseconds.
    static let dateSettling: Int64 = 24 * 3_600_000_000
    /// So many of the last days must have rows for the date to be known: one that was written today proves nothing.
    static let daysThatProve = (rows: 3, of: 7)
    /// What the wall clock may differ from the monotonic one between two looks, a minute apart.
    package static let clockJumpMicroseconds: Int64 = 300_000_000

    /// How often is looked for what has to go.
    package static let housekeepingInterval = Duration.seconds(60)
    /// Pause between two pieces of that work, in which records are taken.
    package static let housekeepingPause = Duration.milliseconds(50)
    /// Rows of an older version's file that are taken over at a time: about 20 ms.
    package static let importedRows = 500

    /// Microseconds after the start until sums of an older version are made anew: its process has ended then.
    package static let recountLater: Int64 = 60_000_000

    /// Pages of the write-ahead log (4 KiB each) from which on it is moved into the file.
    package static let logPages = 1000
    /// Bytes that the write-ahead log keeps on disk once it has been moved.
    package static let logBytes = 16 << 20
    /// Larger files are not checked when they are opened: reading them would take too long.
    package static let checkedBytes: Int64 = 1 << 30
    /// Microseconds in which a life that was killed is followed by the next, and a machine that lost its power is not there again.
    package static let youngLog: Int64 = 2_000_000
    /// Microseconds until a day is looked at that was opened without.
    package static let lookLater: Int64 = 60_000_000
    /// Bytes at the end of the console's files that are read at start for the numbers of their last lines: what a batch
    /// that comes again can hold.
    package static let recalledConsoleBytes = 2 << 20
}
