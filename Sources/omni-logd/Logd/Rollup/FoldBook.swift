package import Store

/// The folded days in the file of derived data.
///
/// A day is folded while no row has come since: before a row is stored, `touch` marks the day on disk, and it is read from
/// its own file until it is folded anew. A day that is not over is folded up to one of its hours; rows after that are none
/// of the fold's business. Everything here can be made again from the days' files, as long as they are there.
package final class FoldBook {
    /// What is known of a folded day.
    package struct Entry: Equatable, Sendable {
        /// How often its sums had changed.
        package var changes: Int64
        /// How many rows were added up.
        package var requests: Int64
        /// Rows may have come since.
        package var isStale: Bool
        /// The zone of its pieces.
        package var zone: String
        /// The quarter of an hour before which its rows are in it.
        package var until: Int

        /// Whether the day was over.
        package var isWhole: Bool { until == DayPlace.quarters }
    }

    /// The folded days.
    package private(set) var days: [Int: Entry] = [:]
    /// The days that are in the months, and how often they had changed; by the first days of the months.
    package private(set) var months: [Int: [Int: Int64]] = [:]
    /// Counts up with every change of the folded days.
    package private(set) var version = 0
    /// The day that is being read to be folded, and the quarter up to which; nil once rows have come to that part.
    private var watched: (day: Int, until: Int)?
    private let database: Database
    private let findSet: Statement
    private let insertSet: Statement

    /// The tables, for the first step of the schema of derived data.
    package static var schema: String {
        """
        CREATE TABLE fold_sets (
            id INTEGER PRIMARY KEY,
            \(DimensionColumns.definitions),
            UNIQUE (\(DimensionColumns.list))
        ) STRICT;
        CREATE TABLE folds (
            day INTEGER PRIMARY KEY,
            changes INTEGER NOT NULL,
            stale INTEGER NOT NULL,
            zone TEXT NOT NULL,
            requests INTEGER NOT NULL,
            sets BLOB NOT NULL
        ) STRICT;
        CREATE TABLE fold_quarters (day INTEGER PRIMARY KEY, block BLOB NOT NULL) STRICT;
        CREATE TABLE fold_hours (day INTEGER PRIMARY KEY, block BLOB NOT NULL) STRICT;
        CREATE TABLE fold_pieces (day INTEGER PRIMARY KEY, block BLOB NOT NULL) STRICT;
        CREATE TABLE fold_durations (
            day INTEGER PRIMARY KEY,
            runs BLOB NOT NULL,
            classes BLOB NOT NULL
        ) STRICT;

        """
    }

    /// The second step: slices and months.
    ///
    /// Days that were folded before get theirs as days of another zone do.
    package static var slicesSchema: String {
        """
        CREATE TABLE fold_slices (id INTEGER PRIMARY KEY, block BLOB NOT NULL) STRICT;
        CREATE TABLE fold_duration_slices (
            id INTEGER PRIMARY KEY,
            runs BLOB NOT NULL,
            classes BLOB NOT NULL
        ) STRICT;
        CREATE TABLE fold_months (
            month INTEGER PRIMARY KEY,
            days BLOB NOT NULL,
            sets BLOB NOT NULL,
            block BLOB NOT NULL,
            runs BLOB NOT NULL,
            classes BLOB NOT NULL
        ) STRICT;
        UPDATE folds SET zone = '';

        """
    }

    /// The third step: days that are folded up to one of their hours.
    package static var partsSchema: String {
        "ALTER TABLE folds ADD COLUMN until INTEGER NOT NULL DEFAULT \(DayPlace.quarters);"
    }

    /// Reads which days are folded.
    package init(_ database: Database) throws(StoreError) {
        self.database = database
        findSet = try database.prepare(DimensionColumns.find("fold_sets"))
        insertSet = try database.prepare(DimensionColumns.insert("fold_sets"))
        let rows = try database.prepare(
            "SELECT day, changes, stale, zone, requests, until FROM folds")
        while try rows.step() {
            days[Int(rows.int64(0))] = Entry(
                changes: rows.int64(1), requests: rows.int64(4), isStale: rows.int64(2) != 0,
                zone: rows.text(3), until: Int(rows.int64(5)))
        }
        let kept = try database.prepare("SELECT month, days FROM fold_months")
        while try kept.step() {
            months[Int(kept.int64(0))] = MonthFold.days(ColumnBlock(kept.blob(1)))
        }
    }

    /// Whether all rows of a day are in its folded sums.
    package func isFolded(_ day: Int) -> Bool {
        days[day].map { !$0.isStale && $0.isWhole } ?? false
    }

    /// A day is about to be read up to a quarter of an hour, to be folded.
    package func watch(_ day: Int, until quarter: Int) { watched = (day, quarter) }

    /// Whether no row has come since `watch` to what is watched of a day.
    package func isUnchanged(_ day: Int) -> Bool { watched?.day == day }

    /// Rows are about to come to a day: its folded sums are not to be used until it is folded again, if they should hold them.
    ///
    /// - Parameters:
    ///   - day: The day.
    ///   - quarter: The quarter of an hour of the earliest of the rows.
    /// - Throws: What SQLite says.
    package func touch(_ day: Int, from quarter: Int = 0) throws(StoreError) {
        if let watched, watched.day == day, quarter < watched.until { self.watched = nil }
        guard let entry = days[day], !entry.isStale, quarter < entry.until else { return }
        let statement = try database.prepare("UPDATE folds SET stale = 1 WHERE day = ?")
        statement.bind(1, day)
        try statement.run()
        days[day]?.isStale = true
        version += 1
    }

    /// The file of a day is lost: what was folded of its first hours is not to be used any more.
    package func lose(_ day: Int) throws(StoreError) {
        if days[day]?.isWhole == false { try touch(day) }
    }

    /// Writes a day's sums in place of what there was.
    ///
    /// Sums of more rows or changes of a day that was over stay: the file was begun anew, and what they were made of is lost.
    ///
    /// - Parameter fold: Read from the day's file, to which nothing has been written since.
    /// - Returns: Whether they were written.
    /// - Throws: What SQLite says; nothing is changed then.
    package func write(_ fold: DayFold) throws(StoreError) -> Bool {
        if let old = days[fold.day], old.isWhole,
            old.changes > fold.changes || old.requests > fold.requests
        {
            try keep(fold.day)
            return false
        }
        let month = FoldMonths.month(of: fold.day)
        try database.atomically { () throws(StoreError) in
            var sets: [UInt64] = []
            for set in fold.sets { sets.append(UInt64(clamping: try number(of: set))) }
            let block = ColumnBlock.encode(rows: sets.count, [(FoldColumn.set, sets)])
            try put(
                "folds (day, changes, stale, zone, requests, sets, until)",
                [fold.day, fold.changes, 0, fold.zone, fold.requests, block, fold.until])
            try put("fold_quarters (day, block)", [fold.day, fold.quarters])
            try put("fold_hours (day, block)", [fold.day, fold.hours])
            try put("fold_pieces (day, block)", [fold.day, fold.pieces])
            try put("fold_durations (day, runs, classes)", [fold.day, fold.runs, fold.classes])
            try put(fold.slices, of: fold.day)
            try deleteMonths("month = ?", month)
        }
        months[month] = nil
        version += 1
        days[fold.day] = Entry(
            changes: fold.changes, requests: fold.requests, isStale: false, zone: fold.zone,
            until: fold.until)
        return true
    }

    /// The folded sums of a day are to be used again, whatever has come since.
    private func keep(_ day: Int) throws(StoreError) {
        let statement = try database.prepare("UPDATE folds SET stale = 0 WHERE day = ?")
        statement.bind(1, day)
        try statement.run()
        days[day]?.isStale = false
        version += 1
    }

    /// Folds a day whose file is gone to the days of another zone.
    ///
    /// Its durations stay with the days of the old one: they are not known by the quarter of an hour.
    package func rezone(
        _ day: Int, pieces: [UInt8], _ slices: FoldSlices, zone: String
    ) throws(StoreError) {
        try database.atomically { () throws(StoreError) in
            try put("fold_pieces (day, block)", [day, pieces])
            try put(slices, of: day)
            let statement = try database.prepare("UPDATE folds SET zone = ? WHERE day = ?")
            statement.bind(1, zone)
            statement.bind(2, day)
            try statement.run()
        }
        days[day]?.zone = zone
    }

    /// Forgets the sums of days before one.
    package func forget(before day: Int) throws(StoreError) {
        guard days.keys.contains(where: { $0 < day }) else { return }
        try database.atomically { () throws(StoreError) in
            for table in [
                "folds", "fold_quarters", "fold_hours", "fold_pieces", "fold_durations",
            ] {
                let statement = try database.prepare("DELETE FROM \(table) WHERE day < ?")
                statement.bind(1, day)
                try statement.run()
            }
            for table in Self.sliceTables { try deleteSlices(table, 0..<day) }
            try deleteMonths("month < ?", day)
        }
        months = months.filter { $0.key >= day }
        version += 1
        days = days.filter { $0.key >= day }
    }

    /// Writes a month in place of what there was.
    ///
    /// - Parameter fold: Read from the folded days, of which none has changed since.
    /// - Throws: What SQLite says; nothing is changed then.
    package func write(_ fold: MonthFold) throws(StoreError) {
        let sets = ColumnBlock.encode(rows: fold.sets.count, [(FoldColumn.set, fold.sets)])
        try put(
            "fold_months (month, days, sets, block, runs, classes)",
            [fold.month, fold.encodedDays, sets, fold.sums, fold.runs, fold.classes])
        months[fold.month] = fold.days
    }

    private func deleteMonths(_ condition: String, _ day: Int) throws(StoreError) {
        let statement = try database.prepare("DELETE FROM fold_months WHERE \(condition)")
        statement.bind(1, day)
        try statement.run()
    }

    private static let sliceTables = ["fold_slices", "fold_duration_slices"]

    private func deleteSlices(_ table: String, _ days: Range<Int>) throws(StoreError) {
        let statement = try database.prepare("DELETE FROM \(table) WHERE id >= ? AND id < ?")
        for grain in FoldSlice.Grain.allCases {
            for slice in 0..<FoldSlice.count {
                statement.bind(1, FoldSlice.id(grain, slice, days.lowerBound))
                statement.bind(2, FoldSlice.id(grain, slice, days.upperBound))
                try statement.run()
            }
        }
    }

    private func put(_ slices: FoldSlices, of day: Int) throws(StoreError) {
        // A day may have fewer of them than it had.
        try deleteSlices("fold_slices", day..<day + 1)
        for (id, block) in slices.sums { try put("fold_slices (id, block)", [id, block]) }
        // Without the day's file the durations by hours are what they were.
        if slices.hasHours { try deleteSlices("fold_duration_slices", day..<day + 1) }
        for (id, runs, classes) in slices.durations {
            try put("fold_duration_slices (id, runs, classes)", [id, runs, classes])
        }
    }

    private func put(_ target: String, _ values: [any Bindable]) throws(StoreError) {
        let marks = values.map { _ in "?" }.joined(separator: ", ")
        let statement = try database.prepare("INSERT OR REPLACE INTO \(target) VALUES (\(marks))")
        for (index, value) in values.enumerated() { value.bind(to: statement, index + 1) }
        try statement.run()
    }

    private func number(of set: DimensionSet) throws(StoreError) -> Int64 {
        DimensionColumns.bind(set, to: findSet)
        if try findSet.step() {
            defer { findSet.reset() }
            return findSet.int64(0)
        }
        DimensionColumns.bind(set, to: insertSet)
        try insertSet.run()
        return database.lastRowID
    }
}
