/// The slices of a day, as they are written.
package struct FoldSlices: Sendable {
    /// Sums by the rows of their slices.
    private(set) var sums: [(id: Int, block: [UInt8])] = []
    /// Durations by the rows of theirs.
    private(set) var durations: [(id: Int, runs: [UInt8], classes: [UInt8])] = []
    /// Whether durations by hours are among them, where there are any.
    let hasHours: Bool

    /// Sums of a day, one table for each grain.
    struct Tables {
        var pieces: SumColumns
        var hours: SumColumns
        var quarters: SumColumns

        /// All of a day's.
        ///
        /// - Parameters:
        ///   - quarters: By quarters of an hour.
        ///   - starts: The quarters in which the day's pieces begin.
        ///   - count: How many sets the day has.
        init(_ quarters: SumColumns, _ starts: [Int], sets count: Int) {
            self.quarters = quarters
            hours = quarters.folded(to: DayPieces.hours, sets: count)
            pieces = quarters.folded(to: starts, sets: count)
        }

        subscript(grain: FoldSlice.Grain) -> SumColumns {
            switch grain {
            case .pieces: pieces
            case .hours: hours
            case .quarters: quarters
            }
        }
    }

    /// The slices of a day.
    ///
    /// - Parameters:
    ///   - day: Which day it is.
    ///   - sets: Places of its sets in the table.
    ///   - table: The table.
    ///   - sums: Its sums.
    ///   - pieces: Its durations by pieces.
    ///   - hours: And by hours; nil where they are not known.
    init(
        _ day: Int, _ sets: [Int32], _ table: DimensionTable, _ sums: Tables,
        _ pieces: DurationRuns, hours: DurationRuns?
    ) {
        hasHours = hours != nil
        for slice in 0..<FoldSlice.count {
            if let stands = FoldSlice.stands(slice, for: sets, table, byResult: true) {
                for grain in FoldSlice.Grain.allCases where grain.sums.contains(slice) {
                    let rows = sums[grain].folded(
                        to: DayPieces.quarters, sets: sets.count, as: stands)
                    self.sums.append((FoldSlice.id(grain, slice, day), rows.encoded()))
                }
            }
            guard let stands = FoldSlice.stands(slice, for: sets, table, byResult: false) else {
                continue
            }
            add(pieces.merged(as: stands), .pieces, slice, day)
            if let hours { add(hours.merged(as: stands), .hours, slice, day) }
        }
    }

    private mutating func add(
        _ runs: DurationRuns, _ grain: FoldSlice.Grain, _ slice: Int, _ day: Int
    ) {
        guard grain.durations.contains(slice) else { return }
        durations.append(
            (FoldSlice.id(grain, slice, day), runs.encodedRuns(), runs.encodedClasses()))
    }
}
