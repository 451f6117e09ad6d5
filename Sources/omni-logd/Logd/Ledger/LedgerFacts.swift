/// How the store of the ledger stands: sizes, bounds and troubles.
package struct LedgerFacts: Equatable, Sendable {
    /// Bytes of days, bodies, console lines and derived data.
    package var dayBytes: Int64 = 0
    /// Bytes of recorded bodies.
    package var bodyBytes: Int64 = 0
    /// Bytes of console lines.
    package var consoleBytes: Int64 = 0
    /// Bytes of derived data and settings.
    package var derivedBytes: Int64 = 0
    /// Days with recorded bodies.
    package var bodyDays = 0
    /// Bytes that are free on the file system; nil where it cannot be asked.
    package var freeBytes: UInt64?
    /// Below so many free bytes bodies and console lines are refused.
    package var bodiesFloor: UInt64 = 0
    /// Below so many free bytes records are held back.
    package var recordsFloor: UInt64 = 0
    /// Bodies and console lines are refused now, for want of room.
    package var refusesBodies = false
    /// Records are held back now: their producers keep them.
    package var holdsBack = false
    /// Why the last commit failed; empty once one has succeeded.
    package var failure = ""
    /// Bodies that were not kept, for want of room or because the disk failed.
    package var bodiesDropped: UInt64 = 0
    /// Console lines that were not kept.
    package var consoleDropped: UInt64 = 0
    /// Records of days that are no longer kept.
    package var expired: UInt64 = 0
    /// Jumps in a producer's numbers.
    package var gaps: UInt64 = 0
    /// Files that were set aside because they are damaged, the newest last.
    package var setAside: [String] = []
    /// Days that were unlinked since the start.
    package var daysDeleted: UInt64 = 0
    /// Rows of an older version's file that are still to be taken over.
    package var rowsToImport: Int64 = 0
    /// Whether age and size are in bounds, in words; empty where they are.
    package var troubles: [String] = []

    /// Nothing known yet.
    package init() {}
}
