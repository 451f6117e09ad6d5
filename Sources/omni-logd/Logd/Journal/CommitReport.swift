package import IPC

/// What one commit did.
package struct CommitReport: Equatable, Sendable {
    /// Records that were new.
    package var stored = 0
    /// Records that were there already: sent again, or told by two daemons.
    package var skipped = 0
    /// Records without a request id, or of a kind that a later version knows.
    package var unusable = 0
    /// Producers whose numbering jumped.
    package var gaps: [SequenceGap] = []
    /// Requests that are new or were replaced, when they were asked for.
    package var changed: [RequestRecord] = []

    /// Nothing done yet.
    package init() {}
}

/// Numbers that a producer left out.
package struct SequenceGap: Equatable, Sendable {
    /// Whose numbers.
    package let producer: String
    /// The last number stored before; 0 when the producer was not known.
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
