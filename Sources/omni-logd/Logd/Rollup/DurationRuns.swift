internal import Store

/// Durations of a day: for each piece of the day, set and phase a run of classes with their numbers.
struct DurationRuns {
    private var starts: [UInt64] = []
    private var sets: [UInt64] = []
    private var phases: [UInt64] = []
    private var lengths: [UInt64] = []
    private var indexes: [UInt64] = []
    private var numbers: [UInt64] = []

    /// Reads the durations of a day.
    ///
    /// - Parameters:
    ///   - database: The day's file.
    ///   - places: Numbers of sets to places in the list of sets.
    ///   - pieces: The quarters in which the day's pieces begin; the hour of a beginning belongs to the piece before, unless
    ///     it begins with the hour.
    /// - Throws: What SQLite says.
    mutating func read(
        _ database: Database, _ places: [Int64: UInt64], _ pieces: [Int]
    ) throws(StoreError) {
        let rows = try database.prepare("SELECT id, requests FROM durations WHERE requests > 0")
        var sums: [UInt64: UInt64] = [:]
        while try rows.step() {
            let id = rows.int64(0)
            guard let set = places[id >> 16 & 0xffff_ffff] else { continue }
            let piece = DayPieces.start(of: Int(id >> 48) * 4, pieces)
            let key = UInt64(piece) << 48 | set << 16 | UInt64(id & 0xffff)
            sums[key, default: 0] += UInt64(clamping: rows.int64(1))
        }
        for (key, number) in sums.sorted(by: { $0.key < $1.key }) { add(key, number) }
    }

    private mutating func add(_ key: UInt64, _ number: UInt64) {
        let start = key >> 48
        let set = key >> 16 & 0xffff_ffff
        let phase = key >> 8 & 0xff
        let last = starts.count - 1
        if last >= 0, starts[last] == start, sets[last] == set, phases[last] == phase {
            lengths[last] += 1
        } else {
            starts.append(start)
            sets.append(set)
            phases.append(phase)
            lengths.append(1)
        }
        indexes.append(key & 0xff)
        numbers.append(number)
    }

    /// The runs as a block.
    func encodedRuns() -> [UInt8] {
        ColumnBlock.encode(
            rows: starts.count,
            [
                (FoldColumn.start, starts), (FoldColumn.set, sets), (FoldColumn.phase, phases),
                (FoldColumn.length, lengths),
            ])
    }

    /// The classes of all runs, one after another, as a block.
    func encodedClasses() -> [UInt8] {
        ColumnBlock.encode(
            rows: indexes.count, [(FoldColumn.index, indexes), (FoldColumn.number, numbers)])
    }
}
