internal import IPC
package import Store

extension DayRollups {
    /// Compares a day's sums with its rows, read through one by one.
    ///
    /// - Parameter database: The day's file.
    /// - Returns: What differs, in words; empty when all is equal. At most some lines.
    /// - Throws: What SQLite says.
    package static func differences(_ database: Database) throws(StoreError) -> [String] {
        guard try isCounted(database) else {
            return [
                "the sums that an older version made are still being made anew; ask again later"
            ]
        }
        var found = RollupComparison()
        try database.readConsistently { () throws(StoreError) in
            let sets = try sets(database)
            let day = Int(try database.number("SELECT coalesce(max(day), 0) FROM rollup_state"))
            try addRows(database, day, sets, &found)
            try takeSums(database, &found)
            try takeDurations(database, &found)
        }
        return found.lines
    }

    private static func sets(_ database: Database) throws(StoreError) -> [Int64: DimensionSet] {
        let rows = try database.prepare("SELECT id, \(DimensionColumns.list) FROM dimensions")
        var sets: [Int64: DimensionSet] = [:]
        while try rows.step() { sets[rows.int64(0)] = DimensionColumns.read(rows, from: 1) }
        return sets
    }

    private static func addRows(
        _ database: Database, _ day: Int, _ sets: [Int64: DimensionSet],
        _ found: inout RollupComparison
    ) throws(StoreError) {
        let columns = DaySchema.requestColumns.joined(separator: ", ")
        let rows = try database.prepare("SELECT \(columns), dims FROM requests")
        while try rows.step() {
            let request = RequestRecord(row: rows)
            let set = rows.int64(DaySchema.requestColumns.count)
            found.add(request, day: day, set, sets[set])
        }
    }

    private static func takeSums(
        _ database: Database, _ found: inout RollupComparison
    ) throws(StoreError) {
        let columns = Measure.allCases.map(\.column).joined(separator: ", ")
        let rows = try database.prepare("SELECT id, \(columns) FROM rollups")
        while try rows.step() {
            var values = Measures()
            for measure in Measure.allCases { values[measure] = rows.int64(measure.rawValue + 1) }
            found.take(rows.int64(0), values)
        }
    }

    private static func takeDurations(
        _ database: Database, _ found: inout RollupComparison
    ) throws(StoreError) {
        let rows = try database.prepare("SELECT id, requests FROM durations")
        while try rows.step() { found.take(rows.int64(0), rows.int64(1)) }
    }
}

/// Sums made of rows, from which the kept ones are taken away: what is left differs.
private struct RollupComparison {
    private var sums: [Int64: Measures] = [:]
    private var durations: [Int64: Int64] = [:]
    private var misplaced = 0

    /// A row, with the set that it names.
    mutating func add(
        _ request: RequestRecord, day: Int, _ number: Int64, _ set: DimensionSet?
    ) {
        if !Self.fits(DimensionSet(of: request), set) { misplaced += 1 }
        let quarter = DayPlace.quarter(of: request.receivedUnixUs, day: day)
        sums[DayPlace.sums(quarter, number), default: Measures()].add(Measures(of: request))
        for phase in LatencyPhase.allCases {
            guard let length = phase.microseconds(of: request) else { continue }
            let index = LatencyScale.index(length)
            durations[
                DayPlace.durations(quarter / 4, number, phase.rawValue, index), default: 0] += 1
        }
    }

    /// Whether a row belongs to a set: its own, or the one of what was beyond the bounds.
    private static func fits(_ own: DimensionSet, _ set: DimensionSet?) -> Bool {
        guard let set else { return false }
        var own = own
        if set.client == DimensionSet.other { own.client = set.client }
        if set.model == DimensionSet.other { own.model = set.model }
        return own == set
    }

    mutating func take(_ row: Int64, _ values: Measures) {
        sums[row, default: Measures()].subtract(values)
    }

    mutating func take(_ row: Int64, _ number: Int64) { durations[row, default: 0] -= number }

    var lines: [String] {
        var lines: [String] = []
        if misplaced > 0 { lines.append("\(misplaced) rows have another set than their own") }
        let wrong = sums.filter { !$0.value.isZero }
        for (row, rest) in wrong.sorted(by: { $0.key < $1.key }).prefix(Limits.toldDifferences) {
            let measures = Measure.allCases.filter { rest[$0] != 0 }
                .map { "\($0.column) by \(rest[$0])" }
            lines.append(
                "quarter \(row >> 32), set \(row & 0xffff_ffff): rows exceed sums: "
                    + measures.joined(separator: ", "))
        }
        let others = durations.values.filter { $0 != 0 }.count
        if others > 0 { lines.append("\(others) counts of durations differ from the rows") }
        return lines
    }
}
