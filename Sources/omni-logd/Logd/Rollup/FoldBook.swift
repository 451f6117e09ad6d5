package import Store

/// The folded days in the file of derived data.
///
/// A day is folded while no row has come since: before a row is stored, `touch` marks the day on disk, and it is read from
/// its own file until it is folded anew. Everything here can be made again from the days' files, as long as they are there.
package final class FoldBook {
    /// What is known of a folded day.
    package struct Entry: Equatable, Sendable {
        /// How often its sums had changed.
        package var changes: Int64
        /// Rows may have come since.
        package var isStale: Bool
        /// The zone of its pieces.
        package var zone: String
    }

    /// The folded days.
    package private(set) var days: [Int: Entry] = [:]
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

    /// Reads which days are folded.
    package init(_ database: Database) throws(StoreError) {
        self.database = database
        findSet = try database.prepare(DimensionColumns.find("fold_sets"))
        insertSet = try database.prepare(DimensionColumns.insert("fold_sets"))
        let rows = try database.prepare("SELECT day, changes, stale, zone FROM folds")
        while try rows.step() {
            days[Int(rows.int64(0))] = Entry(
                changes: rows.int64(1), isStale: rows.int64(2) != 0, zone: rows.text(3))
        }
    }

    /// Whether all rows of a day are in its folded sums.
    package func isFolded(_ day: Int) -> Bool { days[day].map { !$0.isStale } ?? false }

    /// Rows are about to come to a day: its folded sums are not to be used until it is folded again.
    package func touch(_ day: Int) throws(StoreError) {
        guard isFolded(day) else { return }
        let statement = try database.prepare("UPDATE folds SET stale = 1 WHERE day = ?")
        statement.bind(1, day)
        try statement.run()
        days[day]?.isStale = true
    }

    /// Writes a day's sums in place of what there was.
    ///
    /// - Parameter fold: Read from the day's file, to which nothing has been written since.
    /// - Throws: What SQLite says; nothing is changed then.
    package func write(_ fold: DayFold) throws(StoreError) {
        try database.atomically { () throws(StoreError) in
            var sets: [UInt64] = []
            for set in fold.sets { sets.append(UInt64(clamping: try number(of: set))) }
            let block = ColumnBlock.encode(rows: sets.count, [(FoldColumn.set, sets)])
            try put(
                "folds (day, changes, stale, zone, requests, sets)",
                [fold.day, fold.changes, 0, fold.zone, fold.requests, block])
            try put("fold_quarters (day, block)", [fold.day, fold.quarters])
            try put("fold_hours (day, block)", [fold.day, fold.hours])
            try put("fold_pieces (day, block)", [fold.day, fold.pieces])
            try put("fold_durations (day, runs, classes)", [fold.day, fold.runs, fold.classes])
        }
        days[fold.day] = Entry(changes: fold.changes, isStale: false, zone: fold.zone)
    }

    /// Folds a day whose file is gone to the days of another zone.
    ///
    /// Its durations stay with the days of the old one: they are not known by the quarter of an hour.
    package func rezone(_ day: Int, pieces: [UInt8], zone: String) throws(StoreError) {
        try database.atomically { () throws(StoreError) in
            try put("fold_pieces (day, block)", [day, pieces])
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
        }
        days = days.filter { $0.key >= day }
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
