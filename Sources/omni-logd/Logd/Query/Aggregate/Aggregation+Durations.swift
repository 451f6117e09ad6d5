internal import IPC
internal import Store

// Durations, for percentiles.
extension Aggregation {
    /// Adds the durations of a folded day.
    ///
    /// They are known by hours while the day's file is there, after that by its pieces, but where no dimension is asked for: a
    /// stretch that cuts an hour or a piece has those that begin in it, and so has a range once the rows are gone.
    mutating func addDurations(
        _ day: FoldedDay, _ blocks: FoldBlocks, arePieces: Bool
    ) throws(QueryFailure) {
        guard question.percentiles, !isExact else { return }
        let hasRows = files[day.day] != nil
        // Where the range cuts an hour, only the hours and the rows are exact.
        let arePieces =
            arePieces && (!hasRows || cutEnds(of: day.day, lasting: DayPlace.hour).isEmpty)
        if !arePieces, hasRows { hourly[day.day] = 0..<day.until }
        let wanted =
            arePieces
            ? quarters(of: day.day, cut: !hasRows) : hours(of: day.day, cut: !hasRows)
        if let durationSlice,
            let (runs, classes) = try durations(
                "fold_duration_slices",
                FoldSlice.id(arePieces ? .pieces : .hours, durationSlice, day.day), blocks)
        {
            return try add(runs, classes, day, within: wanted)
        }
        if !arePieces, let info = files[day.day], let file = try reader.day(day.day, info.path) {
            let table = table
            let open = try LedgerReader.guarded(day: day.day) { () throws(StoreError) in
                try OpenDay.read(info, file, table)
            }
            return try addDurations(open, file, 0..<day.until)
        }
        guard let (runs, classes) = try durations("fold_durations", day.day, blocks) else { return }
        try add(runs, classes, day, within: wanted)
    }

    private func durations(
        _ table: String, _ id: Int, _ blocks: FoldBlocks
    ) throws(QueryFailure) -> (runs: ColumnBlock, classes: ColumnBlock)? {
        try LedgerReader.guarded { () throws(StoreError) in
            guard let runs = try blocks.block("runs", of: table, id),
                let classes = try blocks.block("classes", of: table, id)
            else { return nil }
            return (runs, classes)
        }
    }

    /// Adds the runs of durations that begin in some quarters of a day.
    mutating func add(
        _ runs: ColumnBlock, _ classes: ColumnBlock, _ day: FoldedDay, within wanted: Range<Int>
    ) throws(QueryFailure) {
        let starts = runs.values(FoldColumn.start)
        let sets = runs.values(FoldColumn.set)
        let phases = runs.values(FoldColumn.phase)
        let lengths = runs.values(FoldColumn.length)
        let indexes = classes.values(FoldColumn.index)
        let numbers = classes.values(FoldColumn.number)
        // The phases of a set stand together: its row is looked for once.
        var last: (start: UInt64, set: UInt64, row: Int?) = (.max, .max, nil)
        var next = 0
        for run in 0..<runs.rows {
            let first = next
            next += Int(clamping: lengths[run])
            guard next <= indexes.count, sets[run] < UInt64(day.sets.count), starts[run] < 96,
                phases[run] < UInt64(LatencyPhase.count), wanted.contains(Int(starts[run]))
            else { continue }
            if last.start != starts[run] || last.set != sets[run] {
                let place = scale.place(of: Self.time(day.day, Int(starts[run])))
                last = (starts[run], sets[run], try row(day.sets[Int(sets[run])], place))
            }
            guard let row = last.row else { continue }
            rows.addDurations(
                row * AggregateRows.durationWidth + Int(phases[run]) * LatencyScale.count,
                indexes[first..<next], numbers[first..<next])
        }
    }

    /// Adds the durations of a day by the hours that lie in some quarters of it and wholly in the range.
    mutating func addDurations(
        _ day: OpenDay, _ database: Database, _ quarters: Range<Int>
    ) throws(QueryFailure) {
        guard question.percentiles, !isExact else { return }
        let known = hourly[day.info.day] ?? quarters
        hourly[day.info.day] =
            min(known.lowerBound, quarters.lowerBound)..<max(known.upperBound, quarters.upperBound)
        let wanted = hours(of: day.info.day, cut: false).clamped(to: quarters)
        guard !wanted.isEmpty else { return }
        let found = try LedgerReader.guarded(day: day.info.day) { () throws(StoreError) in
            try database.prepare(
                "SELECT id, requests FROM durations WHERE id >= ? AND id < ? AND requests > 0")
        }
        found.bind(1, DayPlace.durations(wanted.lowerBound / DayPlace.hourQuarters, 0, 0, 0))
        found.bind(2, DayPlace.durations(wanted.upperBound / DayPlace.hourQuarters, 0, 0, 0))
        // Rows come by hours and sets, hundreds of each.
        var owner: (id: Int64, start: Int?) = (-1, nil)
        while try day.step(found) {
            let id = found.int64(0)
            if owner.id != id >> 16 { owner = (id >> 16, try durationStart(day, id)) }
            guard let start = owner.start, id & 0xffff < Int64(AggregateRows.durationWidth) else {
                continue
            }
            rows.durations[start + Int(id & 0xffff)] &+= UInt32(clamping: found.int64(1))
        }
    }

    /// Where the durations of an hour and a set are counted; nil when they are not wanted.
    private mutating func durationStart(_ day: OpenDay, _ id: Int64) throws(QueryFailure) -> Int? {
        guard let set = day.set(id >> 16 & 0xffff_ffff), Int(set) < groups.ofSet.count else {
            return nil
        }
        let place = scale.place(of: Self.time(day.info.day, Int(id >> 48) * 4))
        return try row(set, place).map { $0 * AggregateRows.durationWidth }
    }

    // MARK: Rows

    /// Adds what lies in the range of hours that it cuts, where durations are added by the hour.
    mutating func addCutHours() throws(QueryFailure) {
        for (day, quarters) in hourly {
            for end in cutEnds(of: day, lasting: DayPlace.hour)
            where quarters.contains(DayPlace.quarter(of: end.lowerBound, day: day)) {
                try addDurations(of: day, in: end)
            }
        }
    }

    /// Adds each duration of a day's rows in a part of the range.
    mutating func addDurations(of day: Int, in range: Range<Int64>) throws(QueryFailure) {
        try eachRow(of: day, in: range, LatencyPhase.allCases.map(\.expression)) {
            sums, _, row, found in
            for phase in LatencyPhase.allCases where !found.isNull(phase.rawValue + 2) {
                let length = UInt64(clamping: found.int64(phase.rawValue + 2))
                sums.rows.add(row, phase, length, isExact: sums.isExact)
            }
        }
    }
}
