package import IPC
package import Store

/// The sums of a day, kept in the same transactions as its rows.
///
/// Sums stand by quarter of an hour and dimension set, durations by hour, set, phase and class. It belongs to the store of
/// its day: `record` for every request that is stored, `flush` before the transaction is committed, `undone` after it was
/// undone.
package final class DayRollups {
    let database: Database
    private let findSet: Statement
    private let insertSet: Statement
    private let addSums: Statement
    private let addDurations: Statement
    private let countChange: Statement

    /// Sets that are in the file or in the transaction under way.
    private var known: [DimensionSet: Int64] = [:]
    /// How many sets and clients the file has; nil when it has to be asked.
    private var counts: (sets: Int, clients: Int)?
    private var sums: [Int64: Measures] = [:]
    private var durations: [Int64: Int64] = [:]
    private var day = 0

    /// The tables, for the first step of a day's schema.
    package static var schema: String {
        let columns = Measure.first.map { "\($0.column) INTEGER NOT NULL" }
        return """
            CREATE TABLE dimensions (
                id INTEGER PRIMARY KEY,
                \(DimensionColumns.definitions),
                UNIQUE (\(DimensionColumns.list))
            ) STRICT;
            CREATE TABLE rollups (
                id INTEGER PRIMARY KEY,
                \(columns.joined(separator: ",\n    "))
            ) STRICT;
            CREATE TABLE durations (
                id INTEGER PRIMARY KEY,
                requests INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE rollup_state (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                day INTEGER NOT NULL,
                changes INTEGER NOT NULL
            ) STRICT;

            """
    }

    /// The third step: audio by time and calls of tools, and the phases that came with them.
    ///
    /// What was counted before lacks them: its hours are counted anew in the background (`recountNext`).
    package static let measuresSchema = """
        ALTER TABLE rollups ADD COLUMN audio_ms INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE rollups ADD COLUMN server_tool_calls INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE rollup_state ADD COLUMN recounted INTEGER NOT NULL DEFAULT \(DayPlace.hours);
        UPDATE rollup_state SET recounted = 0;

        """

    /// Prepares the statements over a day's file.
    package init(_ database: Database) throws(StoreError) {
        self.database = database
        findSet = try database.prepare(DimensionColumns.find("dimensions"))
        insertSet = try database.prepare(DimensionColumns.insert("dimensions"))
        addSums = try database.prepare(Self.addSums)
        addDurations = try database.prepare(
            """
            INSERT INTO durations (id, requests) VALUES (?, ?)
            ON CONFLICT (id) DO UPDATE SET requests = max(0, requests + excluded.requests)
            """)
        countChange = try database.prepare(
            """
            INSERT INTO rollup_state (id, day, changes) VALUES (1, ?, 1)
            ON CONFLICT (id) DO UPDATE SET changes = changes + 1
            """)
    }

    private static var addSums: String {
        let columns = Measure.allCases.map(\.column)
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        let updates = columns.map {
            "\($0) = max(0, min(\(Measures.most), \($0) + excluded.\($0)))"
        }
        return """
            INSERT INTO rollups (id, \(columns.joined(separator: ", "))) VALUES (?, \(marks))
            ON CONFLICT (id) DO UPDATE SET \(updates.joined(separator: ", "))
            """
    }

    /// Counts a request that is stored, within the transaction that stores it.
    ///
    /// - Parameters:
    ///   - request: The new row.
    ///   - replacing: The row that it takes the place of, and the set by which it was counted.
    /// - Returns: The number of the request's dimension set, for its row.
    /// - Throws: What SQLite says.
    package func record(
        _ request: RequestRecord, replacing: (request: RequestRecord, set: Int64)? = nil
    ) throws(StoreError) -> Int64 {
        // Which clients and models are "other" by now does not matter: it is taken away from where it was added.
        if let replacing { count(replacing.request, replacing.set, -1) }
        let set = try number(of: DimensionSet(of: request))
        count(request, set, 1)
        return set
    }

    private func count(_ request: RequestRecord, _ set: Int64, _ sign: Int64) {
        day = DayCalendar.day(of: request.receivedUnixUs)
        let quarter = DayPlace.quarter(of: request.receivedUnixUs, day: day)
        let values = Measures(of: request)
        let row = DayPlace.sums(quarter, set)
        if sign > 0 {
            sums[row, default: Measures()].add(values)
        } else {
            sums[row, default: Measures()].subtract(values)
        }
        for phase in LatencyPhase.allCases {
            guard let length = phase.microseconds(of: request) else { continue }
            count(length, phase, quarter, set, sign)
        }
    }

    private func count(
        _ length: UInt64, _ phase: LatencyPhase, _ quarter: Int, _ set: Int64, _ sign: Int64
    ) {
        let hour = quarter / DayPlace.hourQuarters
        let index = LatencyScale.index(length)
        durations[DayPlace.durations(hour, set, phase.rawValue, index), default: 0] += sign
    }

    /// Counts a row that is there, by the columns of measures and phases.
    ///
    /// - Parameters:
    ///   - row: `dims`, `received_us`, the measures and the phases.
    ///   - day: The day of the file.
    func count(row: Statement, day: Int) {
        self.day = day
        let set = row.int64(0)
        let quarter = DayPlace.quarter(of: row.int64(1), day: day)
        sums[DayPlace.sums(quarter, set), default: Measures()].add(Measures(row: row, from: 2))
        for phase in LatencyPhase.allCases {
            let column = 2 + Measure.count + phase.rawValue
            guard !row.isNull(column) else { continue }
            count(UInt64(clamping: row.int64(column)), phase, quarter, set, 1)
        }
    }

    /// Writes what was counted; the last thing before the transaction is committed.
    package func flush() throws(StoreError) {
        guard !sums.isEmpty else { return }
        // In the order of the tables, whose pages are then found at once and filled one after another.
        for (row, values) in sums.sorted(by: { $0.key < $1.key }) where !values.isZero {
            addSums.bind(1, row)
            for measure in Measure.allCases {
                addSums.bind(measure.rawValue + 2, values[measure])
            }
            try addSums.run()
        }
        for (row, number) in durations.sorted(by: { $0.key < $1.key }) where number != 0 {
            addDurations.bind(1, row)
            addDurations.bind(2, number)
            try addDurations.run()
        }
        countChange.bind(1, day)
        try countChange.run()
        forget()
    }

    /// The transaction was undone: what was counted in it never was.
    package func undone() {
        forget()
        known = [:]
        counts = nil
    }

    private func forget() {
        sums.removeAll(keepingCapacity: true)
        durations.removeAll(keepingCapacity: true)
    }

    // MARK: Sets

    /// The number of a set, which is made when it is new.
    ///
    /// Clients choose their names: beyond a number of clients and of sets, what is new is "other". What was so once stays so,
    /// since the numbers never fall.
    private func number(of set: DimensionSet) throws(StoreError) -> Int64 {
        if let id = try find(set) { return id }
        var kept = set
        let counts = try counted()
        if counts.sets >= Limits.daySets {
            kept.client = DimensionSet.other
            kept.model = DimensionSet.other
        } else if counts.clients >= Limits.dayClients {
            guard try database.hasClient(set.client) else {
                kept.client = DimensionSet.other
                return try made(kept)
            }
        }
        return try made(kept)
    }

    private func made(_ set: DimensionSet) throws(StoreError) -> Int64 {
        if let id = try find(set) { return id }
        DimensionColumns.bind(set, to: insertSet)
        try insertSet.run()
        counts = nil
        let id = database.lastRowID
        known[set] = id
        return id
    }

    private func find(_ set: DimensionSet) throws(StoreError) -> Int64? {
        if let id = known[set] { return id }
        DimensionColumns.bind(set, to: findSet)
        defer { findSet.reset() }
        guard try findSet.step() else { return nil }
        let id = findSet.int64(0)
        known[set] = id
        return id
    }

    private func counted() throws(StoreError) -> (sets: Int, clients: Int) {
        if let counts { return counts }
        let found = (
            sets: Int(try database.number("SELECT count(*) FROM dimensions")),
            clients: Int(try database.number("SELECT count(DISTINCT client) FROM dimensions"))
        )
        counts = found
        return found
    }
}

extension Database {
    /// Whether a client has a set already.
    fileprivate func hasClient(_ client: String) throws(StoreError) -> Bool {
        let statement = try prepare("SELECT 1 FROM dimensions WHERE client = ? LIMIT 1")
        statement.bind(1, client)
        return try statement.step()
    }
}
