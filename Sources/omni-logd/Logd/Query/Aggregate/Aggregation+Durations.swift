internal import IPC
internal import Store

// Durations, for percentiles.
extension Aggregation {
    /// Adds the durations of a folded day.
    ///
    /// They are known by hours while the day's file is there, after that by its pieces, but where no dimension is asked for: a
    /// stretch or range that cuts an hour or a piece has those that begin in it.
    mutating func addDurations(
        _ day: FoldedDay, _ blocks: FoldBlocks, arePieces: Bool
    ) throws(QueryFailure) {
        guard question.percentiles, !isExact else { return }
        if let durationSlice,
            let (runs, classes) = try durations(
                "fold_duration_slices",
                FoldSlice.id(arePieces ? .pieces : .hours, durationSlice, day.day), blocks)
        {
            return try add(runs, classes, day)
        }
        if !arePieces, let info = files[day.day], let file = try reader.day(day.day, info.path) {
            let table = table
            let open = try LedgerReader.guarded(day: day.day) { () throws(StoreError) in
                try OpenDay.read(info, file, table)
            }
            return try addDurations(open, file)
        }
        guard let (runs, classes) = try durations("fold_durations", day.day, blocks) else { return }
        try add(runs, classes, day)
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

    mutating func add(
        _ runs: ColumnBlock, _ classes: ColumnBlock, _ day: FoldedDay
    ) throws(QueryFailure) {
        let starts = runs.values(FoldColumn.start)
        let sets = runs.values(FoldColumn.set)
        let phases = runs.values(FoldColumn.phase)
        let lengths = runs.values(FoldColumn.length)
        let indexes = classes.values(FoldColumn.index)
        let numbers = classes.values(FoldColumn.number)
        var next = 0
        for run in 0..<runs.rows {
            let first = next
            next += Int(clamping: lengths[run])
            guard next <= indexes.count, sets[run] < UInt64(day.sets.count), starts[run] < 96,
                phases[run] < UInt64(LatencyPhase.count)
            else { continue }
            let time = Self.time(day.day, Int(starts[run]))
            guard range.contains(time) || Int(starts[run]) == 0 && range.contains(time + 1),
                let row = try row(day.sets[Int(sets[run])], scale.place(of: time))
            else { continue }
            let base =
                row * AggregateRows.durationWidth + Int(phases[run]) * LatencyScale.count
            for place in first..<next {
                rows.durations[base + Int(indexes[place] & 0xff)] &+= UInt32(
                    truncatingIfNeeded: numbers[place])
            }
        }
    }

    /// Adds the durations of a day by its hours.
    mutating func addDurations(_ day: OpenDay, _ database: Database) throws(QueryFailure) {
        guard question.percentiles, !isExact else { return }
        let hours = (0..<24).filter { range.contains(Self.time(day.info.day, $0 * 4)) }
        guard let first = hours.first, let last = hours.last else { return }
        let found = try LedgerReader.guarded(day: day.info.day) { () throws(StoreError) in
            try database.prepare(
                "SELECT id, requests FROM durations WHERE id >= ? AND id < ? AND requests > 0")
        }
        found.bind(1, DayPlace.durations(first, 0, 0, 0))
        found.bind(2, DayPlace.durations(last + 1, 0, 0, 0))
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

    /// Adds each duration of a day's rows in the range.
    mutating func addExactDurations(of day: Int) throws(QueryFailure) {
        guard let info = files[day], let database = try reader.day(day, info.path) else { return }
        let table = table
        let columns = LatencyPhase.allCases.map(\.column).joined(separator: ", ")
        let range = range
        let last = snapshot.lastSequence
        let found = try LedgerReader.guarded(day: day) { () throws(StoreError) in
            let day = try OpenDay.read(info, database, table)
            let rows = try database.prepare(
                """
                SELECT dims, received_us, \(columns) FROM requests
                WHERE received_us >= ? AND received_us < ? AND seq <= ?
                """)
            rows.bind(1, range.lowerBound)
            rows.bind(2, range.upperBound)
            rows.bind(3, last)
            var found: [(set: Int32, time: Int64, phase: Int, length: UInt64)] = []
            while try rows.step() {
                guard let set = day.set(rows.int64(0)) else { continue }
                for phase in LatencyPhase.allCases {
                    let length = UInt64(clamping: rows.int64(phase.rawValue + 2))
                    guard length > 0 else { continue }
                    found.append((set, rows.int64(1), phase.rawValue, length))
                }
            }
            return found
        }
        for (set, time, phase, length) in found where Int(set) < groups.ofSet.count {
            guard let row = try row(set, scale.place(of: time)) else { continue }
            rows.exact[row * LatencyPhase.count + phase, default: []].append(length)
        }
    }
}
