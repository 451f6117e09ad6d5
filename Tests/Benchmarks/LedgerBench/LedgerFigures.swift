import EventLoop
import Glibc
import IPC
import Logd

/// What questions cost.
struct LedgerFigures {
    private struct Figure {
        var name: String
        var first: Double
        var again: Double
        /// Of the processor, the first time and again: the same on a busy machine, nearly.
        var firstCPU: Double
        var againCPU: Double
        var aim: Double
        var bytes: Int
        /// Pages until the first with rows, or the last of all, and their time; one for all else.
        var pages = 1
        var found: Double
    }

    private var figures: [Figure] = []
    private let snapshot: LedgerSnapshot
    private let reader = LedgerReader()

    init(_ shape: LedgerShape, _ folder: String, log: (String) -> Void) throws {
        let year = try LedgerYear(shape, folder, log: log)
        snapshot = LedgerSnapshot(
            year.ledger, now: DayCalendar.start(of: LedgerShape.last + 1) - 1)
        let end = DayCalendar.start(of: LedgerShape.last + 1)
        let begin = DayCalendar.start(of: LedgerShape.last - shape.days + 1)
        let month = DayCalendar.start(of: LedgerShape.last - min(29, shape.days - 1))
        let all = LedgerFilter(fromUnixUs: begin, untilUnixUs: end)
        let recent = LedgerFilter(fromUnixUs: month, untilUnixUs: end)
        try aggregate("year by model", LedgerAggregate(filter: all, groups: [.groupModel]))
        try aggregate("year by day", LedgerAggregate(filter: all, bucket: .bucketDay))
        try aggregate(
            "year by day and model",
            LedgerAggregate(
                filter: all, groups: [.groupModel], bucket: .bucketDay, limit: 10_000))
        try aggregate(
            "year by provider and key",
            LedgerAggregate(filter: all, groups: [.groupProvider, .groupKey]))
        var one = all
        one.keys = ["key-3"]
        var good = all
        good.results = [.resultOk]
        try aggregate("year of a key by day", LedgerAggregate(filter: one, bucket: .bucketDay))
        try aggregate("30 days by hour", LedgerAggregate(filter: recent, bucket: .bucketHour))
        try aggregate(
            "30 days by day, Kathmandu",
            LedgerAggregate(filter: recent, bucket: .bucketDay, zone: "Asia/Kathmandu"))
        try aggregate(
            "30 days, percentiles by provider",
            LedgerAggregate(filter: recent, groups: [.groupProvider], percentiles: true))
        try aggregate(
            "year, percentiles by provider",
            LedgerAggregate(filter: all, groups: [.groupProvider], percentiles: true))
        one.providers = ["provider-3"]
        try aggregate(
            "year of a key and provider by day",
            LedgerAggregate(filter: one, bucket: .bucketDay))
        try aggregate(
            "year of good answers, percentiles by model",
            LedgerAggregate(
                filter: good, groups: [.groupModel], percentiles: true))
        try aggregate(
            "year by hour of the week", LedgerAggregate(filter: all, bucket: .bucketHourOfWeek))
        try aggregate(
            "30 days by hour, percentiles",
            LedgerAggregate(filter: recent, bucket: .bucketHour, percentiles: true))
        try aggregate(
            "year by month and connection, Berlin",
            LedgerAggregate(
                filter: all, groups: [.groupConnection, .groupKey], bucket: .bucketMonth,
                zone: "Europe/Berlin", limit: 10_000))
        try aggregate(
            "today by hour",
            LedgerAggregate(
                filter: LedgerFilter(fromUnixUs: end - DayCalendar.microseconds, untilUnixUs: end),
                bucket: .bucketHour))
        try pages()
    }

    /// Pages over all days with rows; of what is rare there is one row, in the oldest of them.
    private mutating func pages() throws {
        try page("page", LedgerFilter())
        try page("page from the oldest on", LedgerFilter(), oldestFirst: true)
        try page("page at the end", LedgerFilter(), after: 40)
        try page(
            "page of a key's failures", LedgerFilter(keys: ["key-30"], results: [.resultFailed]))
        try page("page of a model", LedgerFilter(models: ["model-1*"]))
        try page("page of fallbacks", LedgerFilter(minAttempts: 2))
        try page("page of status 503", LedgerFilter(statuses: [503]))
        try page("page of a rare key", LedgerFilter(keys: ["key-rare"]), isFollowed: true)
        try page(
            "page of a rare id", LedgerFilter(requestID: LedgerTraffic.rareID), isFollowed: true)
        try page("page of a rare status", LedgerFilter(statuses: [418]), isFollowed: true)
        try page("page of a key without rows", LedgerFilter(keys: ["nobody"]))
        try page("page of a model without rows", LedgerFilter(models: ["nothing*"]))
        try page("page of a cost without rows", LedgerFilter(minCost: 1 << 60))
        try page("page searched for", LedgerFilter(search: "overloaded"))
        try page("page searched for in vain", LedgerFilter(search: "nowhere"), isFollowed: true)
    }

    private mutating func aggregate(_ name: String, _ message: LedgerAggregate) throws {
        let question = try AggregateQuestion(message, settingsZone: "")
        let (snapshot, reader) = (snapshot, reader)
        try measure(name, aim: 100) { try Aggregation.answer(question, snapshot, reader).count }
    }

    private mutating func page(
        _ name: String, _ filter: LedgerFilter, after row: Int? = nil, oldestFirst: Bool = false,
        isFollowed: Bool = false
    ) throws {
        let message = LedgerPage(
            table: .requests, filter: filter, cursor: row.map { "r-\($0)" } ?? "",
            oldestFirst: oldestFirst)
        let question = try PageQuestion(message)
        let (snapshot, reader) = (snapshot, reader)
        try measure(name, aim: 50) {
            try PageAnswer(question, snapshot, reader, clock: { monotonicNanoseconds() }).bytes
                .count
        }
        if isFollowed { try follow(question) }
    }

    /// Asks for page after page until one has rows or is the last.
    private mutating func follow(_ first: PageQuestion) throws {
        var question = first
        let start = monotonicNanoseconds()
        for number in 1... {
            let page = try PageAnswer(
                question, snapshot, reader, clock: { monotonicNanoseconds() })
            guard page.rows == 0, let next = page.next else {
                figures[figures.count - 1].pages = number
                figures[figures.count - 1].found =
                    Double(monotonicNanoseconds() - start) / 1e6
                return
            }
            question.cursor = next
        }
    }

    private mutating func measure(_ name: String, aim: Double, _ body: () throws -> Int) throws {
        var times: [Double] = []
        var work: [Double] = []
        var bytes = 0
        // A round begins with no file open and nothing known, as a thread does.
        for _ in 0..<3 {
            reader.close()
            for _ in 0..<5 {
                let start = monotonicNanoseconds()
                let begun = Self.processorNanoseconds
                bytes = try body()
                times.append(Double(monotonicNanoseconds() - start) / 1e6)
                work.append(Double(Self.processorNanoseconds - begun) / 1e6)
            }
        }
        figures.append(
            Figure(
                name: name, first: Self.median(Self.first(times)),
                again: Self.median(Self.again(times)),
                firstCPU: Self.median(Self.first(work)), againCPU: Self.median(Self.again(work)),
                aim: aim, bytes: bytes, found: 0))
    }

    private static func first(_ times: [Double]) -> [Double] {
        times.indices.filter { $0 % 5 == 0 }.map { times[$0] }
    }

    private static func again(_ times: [Double]) -> [Double] {
        times.indices.filter { $0 % 5 > 0 }.map { times[$0] }
    }

    private static func median(_ values: [Double]) -> Double {
        values.sorted()[values.count / 2]
    }

    private static var processorNanoseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    // MARK: Output

    /// For people.
    var table: String {
        let lines = figures.map { figure in
            let name = figure.name + String(repeating: " ", count: max(0, 34 - figure.name.count))
            let times = [figure.first, figure.again, figure.firstCPU, figure.againCPU]
            let mark = figure.first <= figure.aim ? "" : "  MISSED"
            return
                "\(name)\(times.map(Self.text).joined())   aim \(Int(figure.aim))   \(figure.bytes) bytes\(figure.pages > 1 ? "  \(figure.pages) pages, \(Self.text(figure.found)) ms" : "")\(mark)"
        }
        let head = ["first", "again", "CPU first", "CPU again"].map {
            String(repeating: " ", count: 10 - $0.count) + $0
        }
        return (["milliseconds" + String(repeating: " ", count: 22) + head.joined()] + lines)
            .joined(separator: "\n")
    }

    /// For programs.
    var json: String {
        let rows = figures.map { figure in
            "  {\"name\": \"\(figure.name)\", \"first_ms\": \(figure.first), \"again_ms\": \(figure.again), \"first_cpu_ms\": \(figure.firstCPU), \"again_cpu_ms\": \(figure.againCPU), \"aim_ms\": \(figure.aim), \"pages\": \(figure.pages), \"found_ms\": \(figure.found)}"
        }
        return "[\n" + rows.joined(separator: ",\n") + "\n]"
    }

    private static func text(_ value: Double) -> String {
        let rounded = (value * 10).rounded() / 10
        let text = "\(rounded)"
        return String(repeating: " ", count: max(0, 10 - text.count)) + text
    }
}
