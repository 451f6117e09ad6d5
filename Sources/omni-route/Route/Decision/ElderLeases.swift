/// Leases that were open when the ring came round to their place: a long stream is not forgotten for many short ones.
///
/// One that has ended is remembered for some more of them, so that whoever asks again after it finds what became of it.
struct ElderLeases {
    private var records: [UInt64: LeaseRecord] = [:]
    /// Those that have ended; a ring once it is full.
    private var endedIDs: [UInt64] = []
    /// Where the one is that ended first.
    private var next = 0

    /// Those that are open.
    private var open: Int { records.count - endedIDs.count }

    /// Whether one more may stay open.
    var hasRoom: Bool { open < Limits.elderLeases }

    /// What is known of a lease.
    subscript(id: UInt64) -> LeaseRecord? { records[id] }

    /// Keeps an open lease.
    mutating func keep(_ record: LeaseRecord) { records[record.id] = record }

    /// A lease has ended; one that is not kept here is none of its business.
    mutating func ended(_ id: UInt64) {
        guard records[id] != nil else { return }
        guard endedIDs.count >= Limits.endedElders else { return endedIDs.append(id) }
        records[endedIDs[next]] = nil
        endedIDs[next] = id
        next = (next + 1) % endedIDs.count
    }
}
