package import Store
package import TimeZones

/// The sums of a day, or of its first hours, in the form in which they are kept for years and read by the million.
package struct DayFold: Sendable {
    /// The day.
    package let day: Int
    /// How often the day's sums had changed.
    package let changes: Int64
    /// The zone whose days the pieces are.
    package let zone: String
    /// The quarter of an hour before which its rows are in it; 96 for all.
    package let until: Int
    /// Its requests.
    package let requests: Int64
    /// Its dimension sets.
    package let sets: [DimensionSet]
    /// Sums by quarter of an hour and set.
    package let quarters: [UInt8]
    /// Sums by hour and set: a third of the rows, for zones of whole hours.
    package let hours: [UInt8]
    /// Sums by the part of the day that lies in one day of the zone, and set.
    package let pieces: [UInt8]
    /// Runs of classes of durations by piece, set and phase, and the classes.
    package let runs: [UInt8]
    package let classes: [UInt8]
    /// The same by one dimension only.
    package let slices: FoldSlices

    /// Reads a day.
    ///
    /// - Parameters:
    ///   - database: The day's file.
    ///   - day: Which day it is.
    ///   - calendar: Of the zone of the pieces.
    ///   - until: The quarter of an hour before which rows are wanted, with which an hour begins; 96 for all.
    /// - Returns: Its sums.
    /// - Throws: What SQLite says.
    package static func read(
        _ database: Database, day: Int, _ calendar: CivilCalendar,
        until: Int = DayPlace.quarters
    ) throws(StoreError) -> DayFold {
        try database.readConsistently { () throws(StoreError) in
            try DayFold(database, day, calendar, until)
        }
    }

    private init(
        _ database: Database, _ day: Int, _ calendar: CivilCalendar, _ until: Int
    ) throws(StoreError) {
        self.day = day
        self.until = until
        zone = calendar.zone.name
        changes = try database.number("SELECT coalesce(max(changes), 0) FROM rollup_state")
        var sets: [DimensionSet] = []
        var places: [Int64: UInt64] = [:]
        let wanted = until < DayPlace.quarters ? try Self.sets(database, before: until) : nil
        let rows = try database.prepare("SELECT id, \(DimensionColumns.list) FROM dimensions")
        while try rows.step() {
            let id = rows.int64(0)
            if let wanted, !wanted.contains(id) { continue }
            places[id] = UInt64(sets.count)
            sets.append(DimensionColumns.read(rows, from: 1))
        }
        self.sets = sets
        let starts = DayPieces.starts(of: day, calendar)
        var read = SumColumns()
        try read.read(database, places, until: until)
        requests = Int64(clamping: read.total(.requests))
        let sums = FoldSlices.Tables(read, starts, sets: sets.count)
        quarters = sums.quarters.encoded()
        hours = sums.hours.encoded()
        pieces = sums.pieces.encoded()
        let byHour = try DurationRuns(database, places, until: until)
        let durations = byHour.merged(to: starts)
        runs = durations.encodedRuns()
        classes = durations.encodedClasses()
        let table = DimensionTable()
        slices = FoldSlices(
            day, sets.map { table.place(of: $0) }, table, sums, durations, hours: byHour)
    }
}

extension DayFold {
    /// The sets of rows before a quarter: those that come later must not change what is made of these.
    private static func sets(
        _ database: Database, before quarter: Int
    ) throws(StoreError) -> Set<Int64> {
        let rows = try database.prepare(
            "SELECT DISTINCT id & 0xffffffff FROM rollups WHERE id < ? AND requests > 0")
        rows.bind(1, DayPlace.sums(quarter, 0))
        var sets: Set<Int64> = []
        while try rows.step() { sets.insert(rows.int64(0)) }
        return sets
    }
}

/// The parts of a UTC day that lie in one day of a zone.
enum DayPieces {
    /// All quarters of the day.
    static let quarters = Array(0..<DayPlace.quarters)
    /// The quarters in which the hours of the day begin.
    static let hours = Array(stride(from: 0, to: DayPlace.quarters, by: 4))

    /// The quarters of an hour in which the parts begin; the first is 0.
    static func starts(of day: Int, _ calendar: CivilCalendar) -> [Int] {
        var starts = [0]
        let first = DayCalendar.start(of: day)
        let end = first + DayCalendar.microseconds
        var period = calendar.period(.day, at: first)
        while period.ends < end {
            // A zone whose days begin within a quarter of an hour: the quarter is the new day's.
            starts.append(DayPlace.quarter(of: period.ends, day: day))
            period = calendar.period(.day, at: period.ends)
        }
        return starts
    }

    /// The last of the starts that is not after a quarter.
    static func start(of quarter: Int, _ starts: [Int]) -> Int {
        starts.last { $0 <= quarter } ?? 0
    }
}
