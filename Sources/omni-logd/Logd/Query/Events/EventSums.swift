internal import IPC

/// The sums of a second.
struct EventSums {
    private var cells = [UInt64](repeating: 0, count: AggregateRows.width)

    /// Nothing yet.
    init() {}

    /// Counts a request.
    mutating func add(_ request: RequestRecord) {
        let measures = Measures(of: request)
        for measure in Measure.allCases {
            cells[measure.rawValue] &+= UInt64(clamping: measures[measure])
        }
        cells[Measure.count + Int(LedgerResult(of: request).rawValue)] &+= 1
    }

    /// Takes the sums out and begins anew.
    mutating func take() -> [UInt64] {
        let taken = cells
        cells = [UInt64](repeating: 0, count: AggregateRows.width)
        return taken
    }
}
