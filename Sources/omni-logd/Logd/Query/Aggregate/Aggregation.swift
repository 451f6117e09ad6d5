internal import IPC
internal import Store

/// Adds up what a question about sums is about.
///
/// Folded days are read from the file of derived data: as the parts of them that lie in one day of the settings' zone where
/// that is exact for the question, else by hours, else by quarters of an hour; and of these the slice by the one dimension
/// that the question is about, where there is one. Where there is none, months are read instead of their days. Days that
/// are not folded, and the hours of today that are not, are read from their own files. Quarters of an hour that the range
/// cuts, and durations of hours, are added up row by row, as long as the rows are kept.
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
    /// The quarters of days of which durations are added by the hour, where the rows are there: what the range cuts of their
    /// hours is added row by row.
    var hourly: [Int: Range<Int>] = [:]
    /// The days' files.
    let files: [Int: DayInfo]
    /// Durations are so few that each is looked at.
    private(set) var isExact = false
    private let exactDurations: Int64
    /// The slices that have all that is asked for; nil for the whole tables.
    let slice: Int?
    let durationSlice: Int?

    /// Answers a question.
    ///
    /// - Parameters:
    ///   - question: What is asked.
    ///   - snapshot: What there was when it was asked.
    ///   - reader: The thread's files.
    ///   - exactDurations: Requests up to which percentiles are of each duration.
    /// - Returns: One JSON document.
    /// - Throws: Why there is no answer.
    package static func answer(
        _ question: AggregateQuestion, _ snapshot: LedgerSnapshot, _ reader: LedgerReader,
        exactDurations: Int64 = Limits.exactDurations
    ) throws(QueryFailure) -> [UInt8] {
        var aggregation = try Aggregation(question, snapshot, reader, exactDurations)
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
        _ question: AggregateQuestion, _ snapshot: LedgerSnapshot, _ reader: LedgerReader,
        _ exactDurations: Int64
    ) throws(QueryFailure) {
        self.exactDurations = exactDurations
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
        if question.percentiles { isExact = try rowsInRange() <= exactDurations }
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
        let known = Dictionary(folded.map { ($0.day, $0.until) }) { first, _ in first }
        let table = table
        for info in snapshot.days where wantedDays.contains(info.day) {
            let from = known[info.day] ?? 0
            guard from < DayPlace.quarters, info.requests.rows > 0,
                let database = try reader.day(info.day, info.path)
            else { continue }
            open.append(
                try LedgerReader.guarded(day: info.day) { () throws(StoreError) in
                    try OpenDay.read(info, database, table, from: from)
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

    /// Rows of the range; very many when some of them are gone.
    private func rowsInRange() throws(QueryFailure) -> Int64 {
        var sum: Int64 = 0
        for day in days where sum <= exactDurations {
            guard let info = files[day] else { return .max }
            sum +=
                cutEnds(of: day, lasting: DayCalendar.microseconds).isEmpty
                ? info.requests.rows : try rowsInRange(of: info)
        }
        return sum
    }

    /// Rows of the range in a day, as far as it is worth to count them.
    private func rowsInRange(of info: DayInfo) throws(QueryFailure) -> Int64 {
        guard let database = try reader.day(info.day, info.path) else { return 0 }
        let range = range
        return try LedgerReader.guarded(day: info.day) { () throws(StoreError) in
            let rows = try database.prepare(
                """
                SELECT count(*) FROM (
                    SELECT 1 FROM requests WHERE received_us >= ? AND received_us < ? LIMIT ?)
                """)
            rows.bind(1, range.lowerBound)
            rows.bind(2, range.upperBound)
            rows.bind(3, exactDurations + 1)
            return try rows.step() ? rows.int64(0) : 0
        }
    }

    /// The days that are known of, of some only the first hours folded.
    var days: Set<Int> { Set(folded.map(\.day)).union(open.map(\.info.day)) }

    // MARK: Adding up

    private mutating func addUp() throws(QueryFailure) {
        if question.bucket == .bucketMinute {
            try addMinutes()
        } else {
            try addFolded()
            for day in open { try addOpen(day) }
            try addCutQuarters()
            try addCutHours()
        }
        if isExact {
            for day in days { try addDurations(of: day, in: range) }
        }
    }

    private mutating func addMinutes() throws(QueryFailure) {
        for day in days {
            guard files[day] != nil else {
                throw .refused(
                    "minutes are known only of days whose rows are kept; ask for hours")
            }
            try addRows(of: day, range)
            if question.percentiles, !isExact { try addDurations(of: day, in: range) }
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
        parts(of: day, lasting: DayPlace.quarter, cut: cut)
    }

    /// As quarters, the hours of a day that lie wholly in the range; with `cut`, those that begin in it.
    func hours(of day: Int, cut: Bool) -> Range<Int> {
        let hours = parts(of: day, lasting: DayPlace.hour, cut: cut)
        return hours.lowerBound * DayPlace.hourQuarters..<hours.upperBound * DayPlace.hourQuarters
    }

    private func parts(of day: Int, lasting length: Int64, cut: Bool) -> Range<Int> {
        let start = DayCalendar.start(of: day)
        let lower = max(0, range.lowerBound - start)
        let upper = min(DayCalendar.microseconds, range.upperBound - start)
        let first = Int((lower + length - 1) / length)
        let end = cut ? Int((upper + length - 1) / length) : Int(upper / length)
        return first..<max(first, end)
    }

    /// What lies in a day and in the range, but in no part of a length that lies wholly in it; each within one part.
    func cutEnds(of day: Int, lasting length: Int64) -> [Range<Int64>] {
        let start = DayCalendar.start(of: day)
        let within = range.clamped(to: start..<start + DayCalendar.microseconds)
        guard !within.isEmpty else { return [] }
        let whole = parts(of: day, lasting: length, cut: false)
        let first = min(start + Int64(whole.lowerBound) * length, within.upperBound)
        let last = max(
            start + (within.upperBound - start) / length * length, first)
        return [within.lowerBound..<first, last..<within.upperBound].filter { !$0.isEmpty }
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
