internal import IPC
internal import Store

// Months, for questions about several dimensions: their days are a tenth of all there is to read.
extension Aggregation {
    /// Adds the months that are exact for the question.
    ///
    /// - Returns: The days that need not be added any more, or only their sums where these have a slice.
    mutating func addMonths(
        _ database: Database, _ blocks: FoldBlocks
    ) throws(QueryFailure) -> Set<Int> {
        let needsDurations = question.percentiles && !isExact && durationSlice == nil
        guard slice == nil || needsDurations, !folded.isEmpty else { return [] }
        let known = Dictionary(folded.map { ($0.day, $0.changes) }) { first, _ in first }
        let (wanted, table) = (wantedDays, table)
        let months = try LedgerReader.guarded { () throws(StoreError) in
            try FoldedMonth.months(database, wanted, table)
        }
        var added: Set<Int> = []
        for month in months where isExact(month, known) {
            try reader.check()
            if try add(month, blocks, durations: needsDurations) {
                added.formUnion(month.days.keys)
            }
        }
        return added
    }

    /// Whether all days of a month are wanted, lie in one stretch, and are as they were when it was added up.
    private func isExact(_ month: FoldedMonth, _ known: [Int: Int64]) -> Bool {
        guard let first = month.days.keys.min(), let last = month.days.keys.max(),
            month.days.allSatisfy({ known[$0.key] == $0.value })
        else { return false }
        let stretch = DayCalendar.start(of: first)..<DayCalendar.start(of: last + 1)
        return range.lowerBound <= stretch.lowerBound && stretch.upperBound <= range.upperBound
            && scale.isOne(stretch)
    }

    /// Adds a month; false when a part of it is damaged, and nothing was added.
    private mutating func add(
        _ month: FoldedMonth, _ blocks: FoldBlocks, durations: Bool
    ) throws(QueryFailure) -> Bool {
        let slice = slice
        let found = try LedgerReader.guarded { () throws(StoreError) in
            (
                sums: slice == nil
                    ? try blocks.block("block", of: "fold_months", month.month) : nil,
                runs: durations ? try blocks.block("runs", of: "fold_months", month.month) : nil,
                classes: durations
                    ? try blocks.block("classes", of: "fold_months", month.month) : nil
            )
        }
        guard slice != nil || found.sums != nil,
            !durations || found.runs != nil && found.classes != nil,
            let first = month.days.keys.min()
        else { return false }
        // Its rows begin with its first day, so to say.
        let day = FoldedDay(
            day: first, changes: 0, isStale: false, until: DayPlace.quarters, sets: month.sets)
        if let sums = found.sums { try add(sums, day, at: scale.place(of: Self.time(first, 0))) }
        if let runs = found.runs, let classes = found.classes {
            try add(runs, classes, day, within: DayPlace.all)
        }
        return true
    }
}
