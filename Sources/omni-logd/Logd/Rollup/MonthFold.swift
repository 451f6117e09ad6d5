package import Store

/// The sums and durations of folded days of a month together, by dimension set.
package struct MonthFold: Sendable {
    /// The first day of the month.
    let month: Int
    /// The days that are in it, and how often each had changed.
    let days: [Int: Int64]
    /// The sets, by their numbers in the file of derived data.
    let sets: [UInt64]
    /// Sums by set.
    let sums: [UInt8]
    /// Runs of classes of durations by set and phase, and the classes.
    let runs: [UInt8]
    let classes: [UInt8]

    /// Adds up what is folded of a month; nil when nothing is, or a part is missing or damaged.
    ///
    /// - Parameters:
    ///   - month: Its first day.
    ///   - wanted: The days that are to be in it, and how often each has changed.
    ///   - database: The file of derived data.
    /// - Returns: The month.
    /// - Throws: What SQLite says.
    package static func read(
        _ month: Int, _ wanted: [Int: Int64], _ database: Database
    ) throws(StoreError) -> MonthFold? {
        try database.readConsistently { () throws(StoreError) in
            try MonthFold(month, wanted, database)
        }
    }

    /// As `read`, within a transaction.
    init?(
        _ month: Int, _ wanted: [Int: Int64], _ database: Database
    ) throws(StoreError) {
        let blocks = FoldBlocks(database)
        var places: [UInt64: UInt64] = [:]
        var sets: [UInt64] = []
        var sums = SumColumns()
        var durations: [UInt64: UInt64] = [:]
        for (day, changes) in wanted.sorted(by: { $0.key < $1.key }) {
            guard try Self.changes(of: day, database) == changes,
                let own = try blocks.block("sets", of: "folds", day),
                let pieces = try blocks.block("block", of: "fold_pieces", day),
                let runs = try blocks.block("runs", of: "fold_durations", day),
                let classes = try blocks.block("classes", of: "fold_durations", day)
            else { return nil }
            let stands = own.values(FoldColumn.set).map { set in
                if let place = places[set] { return place }
                places[set] = UInt64(sets.count)
                sets.append(set)
                return UInt64(sets.count - 1)
            }
            sums.add(SumColumns(pieces), as: stands, of: sets.count)
            DurationRuns(runs, classes).add(to: &durations, [0], stands)
        }
        guard !sets.isEmpty else { return nil }
        self.month = month
        days = wanted
        self.sets = sets
        self.sums = sums.encoded()
        let together = DurationRuns(durations)
        runs = together.encodedRuns()
        classes = together.encodedClasses()
    }

    private static func changes(
        of day: Int, _ database: Database
    ) throws(StoreError) -> Int64? {
        let rows = try database.prepare("SELECT changes FROM folds WHERE day = ?")
        rows.bind(1, day)
        return try rows.step() ? rows.int64(0) : nil
    }

    /// The days as a block.
    var encodedDays: [UInt8] {
        let sorted = days.sorted { $0.key < $1.key }
        return ColumnBlock.encode(
            rows: sorted.count,
            [
                (FoldColumn.day, sorted.map { UInt64(clamping: $0.key) }),
                (FoldColumn.changes, sorted.map { UInt64(clamping: $0.value) }),
            ])
    }

    /// The days of such a block.
    static func days(_ block: ColumnBlock?) -> [Int: Int64] {
        guard let block else { return [:] }
        let pairs = zip(block.values(FoldColumn.day), block.values(FoldColumn.changes))
        return Dictionary(pairs.map { (Int(clamping: $0), Int64(clamping: $1)) }) { _, last in last
        }
    }
}
