package import IPC
internal import Store

/// Finds rows across days in the order of their numbers.
///
/// Numbers grow with each commit, and a page shows none that was not committed in all files when it was asked for: so pages
/// neither miss nor double a row, whatever is committed between them. Rows are looked for in windows of numbers; when that
/// takes long, the page ends early and its cursor says where the next one goes on.
package struct RowScan {
    /// Rows, and where the next page begins; no cursor after the last row.
    package struct Found: Sendable {
        /// The rows in their order.
        package var rows: [NumberedRow] = []
        /// The number to go on from; nil at the end.
        package var next: Int64?
    }

    private let filter: RowFilter
    private let oldestFirst: Bool
    private let reader: LedgerReader
    private let clock: () -> UInt64
    private let window: Int64
    private let fewRows: Int
    private let snapshot: LedgerSnapshot
    private var lanes: [RowLane]
    private var found = Found()
    /// The sets that are wanted of a day, once they were looked for; nil where their rows are many.
    private var sets: [Int: [Int64]?] = [:]
    /// Whether few rows of a lane are in the range, once that was looked for.
    private var isFew: [RowLane: Bool] = [:]

    /// Finds rows.
    ///
    /// - Parameters:
    ///   - table: Which rows.
    ///   - filter: Which of them.
    ///   - cursor: After which number; nil from the first on.
    ///   - limit: Most rows.
    ///   - oldestFirst: In which order.
    ///   - snapshot: What there was.
    ///   - reader: The thread's files.
    ///   - clock: Monotonic nanoseconds.
    ///   - window: Numbers looked through between two looks at the clock.
    ///   - fewRows: Rows up to which an index is better.
    /// - Returns: The rows.
    /// - Throws: Why there is no answer.
    package static func find(
        _ table: LedgerTable, _ filter: RowFilter, after cursor: Int64?, limit: Int,
        oldestFirst: Bool, _ snapshot: LedgerSnapshot, _ reader: LedgerReader,
        clock: @escaping () -> UInt64, window: Int64 = Limits.pageWindow,
        fewRows: Int = Limits.pageFewRows
    ) throws(QueryFailure) -> Found {
        var scan = RowScan(table, filter, oldestFirst, snapshot, reader, clock, window, fewRows)
        try scan.run(after: cursor, limit: limit)
        return scan.found
    }

    private init(
        _ table: LedgerTable, _ filter: RowFilter, _ oldestFirst: Bool,
        _ snapshot: LedgerSnapshot, _ reader: LedgerReader, _ clock: @escaping () -> UInt64,
        _ window: Int64, _ fewRows: Int
    ) {
        self.window = window
        self.fewRows = fewRows
        self.filter = filter
        self.oldestFirst = oldestFirst
        self.reader = reader
        self.clock = clock
        self.snapshot = snapshot
        lanes = snapshot.days.filter { filter.touches(day: $0.day) }
            .flatMap { RowLane.lanes(of: $0, table) }
    }

    private mutating func run(after cursor: Int64?, limit: Int) throws(QueryFailure) {
        let started = clock()
        // A cursor may be any number: it is the caller's.
        if oldestFirst, let cursor, cursor >= snapshot.lastSequence { return }
        var low = oldestFirst ? (cursor ?? 0) + 1 : 0
        var high = snapshot.lastSequence
        if !oldestFirst, let cursor { high = min(high, cursor - 1) }
        var isFirst = true
        while low <= high {
            lanes.removeAll { !$0.numbers.overlaps(low...high) }
            // Nothing between here and the next lane.
            guard let edge = edge(low, high) else { return }
            if oldestFirst { low = edge } else { high = edge }
            // However slow the disk is, a page gets on by a window.
            if !isFirst, clock() &- started > Limits.pageNanoseconds {
                found.next = oldestFirst ? low - 1 : high + 1
                return
            }
            isFirst = false
            try reader.check()
            let window = try scan(low...high, limit - found.rows.count)
            if found.rows.count >= limit {
                let last = found.rows[limit - 1].sequence
                let isEnd = oldestFirst ? last >= high : last <= low
                found.next = isEnd ? nil : last
                return
            }
            if oldestFirst { low = window.upperBound + 1 } else { high = window.lowerBound - 1 }
        }
    }

    /// The first number from which on a lane has rows.
    private func edge(_ low: Int64, _ high: Int64) -> Int64? {
        oldestFirst
            ? lanes.map { max($0.numbers.lowerBound, low) }.min()
            : lanes.map { min($0.numbers.upperBound, high) }.max()
    }

    /// Looks through a window at the beginning of a range of numbers; the window that was looked through.
    private mutating func scan(
        _ range: ClosedRange<Int64>, _ limit: Int
    ) throws(QueryFailure) -> ClosedRange<Int64> {
        let start = oldestFirst ? range.lowerBound : range.upperBound
        let here = lanes.filter { $0.numbers.contains(start) }
        if here.count == 1, let lane = here.first, let whole = alone(lane, range) {
            if let access = try access(lane) {
                if access != .nothing { try read([lane], whole, limit, access) }
                return whole
            }
        }
        let window =
            oldestFirst
            ? start...min(range.upperBound, start + self.window)
            : max(range.lowerBound, start - self.window)...start
        try read(lanes.filter { $0.numbers.overlaps(window) }, window, limit, .inOrder)
        return window
    }

    /// The numbers of a range in which only one lane has rows, from the beginning of the range on.
    private func alone(_ lane: RowLane, _ range: ClosedRange<Int64>) -> ClosedRange<Int64>? {
        var whole = lane.numbers.clamped(to: range)
        for other in lanes where other.numbers != lane.numbers || other.day != lane.day {
            guard other.numbers.overlaps(whole) else { continue }
            if oldestFirst {
                guard other.numbers.lowerBound > whole.lowerBound else { return nil }
                whole = whole.lowerBound...(other.numbers.lowerBound - 1)
            } else {
                guard other.numbers.upperBound < whole.upperBound else { return nil }
                whole = (other.numbers.upperBound + 1)...whole.upperBound
            }
        }
        return whole
    }

    // MARK: Reading

    /// How rows are found.
    private enum Access: Equatable {
        /// One after another.
        case inOrder
        /// Through an index, with a further condition.
        case by(index: String, condition: String)
        /// There are none.
        case nothing
    }

    /// A way to all rows of a lane that is better than looking at one after another; nil when there is none.
    private mutating func access(_ lane: RowLane) throws(QueryFailure) -> Access? {
        if !filter.filter.requestID.isEmpty, lane.table != .calls {
            return .by(index: "sqlite_autoindex_\(lane.name)_1", condition: "1")
        }
        if lane.table == .requests, !filter.dimensions.isEmpty {
            if let sets = try sets(of: lane) {
                guard !sets.isEmpty else { return .nothing }
                let list = sets.map { "\($0)" }.joined(separator: ",")
                return .by(index: "requests_dims", condition: "dims IN (\(list))")
            }
        }
        guard let range = part(of: lane), try isFew(lane, range) else { return nil }
        return .by(index: lane.time.index, condition: "1")
    }

    /// The range of time that is wanted of a lane, where it is a small part of its day: counting what is in it is worth it.
    private func part(of lane: RowLane) -> Range<Int64>? {
        let start = max(filter.filter.fromUnixUs, DayCalendar.start(of: lane.day))
        let dayEnd = DayCalendar.start(of: lane.day + 1)
        let end = filter.filter.untilUnixUs == 0 ? dayEnd : min(filter.filter.untilUnixUs, dayEnd)
        guard start <= end, end - start < DayCalendar.microseconds / 8 else { return nil }
        return start..<end
    }

    /// Whether a range of time has few rows.
    ///
    /// Through its index all of them are read and sorted for each page, and for each piece of an export.
    private mutating func isFew(
        _ lane: RowLane, _ range: Range<Int64>
    ) throws(QueryFailure) -> Bool {
        if let known = isFew[lane] { return known }
        guard let database = try reader.day(lane.day, lane.path) else { return true }
        let (column, index) = lane.time
        let fewRows = fewRows
        let count = try LedgerReader.guarded(day: lane.day) { () throws(StoreError) in
            try database.number(
                """
                SELECT count(*) FROM (SELECT 1 FROM \(lane.name) INDEXED BY \(index)
                WHERE \(column) >= \(range.lowerBound) AND \(column) < \(range.upperBound)
                LIMIT \(fewRows + 1))
                """)
        }
        isFew[lane] = count <= fewRows
        return count <= fewRows
    }

    /// The sets that are wanted of a day, where their rows are few; nil where they are many.
    private mutating func sets(of lane: RowLane) throws(QueryFailure) -> [Int64]? {
        if let known = sets[lane.day] { return known }
        guard let database = try reader.day(lane.day, lane.path) else { return [] }
        let (filter, fewRows) = (filter, fewRows)
        let found = try LedgerReader.guarded(day: lane.day) { () throws(StoreError) in
            try Self.few(filter, database, rows: fewRows)
        }
        sets[lane.day] = .some(found)
        return found
    }

    private static func few(
        _ filter: RowFilter, _ database: Database, rows fewRows: Int
    ) throws(StoreError) -> [Int64]? {
        let conditions = filter.dimensionConditions
        let rows = try database.prepare(
            "SELECT id FROM dimensions \(conditions.clause) LIMIT \(Limits.pageSets + 1)")
        conditions.bind(to: rows)
        var sets: [Int64] = []
        while try rows.step() { sets.append(rows.int64(0)) }
        guard !sets.isEmpty else { return [] }
        guard sets.count <= Limits.pageSets else { return nil }
        let list = sets.map { "\($0)" }.joined(separator: ",")
        let count = try database.number(
            """
            SELECT count(*) FROM (SELECT 1 FROM requests INDEXED BY requests_dims
            WHERE dims IN (\(list)) LIMIT \(fewRows + 1))
            """)
        return count > fewRows ? nil : sets
    }

    private mutating func read(
        _ lanes: [RowLane], _ window: ClosedRange<Int64>, _ limit: Int, _ access: Access
    ) throws(QueryFailure) {
        var rows: [NumberedRow] = []
        for lane in lanes {
            guard let database = try reader.day(lane.day, lane.path) else { continue }
            let (filter, oldestFirst) = (filter, oldestFirst)
            rows += try LedgerReader.guarded(day: lane.day) { () throws(StoreError) in
                try Self.rows(lane, filter, database, window, limit, access, oldestFirst)
            }
        }
        if lanes.count > 1 {
            rows.sort { oldestFirst ? $0.sequence < $1.sequence : $0.sequence > $1.sequence }
        }
        found.rows += rows.prefix(limit)
    }

    private static func rows(
        _ lane: RowLane, _ filter: RowFilter, _ database: Database,
        _ window: ClosedRange<Int64>, _ limit: Int, _ access: Access, _ oldestFirst: Bool
    ) throws(StoreError) -> [NumberedRow] {
        var conditions = lane.conditions(filter)
        conditions.add("+seq BETWEEN ? AND ?", [window.lowerBound, window.upperBound])
        var from = "\(lane.name) NOT INDEXED"
        if case .by(let index, let condition) = access {
            from = "\(lane.name) INDEXED BY \(index)"
            conditions.add(condition)
        } else {
            conditions.add("seq BETWEEN ? AND ?", [window.lowerBound, window.upperBound])
        }
        let statement = try database.prepare(
            """
            SELECT \(lane.columns.joined(separator: ", ")), seq FROM \(from)
            \(conditions.clause) ORDER BY seq \(oldestFirst ? "ASC" : "DESC") LIMIT \(limit)
            """)
        conditions.bind(to: statement)
        var rows: [NumberedRow] = []
        while try statement.step() { rows.append(lane.read(statement)) }
        return rows
    }
}
