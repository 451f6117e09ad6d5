internal import Store

/// Sums of a day, column by column: where they begin, their set, and each measure.
struct SumColumns {
    private(set) var starts: [UInt64] = []
    private(set) var sets: [UInt64] = []
    private(set) var values = [[UInt64]](repeating: [], count: Measure.count)

    /// Nothing yet.
    init() {}

    /// The columns of a block.
    init(_ block: ColumnBlock) {
        starts = block.values(FoldColumn.start)
        sets = block.values(FoldColumn.set)
        values = Measure.allCases.map { block.values(FoldColumn.of($0)) }
    }

    /// Reads the rows of a day before a quarter that count something, in the order of quarters and sets.
    mutating func read(
        _ database: Database, _ places: [Int64: UInt64], until: Int
    ) throws(StoreError) {
        let columns = Measure.allCases.map(\.column).joined(separator: ", ")
        let rows = try database.prepare(
            "SELECT id, \(columns) FROM rollups WHERE id < ? ORDER BY id")
        rows.bind(1, DayPlace.sums(until, 0))
        while try rows.step() {
            let id = rows.int64(0)
            guard rows.int64(1) > 0, let set = places[id & 0xffff_ffff] else { continue }
            starts.append(UInt64(clamping: id >> 32))
            sets.append(set)
            for index in 0..<Measure.count {
                values[index].append(UInt64(clamping: rows.int64(index + 1)))
            }
        }
    }

    /// Sums of longer stretches, of fewer sets, or both.
    ///
    /// - Parameters:
    ///   - pieces: The quarters in which the stretches begin; the first is 0.
    ///   - count: How many sets there are; rows of further ones, which only a damaged file has, are left out.
    ///   - stands: The set that stands for each of them; each for itself without.
    /// - Returns: The sums by stretch and set.
    func folded(to pieces: [Int], sets count: Int, as stands: [UInt64]? = nil) -> SumColumns {
        var result = SumColumns()
        let pieceOf = DayPieces.quarters.map { quarter in pieces.lastIndex { $0 <= quarter } ?? 0 }
        var places = [Int32](repeating: -1, count: pieces.count * max(1, count))
        for row in starts.indices {
            guard starts[row] < UInt64(pieceOf.count), sets[row] < UInt64(count) else { continue }
            let piece = pieceOf[Int(starts[row])]
            let set = stands.map { $0[Int(sets[row])] } ?? sets[row]
            let key = piece * count + Int(set)
            if places[key] < 0 {
                places[key] = Int32(result.starts.count)
                result.starts.append(UInt64(pieces[piece]))
                result.sets.append(set)
                for index in 0..<Measure.count { result.values[index].append(0) }
            }
            let place = Int(places[key])
            for index in 0..<Measure.count { result.values[index][place] &+= values[index][row] }
        }
        return result
    }

    /// Adds the sums of a day, whatever the time; there is a row for each set then, in their order.
    ///
    /// - Parameters:
    ///   - day: Its sums.
    ///   - stands: The place here of each of its sets; rows of further ones are left out.
    ///   - count: How many sets there are here.
    mutating func add(_ day: SumColumns, as stands: [UInt64], of count: Int) {
        for place in starts.count..<max(starts.count, count) {
            starts.append(0)
            sets.append(UInt64(place))
            for index in 0..<Measure.count { values[index].append(0) }
        }
        for row in day.sets.indices where day.sets[row] < UInt64(stands.count) {
            let place = Int(stands[Int(day.sets[row])])
            for index in 0..<Measure.count { values[index][place] &+= day.values[index][row] }
        }
    }

    /// All of a measure together.
    func total(_ measure: Measure) -> UInt64 { values[measure.rawValue].reduce(0, &+) }

    /// As a block.
    func encoded() -> [UInt8] {
        var columns: [(name: UInt8, values: [UInt64])] = [
            (FoldColumn.start, starts), (FoldColumn.set, sets),
        ]
        for measure in Measure.allCases {
            columns.append((FoldColumn.of(measure), values[measure.rawValue]))
        }
        return ColumnBlock.encode(rows: starts.count, columns)
    }
}
