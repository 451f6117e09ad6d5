internal import IPC
internal import Store

// Sums of measures.
extension Aggregation {
    /// Adds a folded day: by its pieces where each lies in one stretch and wholly in the range, else by its hours
    /// where those do, else by its quarters.
    ///
    /// - Parameters:
    ///   - day: The day.
    ///   - blocks: Where it is read from.
    ///   - durations: Whether its durations are added too.
    /// - Throws: Why there is no answer.
    mutating func addFolded(
        _ day: FoldedDay, _ blocks: FoldBlocks, durations: Bool
    ) throws(QueryFailure) {
        let arePieces = try addSums(of: day, blocks)
        if durations { try addDurations(day, blocks, arePieces: arePieces) }
    }

    /// Adds the sums of a folded day; whether its pieces were exact.
    private mutating func addSums(
        of day: FoldedDay, _ blocks: FoldBlocks
    ) throws(QueryFailure) -> Bool {
        let wanted = quarters(of: day.day, cut: files[day.day] == nil)
            .clamped(to: 0..<day.until)
        if mayBePieces, let pieces = try sums(.pieces, "fold_pieces", day, blocks),
            try add(pieces, day, Self.begins(pieces), wanted)
        {
            return true
        }
        if piecePlaces(DayPieces.hours, day, wanted) != nil,
            let hours = try sums(.hours, "fold_hours", day, blocks),
            try add(hours, day, DayPieces.hours, wanted)
        {
            return false
        }
        if let block = try sums(.quarters, "fold_quarters", day, blocks) {
            let starts = block.values(FoldColumn.start).map { Int($0) }
            let places = (0..<DayPlace.quarters).map { quarter in
                wanted.contains(quarter) ? scale.place(of: Self.time(day.day, quarter)) : -1
            }
            try add(block, day, starts, places)
        }
        return false
    }

    /// Parts of a day are longer than an hour, but for some that are not worth a look.
    private var mayBePieces: Bool {
        question.bucket != .bucketHour && question.bucket != .bucketHourOfWeek
    }

    /// Sums of a day: the slice that is enough, else the whole table.
    private func sums(
        _ grain: FoldSlice.Grain, _ table: String, _ day: FoldedDay, _ blocks: FoldBlocks
    ) throws(QueryFailure) -> ColumnBlock? {
        let slice = slice
        return try LedgerReader.guarded { () throws(StoreError) in
            if let slice, grain.sums.contains(slice),
                let block = try blocks.block(
                    "block", of: "fold_slices", FoldSlice.id(grain, slice, day.day))
            {
                return block
            }
            return try blocks.block("block", of: table, day.day)
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
        guard let places = piecePlaces(begins, day, wanted) else { return false }
        try add(block, day, block.values(FoldColumn.start).map { Int($0) }, places)
        return true
    }

    /// Adds rows that all lie in one stretch.
    mutating func add(
        _ block: ColumnBlock, _ day: FoldedDay, at place: Int
    ) throws(QueryFailure) {
        try add(block, day, block.values(FoldColumn.start).map { Int($0) }, [place])
    }

    /// The place of each quarter at which a stretch begins; nil when one is cut by the range, or by what is asked for.
    ///
    /// A stretch lasts until the next begins. One without rows is not among them: the one before it then seems longer than it
    /// is, which costs time at most.
    func piecePlaces(_ begins: [Int], _ day: FoldedDay, _ wanted: Range<Int>) -> [Int]? {
        var places = [Int](repeating: -1, count: DayPlace.quarters)
        for (index, begin) in begins.enumerated() where begin < day.until {
            let next = index + 1 < begins.count ? begins[index + 1] : DayPlace.quarters
            let end = min(next, day.until)
            guard begin < end else { return nil }
            guard wanted.overlaps(begin..<end) else { continue }
            guard wanted.lowerBound <= begin, end <= wanted.upperBound,
                scale.isOne(Self.time(day.day, begin)..<Self.time(day.day, end))
            else { return nil }
            places[begin] = scale.place(of: Self.time(day.day, begin))
        }
        return places
    }

    private mutating func add(
        _ block: ColumnBlock, _ day: FoldedDay, _ starts: [Int], _ placeOf: [Int]
    ) throws(QueryFailure) {
        let sets = block.values(FoldColumn.set)
        let requests = block.values(FoldColumn.of(.requests))
        let results = table.results
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
        let rest = day.from..<DayPlace.quarters
        let wanted = quarters(of: day.info.day, cut: false).clamped(to: rest)
        if !wanted.isEmpty { try addSums(day, database, wanted) }
        try addDurations(day, database, rest)
    }

    private mutating func addSums(
        _ day: OpenDay, _ database: Database, _ wanted: Range<Int>
    ) throws(QueryFailure) {
        let columns = Measure.allCases.map(\.column).joined(separator: ", ")
        let found = try LedgerReader.guarded(day: day.info.day) { () throws(StoreError) in
            try database.prepare(
                "SELECT id, \(columns) FROM rollups WHERE id >= ? AND id < ? AND requests > 0")
        }
        found.bind(1, DayPlace.sums(wanted.lowerBound, 0))
        found.bind(2, DayPlace.sums(wanted.upperBound, 0))
        let results = table.results
        var place = (quarter: Int64(-1), number: 0)
        while try day.step(found) {
            let id = found.int64(0)
            guard let set = day.set(id & 0xffff_ffff) else { continue }
            // Rows come by quarters.
            if place.quarter != id >> 32 {
                place.quarter = id >> 32
                place.number = scale.place(of: Self.time(day.info.day, Int(id >> 32)))
            }
            guard let row = try row(set, place.number) else { continue }
            let start = row * AggregateRows.width
            for measure in 0..<Measure.count {
                rows.cells[start + measure] &+= UInt64(clamping: found.int64(measure + 1))
            }
            rows.cells[start + Measure.count + Int(results[Int(set)])] &+= UInt64(
                clamping: found.int64(Measure.requests.rawValue + 1))
        }
    }

    // MARK: Rows

    /// Adds what lies in the range of quarters that it cuts, as far as the rows are there.
    mutating func addCutQuarters() throws(QueryFailure) {
        for day in days where files[day] != nil {
            for end in cutEnds(of: day, lasting: DayPlace.quarter) { try addRows(of: day, end) }
        }
    }

    /// Adds rows of a day one by one.
    mutating func addRows(of day: Int, _ range: Range<Int64>) throws(QueryFailure) {
        try eachRow(of: day, in: range, Measure.allCases.map(\.expression)) {
            sums, set, row, found in
            sums.rows.add(row, Measures(row: found, from: 2), result: sums.table.results[Int(set)])
        }
    }

    /// Goes through the rows of a day in a part of the range.
    ///
    /// A day may have a million of them: none is kept.
    ///
    /// - Parameters:
    ///   - day: The day.
    ///   - range: Of times at which requests were received.
    ///   - columns: What is read of each, from the third column on.
    ///   - add: Takes the set of a row, the row of sums that it belongs to, and what was read.
    /// - Throws: Why there is no answer.
    mutating func eachRow(
        of day: Int, in range: Range<Int64>, _ columns: [String],
        _ add: (inout Self, Int32, Int, Statement) -> Void
    ) throws(QueryFailure) {
        guard let info = files[day], let database = try reader.day(day, info.path) else { return }
        let table = table
        let (open, found) = try LedgerReader.guarded(day: day) { () throws(StoreError) in
            (
                try OpenDay.read(info, database, table),
                try database.prepare(
                    """
                    SELECT dims, received_us, \(columns.joined(separator: ", ")) FROM requests
                    WHERE received_us >= ? AND received_us < ? AND seq <= ?
                    """)
            )
        }
        found.bind(1, range.lowerBound)
        found.bind(2, range.upperBound)
        found.bind(3, snapshot.lastSequence)
        while try open.step(found) {
            guard let set = open.set(found.int64(0)), Int(set) < groups.ofSet.count,
                let row = try row(set, scale.place(of: found.int64(1)))
            else { continue }
            add(&self, set, row, found)
        }
    }
}
