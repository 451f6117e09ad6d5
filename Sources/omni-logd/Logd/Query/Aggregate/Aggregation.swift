internal import IPC
internal import Store

/// Adds up what a question about sums is about.
///
/// Folded days are read from the file of derived data: as the parts of them that lie in one day of the settings' zone where
/// that is exact for the question, else by hours, else by quarters of an hour; and of these the slice by the one dimension
/// that the question is about, where there is one. Where there is none, months are read instead of their days. Days that
/// are not folded are read from their own files. Quarters of an hour that the range cuts are added up row by row, as long as the rows are kept.
package struct Aggregation {
    let question: AggregateQuestion
    let snapshot: LedgerSnapshot
    let reader: LedgerReader
    /// The file of derived data; nil while there is none.
    private let ledger: Database?
    /// The sets that are known.
    let table: DimensionTable

    private(set) var range: Range<Int64> = 0..<1
    private(set) var scale: BucketScale
    private(set) var groups: AggregateGroups
    /// What has been added up.
    var rows: AggregateRows
    private(set) var folded: [FoldedDay] = []
    private(set) var open: [OpenDay] = []
    /// The days' files.
    let files: [Int: DayInfo]
    /// Durations are so few that each is looked at.
    private(set) var isExact = false
    /// The slices that have all that is asked for; nil for the whole tables.
    let slice: Int?
    let durationSlice: Int?

    /// Answers a question.
    ///
    /// - Parameters:
    ///   - question: What is asked.
    ///   - snapshot: What there was when it was asked.
    ///   - reader: The thread's files.
    /// - Returns: One JSON document.
    /// - Throws: Why there is no answer.
    package static func answer(
        _ question: AggregateQuestion, _ snapshot: LedgerSnapshot, _ reader: LedgerReader
    ) throws(QueryFailure) -> [UInt8] {
        var aggregation = try Aggregation(question, snapshot, reader)
        let run = { () throws(QueryFailure) in
            try aggregation.prepare()
            try aggregation.addUp()
        }
        if let ledger = aggregation.ledger {
            // Which days are folded, and what is read of them, are of one moment.
            try LedgerReader.consistently(ledger, run)
        } else {
            try run()
        }
        return AggregateAnswer(
            question, aggregation.range, aggregation.scale, aggregation.groups, aggregation.rows,
            aggregation.table
        ).json
    }

    private init(
        _ question: AggregateQuestion, _ snapshot: LedgerSnapshot, _ reader: LedgerReader
    ) throws(QueryFailure) {
        self.question = question
        self.snapshot = snapshot
        self.reader = reader
        ledger = try reader.ledger(snapshot.ledgerPath)
        table = reader.table
        slice = FoldSlice.number(question.dimensions, areSums: true)
        durationSlice = FoldSlice.number(question.dimensions, areSums: false)
        files = Dictionary(snapshot.days.map { ($0.day, $0) }) { first, _ in first }
        scale = try BucketScale(.bucketAll, 0..<1, question.zone)
        groups = AggregateGroups(DimensionTable(), question)
        rows = try AggregateRows(groups: 0, places: 0, hasDurations: false)
    }

    // MARK: What there is

    private mutating func prepare() throws(QueryFailure) {
        try findFolded()
        try findOpen()
        range = knownRange
        scale = try BucketScale(question.bucket, range, question.zone)
        groups = AggregateGroups(table, question)
        isExact = question.percentiles && rowsInRange <= Limits.exactDurations
        rows = try AggregateRows(
            groups: groups.values.count, places: scale.count,
            hasDurations: question.percentiles && !isExact)
    }

    private mutating func findFolded() throws(QueryFailure) {
        guard let ledger else { return }
        let table = table
        let wanted = wantedDays
        let days = try LedgerReader.guarded { () throws(StoreError) in
            try table.update(ledger)
            return try FoldedDay.days(ledger, wanted, table)
        }
        folded = days.filter { !$0.isStale || files[$0.day] == nil }
    }

    private mutating func findOpen() throws(QueryFailure) {
        let known = Set(folded.map(\.day))
        let table = table
        for info in snapshot.days where wantedDays.contains(info.day) {
            guard !known.contains(info.day), info.requests.rows > 0,
                let database = try reader.day(info.day, info.path)
            else { continue }
            open.append(
                try LedgerReader.guarded(day: info.day) { () throws(StoreError) in
                    try OpenDay.read(info, database, table)
                })
        }
    }

    /// Days that the range may touch.
    var wantedDays: ClosedRange<Int> {
        let first = question.from.map { DayCalendar.day(of: $0) } ?? 0
        let last = question.until.map { DayCalendar.day(of: $0 - 1) } ?? DayCalendar.last
        return first...max(first, last)
    }

    /// The range without what nothing is known of.
    private var knownRange: Range<Int64> {
        let days = days
        let first = DayCalendar.start(of: days.min() ?? DayCalendar.day(of: snapshot.now))
        let end = DayCalendar.start(of: (days.max() ?? DayCalendar.day(of: snapshot.now)) + 1)
        let lower = max(question.from ?? first, first)
        let upper = min(question.until ?? end, end)
        return lower..<max(lower + 1, upper)
    }

    /// Rows of the days of the range; very many when some of them are gone.
    private var rowsInRange: Int64 {
        var sum: Int64 = 0
        for day in days {
            guard let file = files[day] else { return .max }
            sum += file.requests.rows
        }
        return sum
    }

    /// The days that are known of.
    var days: [Int] { folded.map(\.day) + open.map(\.info.day) }

    // MARK: Adding up

    private mutating func addUp() throws(QueryFailure) {
        if question.bucket == .bucketMinute {
            for day in days { try addRows(of: day, range) }
        } else {
            try addFolded()
            for day in open { try addOpen(day) }
            try addCutQuarters()
        }
        if isExact {
            for day in days { try addExactDurations(of: day) }
        }
    }

    private mutating func addFolded() throws(QueryFailure) {
        guard !folded.isEmpty, let ledger else { return }
        let blocks = FoldBlocks(ledger)
        let inMonths = try addMonths(ledger, blocks)
        for day in folded {
            let isDone = inMonths.contains(day.day)
            if isDone, slice == nil { continue }
            try reader.check()
            try addFolded(day, blocks, durations: !isDone)
        }
    }

    /// Quarters of a day that lie wholly in the range; with `cut`, those that begin in it.
    func quarters(of day: Int, cut: Bool) -> Range<Int> {
        let start = DayCalendar.start(of: day)
        let lower = max(0, range.lowerBound - start)
        let upper = min(DayCalendar.microseconds, range.upperBound - start)
        let quarter = DayPlace.quarter
        let first = Int((lower + quarter - 1) / quarter)
        let end = cut ? Int((upper + quarter - 1) / quarter) : Int(upper / quarter)
        return first..<max(first, end)
    }

    /// When a quarter of a day begins.
    static func time(_ day: Int, _ quarter: Int) -> Int64 {
        DayCalendar.start(of: day) + Int64(quarter) * DayPlace.quarter
    }

    /// The row of a set in a stretch; nil when the set is not wanted.
    mutating func row(_ set: Int32, _ place: Int) throws(QueryFailure) -> Int? {
        guard set >= 0 else { return nil }
        let group = groups.ofSet[Int(set)]
        return group < 0 ? nil : try rows.row(group, place)
    }
}
