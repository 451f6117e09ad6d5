internal import IPC
internal import Store

// Sums of measures.
extension Aggregation {
    /// Adds a folded day: by its pieces where each lies in one stretch and wholly in the range, else by its hours
    /// where those do, else by its quarters.
    mutating func addFolded(_ day: FoldedDay, _ database: Database) throws(QueryFailure) {
        let wanted = quarters(of: day.day, cut: files[day.day] == nil)
        let pieces = try block("block", of: "fold_pieces", day, database)
        if let pieces, try add(pieces, day, Self.begins(pieces), wanted) {
            return try addDurations(day, wanted, database, arePieces: true)
        }
        if piecePlaces(DayPieces.hours, day.day, wanted) != nil,
            let hours = try block("block", of: "fold_hours", day, database),
            try add(hours, day, DayPieces.hours, wanted)
        {
            return try addDurations(day, wanted, database, arePieces: false)
        }
        if let block = try block("block", of: "fold_quarters", day, database) {
            let starts = block.values(FoldColumn.start).map { Int($0) }
            let places = (0..<DayPlace.quarters).map { quarter in
                wanted.contains(quarter) ? scale.place(of: Self.time(day.day, quarter)) : -1
            }
            try add(block, day, starts, places)
        }
        try addDurations(day, wanted, database, arePieces: false)
    }

    func block(
        _ column: String, of table: String, _ day: FoldedDay, _ database: Database
    ) throws(QueryFailure) -> ColumnBlock? {
        try LedgerReader.guarded { () throws(StoreError) in
            try FoldedDay.block(column, of: table, day.day, database)
        }
    }

    /// The quarters in which rows of a block begin.
    private static func begins(_ block: ColumnBlock) -> [Int] {
        Set(block.values(FoldColumn.start).map { Int($0) }).sorted()
    }

    /// Adds rows of stretches that begin at given quarters; false when they are not exact for the question.
    private mutating func add(
        _ block: ColumnBlock, _ day: FoldedDay, _ begins: [Int], _ wanted: Range<Int>
    ) throws(QueryFailure) -> Bool {
        guard let places = piecePlaces(begins, day.day, wanted) else { return false }
        try add(block, day, block.values(FoldColumn.start).map { Int($0) }, places)
        return true
    }

    /// The place of each quarter at which a stretch begins; nil when one is cut by the range, or by what is asked for.
    ///
    /// A stretch lasts until the next begins. One without rows is not among them: the one before it then seems longer than it
    /// is, which costs time at most.
    func piecePlaces(_ begins: [Int], _ day: Int, _ wanted: Range<Int>) -> [Int]? {
        var places = [Int](repeating: -1, count: DayPlace.quarters)
        for (index, begin) in begins.enumerated() {
            let end = index + 1 < begins.count ? begins[index + 1] : DayPlace.quarters
            guard begin < end, end <= DayPlace.quarters else { return nil }
            guard wanted.overlaps(begin..<end) else { continue }
            guard wanted.lowerBound <= begin, end <= wanted.upperBound,
                scale.isOne(Self.time(day, begin)..<Self.time(day, end))
            else { return nil }
            places[begin] = scale.place(of: Self.time(day, begin))
        }
        return places
    }

    private mutating func add(
        _ block: ColumnBlock, _ day: FoldedDay, _ starts: [Int], _ placeOf: [Int]
    ) throws(QueryFailure) {
        let sets = block.values(FoldColumn.set)
        let requests = block.values(FoldColumn.of(.requests))
        let results = reader.table.results
        var picked: [Int32] = []
        var cells: [Int32] = []
        picked.reserveCapacity(block.rows)
        cells.reserveCapacity(block.rows)
        for index in 0..<block.rows {
            guard starts[index] < placeOf.count, sets[index] < UInt64(day.sets.count) else {
                continue
            }
            let place = placeOf[starts[index]]
            let set = day.sets[Int(sets[index])]
            guard place >= 0, let row = try row(set, place) else { continue }
            let start = row * AggregateRows.width
            picked.append(Int32(index))
            cells.append(Int32(start))
            rows.cells[start + Measure.count + Int(results[Int(set)])] &+= requests[index]
        }
        for measure in Measure.allCases {
            block.add(
                FoldColumn.of(measure), rows: picked, to: cells, offset: measure.rawValue,
                of: &rows.cells)
        }
    }

    /// Adds a day from its own file.
    mutating func addOpen(_ day: OpenDay) throws(QueryFailure) {
        try reader.check()
        guard let database = try reader.day(day.info.day, day.info.path) else { return }
        let wanted = quarters(of: day.info.day, cut: false)
        if !wanted.isEmpty {
            let sums = try LedgerReader.guarded(day: day.info.day) { () throws(StoreError) in
                try Self.sums(database, wanted)
            }
            for (id, measures) in sums {
                guard let set = day.sets[id & 0xffff_ffff] else { continue }
                let place = scale.place(of: Self.time(day.info.day, Int(id >> 32)))
                guard let row = try row(set, place) else { continue }
                rows.add(row, measures, result: reader.table.results[Int(set)])
            }
        }
        try addDurations(day, database)
    }

    private static func sums(
        _ database: Database, _ quarters: Range<Int>
    ) throws(StoreError) -> [(id: Int64, measures: Measures)] {
        let columns = Measure.allCases.map(\.column).joined(separator: ", ")
        let rows = try database.prepare(
            "SELECT id, \(columns) FROM rollups WHERE id >= ? AND id < ? AND requests > 0")
        rows.bind(1, DayPlace.sums(quarters.lowerBound, 0))
        rows.bind(2, DayPlace.sums(quarters.upperBound, 0))
        var sums: [(id: Int64, measures: Measures)] = []
        while try rows.step() {
            var measures = Measures()
            for measure in Measure.allCases { measures[measure] = rows.int64(measure.rawValue + 1) }
            sums.append((rows.int64(0), measures))
        }
        return sums
    }

    // MARK: Rows

    /// Adds what lies in the range of quarters that it cuts, as far as the rows are there.
    mutating func addCutQuarters() throws(QueryFailure) {
        for day in days where files[day] != nil {
            let begun = quarters(of: day, cut: true)
            let whole = quarters(of: day, cut: false)
            let start = DayCalendar.start(of: day)
            let end = start + DayCalendar.microseconds
            let within = max(range.lowerBound, start)..<min(range.upperBound, end)
            guard !within.isEmpty else { continue }
            let first = min(Self.time(day, whole.lowerBound), within.upperBound)
            if within.lowerBound < first { try addRows(of: day, within.lowerBound..<first) }
            if begun.upperBound > whole.upperBound, whole.upperBound >= whole.lowerBound {
                let last = max(Self.time(day, whole.upperBound), first)
                if last < within.upperBound { try addRows(of: day, last..<within.upperBound) }
            }
        }
    }

    /// Adds rows of a day one by one.
    mutating func addRows(of day: Int, _ range: Range<Int64>) throws(QueryFailure) {
        guard let info = files[day], let database = try reader.day(day, info.path) else { return }
        let table = reader.table
        let columns = Measure.allCases.map(\.expression).joined(separator: ", ")
        let found = try LedgerReader.guarded(day: day) { () throws(StoreError) in
            let sets = try OpenDay.read(info, database, table).sets
            let rows = try database.prepare(
                """
                SELECT dims, received_us, \(columns) FROM requests
                WHERE received_us >= ? AND received_us < ? AND seq <= ?
                """)
            rows.bind(1, range.lowerBound)
            rows.bind(2, range.upperBound)
            rows.bind(3, snapshot.lastSequence)
            var found: [(set: Int32, time: Int64, measures: Measures)] = []
            while try rows.step() {
                guard let set = sets[rows.int64(0)] else { continue }
                var measures = Measures()
                for measure in Measure.allCases {
                    measures[measure] = rows.int64(measure.rawValue + 2)
                }
                found.append((set, rows.int64(1), measures))
            }
            return found
        }
        for (set, time, measures) in found where Int(set) < groups.ofSet.count {
            guard let row = try row(set, scale.place(of: time)) else { continue }
            rows.add(row, measures, result: table.results[Int(set)])
        }
    }
}
