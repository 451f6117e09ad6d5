internal import Store

/// Durations of a day: how many are of each class, by the part of the day, the set and the phase.
struct DurationRuns {
    /// The quarter in which the part begins, the set, the phase and the class, each in a number of its own; rising.
    private var keys: [UInt64] = []
    private var numbers: [UInt64] = []

    /// Durations by their keys.
    init(_ sums: [UInt64: UInt64]) {
        let sorted = sums.sorted { $0.key < $1.key }
        keys = sorted.map(\.key)
        numbers = sorted.map(\.value)
    }

    private static func key(
        _ start: UInt64, _ set: UInt64, _ phase: UInt64, _ index: UInt64
    ) -> UInt64 {
        start << 48 | set << 16 | phase << 8 | index
    }

    /// Reads the durations of a day, by its hours.
    ///
    /// - Parameters:
    ///   - database: The day's file.
    ///   - places: Numbers of sets to places in the list of sets.
    ///   - until: The quarter with which the first hour begins that is not wanted.
    /// - Throws: What SQLite says.
    init(_ database: Database, _ places: [Int64: UInt64], until: Int) throws(StoreError) {
        let rows = try database.prepare(
            "SELECT id, requests FROM durations WHERE id < ? AND requests > 0")
        rows.bind(1, DayPlace.durations(until / DayPlace.hourQuarters, 0, 0, 0))
        var sums: [UInt64: UInt64] = [:]
        while try rows.step() {
            let id = rows.int64(0)
            guard let set = places[id >> 16 & 0xffff_ffff] else { continue }
            let start = UInt64(clamping: id >> 48) * 4
            let key = start << 48 | set << 16 | UInt64(id & 0xffff)
            sums[key, default: 0] += UInt64(clamping: rows.int64(1))
        }
        self.init(sums)
    }

    /// Durations as they were written; runs of a damaged table are left out.
    init(_ runs: ColumnBlock, _ classes: ColumnBlock) {
        let starts = runs.values(FoldColumn.start)
        let sets = runs.values(FoldColumn.set)
        let phases = runs.values(FoldColumn.phase)
        let lengths = runs.values(FoldColumn.length)
        let indexes = classes.values(FoldColumn.index)
        let counts = classes.values(FoldColumn.number)
        var sums: [UInt64: UInt64] = [:]
        var next = 0
        for run in 0..<runs.rows {
            let first = next
            guard lengths[run] <= UInt64(indexes.count - first) else { break }
            next += Int(lengths[run])
            guard starts[run] < UInt64(DayPlace.quarters), sets[run] <= UInt64(UInt32.max),
                phases[run] <= 0xff
            else { continue }
            for place in first..<next {
                let key = Self.key(starts[run], sets[run], phases[run], indexes[place] & 0xff)
                sums[key, default: 0] &+= counts[place]
            }
        }
        self.init(sums)
    }

    /// The same of longer parts of the day, of fewer sets, or both.
    ///
    /// - Parameters:
    ///   - pieces: The quarters in which the parts begin; the hour of a beginning belongs to the part before, unless it begins
    ///     with the hour.
    ///   - stands: The set that stands for each; sets beyond them are left out.
    /// - Returns: The durations.
    func merged(to pieces: [Int]? = nil, as stands: [UInt64]? = nil) -> DurationRuns {
        var sums: [UInt64: UInt64] = [:]
        add(to: &sums, pieces, stands)
        return DurationRuns(sums)
    }

    /// Adds them to others, as `merged` does.
    func add(to sums: inout [UInt64: UInt64], _ pieces: [Int]?, _ stands: [UInt64]?) {
        for (key, number) in zip(keys, numbers) {
            var start = key >> 48
            var set = key >> 16 & 0xffff_ffff
            if let pieces { start = UInt64(DayPieces.start(of: Int(start), pieces)) }
            if let stands {
                guard set < UInt64(stands.count) else { continue }
                set = stands[Int(set)]
            }
            sums[start << 48 | set << 16 | key & 0xffff, default: 0] &+= number
        }
    }

    /// For each part, set and phase a run: how many classes it has.
    func encodedRuns() -> [UInt8] {
        var starts: [UInt64] = []
        var sets: [UInt64] = []
        var phases: [UInt64] = []
        var lengths: [UInt64] = []
        var last: UInt64?
        for key in keys {
            if key >> 8 == last {
                lengths[lengths.count - 1] += 1
                continue
            }
            last = key >> 8
            starts.append(key >> 48)
            sets.append(key >> 16 & 0xffff_ffff)
            phases.append(key >> 8 & 0xff)
            lengths.append(1)
        }
        return ColumnBlock.encode(
            rows: starts.count,
            [
                (FoldColumn.start, starts), (FoldColumn.set, sets), (FoldColumn.phase, phases),
                (FoldColumn.length, lengths),
            ])
    }

    /// The classes of all runs, one after another, as a block.
    func encodedClasses() -> [UInt8] {
        ColumnBlock.encode(
            rows: keys.count,
            [(FoldColumn.index, keys.map { $0 & 0xff }), (FoldColumn.number, numbers)])
    }
}
