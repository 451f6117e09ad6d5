/// Leases whose report was taken over, though they are not among those that are remembered: of earlier processes, or given up.
///
/// Bounded: two sets, of which the older is dropped when the younger is full.
struct ReportedLeases {
    private var recent: Set<UInt64> = []
    private var earlier: Set<UInt64>

    /// Those that are on disk.
    init(_ onDisk: Set<UInt64> = []) { earlier = onDisk }

    /// Whether the report of a lease was taken over.
    func contains(_ id: UInt64) -> Bool { recent.contains(id) || earlier.contains(id) }

    /// The report of a lease is taken over.
    mutating func insert(_ id: UInt64) {
        if recent.count >= Limits.reportedBefore {
            earlier = recent
            recent = []
        }
        recent.insert(id)
    }
}
