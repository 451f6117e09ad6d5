internal import IPC

/// The rows of an aggregate while they are added up: one for each group and stretch of time that has any request.
struct AggregateRows {
    /// Cells of a row: the measures, then the requests by result.
    static let width = Measure.count + results
    /// Numbers of results.
    static let results = 7
    /// Counts of durations of a row.
    static let durationWidth = LatencyPhase.count * LatencyScale.count

    /// The group and the stretch of each row.
    private(set) var keys: [(group: Int32, place: Int32)] = []
    /// The cells of all rows.
    var cells: [UInt64] = []
    /// Durations by class, of all rows.
    var durations: [UInt32] = []
    /// Durations themselves by row and phase, where they are few.
    var exact: [Int: [UInt64]] = [:]

    private var rows: [Int32]
    private let groups: Int
    private let hasDurations: Bool

    /// No row yet.
    ///
    /// - Parameters:
    ///   - groups: How many groups there may be.
    ///   - places: How many stretches of time.
    ///   - hasDurations: Whether durations are counted by class.
    /// - Throws: When there may be too many.
    init(groups: Int, places: Int, hasDurations: Bool) throws(QueryFailure) {
        let (count, overflow) = max(1, groups).multipliedReportingOverflow(by: max(1, places))
        guard !overflow, count <= Limits.aggregateCells else { throw Self.tooMany }
        self.groups = groups
        self.hasDurations = hasDurations
        rows = [Int32](repeating: -1, count: count)
    }

    private static let tooMany = QueryFailure.refused(
        "the answer has too many rows; ask for fewer groups, a shorter time or longer stretches")

    /// The row of a group and a stretch, made when it is new.
    mutating func row(_ group: Int32, _ place: Int) throws(QueryFailure) -> Int {
        let key = place * groups + Int(group)
        if rows[key] >= 0 { return Int(rows[key]) }
        let most = hasDurations ? Limits.aggregateDurationRows : Limits.aggregateKeptRows
        guard keys.count < most else { throw Self.tooMany }
        let row = keys.count
        rows[key] = Int32(row)
        keys.append((group, Int32(place)))
        cells.append(contentsOf: repeatElement(0, count: Self.width))
        if hasDurations {
            durations.append(contentsOf: repeatElement(0, count: Self.durationWidth))
        }
        return row
    }

    /// A cell of a row.
    func value(_ row: Int, _ measure: Measure) -> UInt64 {
        cells[row * Self.width + measure.rawValue]
    }

    /// The requests of a row that ended in a way.
    func requests(_ row: Int, _ result: LedgerResult) -> UInt64 {
        cells[row * Self.width + Measure.count + Int(result.rawValue)]
    }

    /// Adds a duration, as it is or by its class.
    mutating func add(_ row: Int, _ phase: LatencyPhase, _ length: UInt64, isExact: Bool) {
        if isExact {
            exact[row * LatencyPhase.count + phase.rawValue, default: []].append(length)
        } else {
            let start = row * Self.durationWidth + phase.rawValue * LatencyScale.count
            durations[start + LatencyScale.index(length)] &+= 1
        }
    }

    /// Adds numbers of durations by their classes, of which only the lowest byte counts.
    ///
    /// - Parameters:
    ///   - base: Where the classes of a row and phase begin.
    ///   - indexes: Classes.
    ///   - numbers: How many durations are of each of them.
    mutating func addDurations(
        _ base: Int, _ indexes: ArraySlice<UInt64>, _ numbers: ArraySlice<UInt64>
    ) {
        durations.withUnsafeMutableBufferPointer { durations in
            for (index, number) in zip(indexes, numbers) {
                durations[base + Int(index & 0xff)] &+= UInt32(truncatingIfNeeded: number)
            }
        }
    }

    /// Adds the values of a request, or of some.
    mutating func add(_ row: Int, _ measures: Measures, result: UInt8) {
        let start = row * Self.width
        for measure in Measure.allCases {
            cells[start + measure.rawValue] &+= UInt64(clamping: measures[measure])
        }
        cells[start + Measure.count + Int(result)] &+= UInt64(clamping: measures[.requests])
    }
}
