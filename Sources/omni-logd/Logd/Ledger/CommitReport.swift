package import IPC

/// What one commit did.
package struct CommitReport: Equatable, Sendable {
    /// Records that were new.
    package var stored = 0
    /// Records that were there already: sent again, or told by two daemons.
    package var skipped = 0
    /// Records without a request id, or of a kind that a later version knows.
    package var unusable = 0
    /// Records of days that are no longer kept.
    package var expired = 0
    /// Records that wait for a day whose file cannot be opened or written.
    package var late = 0
    /// Bodies that were not kept, for want of room or because the disk failed.
    package var bodiesDropped = 0
    /// Console lines that were not kept.
    package var consoleDropped = 0
    /// New rows by table.
    package var rows = RowCounts()
    /// Producers whose numbering jumped.
    package var gaps: [SequenceGap] = []
    /// Requests that are new or were replaced, when they were asked for.
    package var requests: [CommittedRequest] = []
    /// Attempts that are new, when they were asked for.
    package var attempts: [AttemptRecord] = []
    /// Outbound calls that are new, when they were asked for.
    package var calls: [CallRecord] = []
    /// Console lines that are new, when they were asked for.
    package var console: [ConsoleRecord] = []

    /// Nothing done yet.
    package init() {}

    /// Takes over what another part of the commit did.
    mutating func add(_ other: CommitReport) {
        stored += other.stored
        skipped += other.skipped
        unusable += other.unusable
        expired += other.expired
        late += other.late
        bodiesDropped += other.bodiesDropped
        consoleDropped += other.consoleDropped
        rows.add(other.rows)
        gaps += other.gaps
        requests += other.requests
        attempts += other.attempts
        calls += other.calls
        console += other.console
    }
}

/// A request as it stands in the ledger.
package struct CommittedRequest: Equatable, Sendable {
    /// Its number.
    package let sequence: UInt64
    /// The row.
    package let request: RequestRecord
    /// The row in whose place it stands; nil without one.
    package let replaced: RequestRecord?

    /// Describes a row.
    package init(sequence: UInt64, request: RequestRecord, replaced: RequestRecord? = nil) {
        self.sequence = sequence
        self.request = request
        self.replaced = replaced
    }
}

/// Rows by table.
package struct RowCounts: Equatable, Sendable {
    /// Requests, the replaced ones among them.
    package var requests: UInt64 = 0
    /// Attempts.
    package var attempts: UInt64 = 0
    /// Outbound calls.
    package var calls: UInt64 = 0
    /// Console lines.
    package var console: UInt64 = 0
    /// Recorded bodies.
    package var bodies: UInt64 = 0

    /// None.
    package init() {}

    /// Adds others.
    mutating func add(_ other: RowCounts) {
        requests += other.requests
        attempts += other.attempts
        calls += other.calls
        console += other.console
        bodies += other.bodies
    }
}

/// Numbers that a producer left out.
package struct SequenceGap: Equatable, Sendable {
    /// Whose numbers.
    package let producer: String
    /// The last number before; 0 when the producer was not known.
    package let last: UInt64
    /// The first number of the batch.
    package let first: UInt64

    /// Makes a gap.
    package init(producer: String, last: UInt64, first: UInt64) {
        self.producer = producer
        self.last = last
        self.first = first
    }
}
