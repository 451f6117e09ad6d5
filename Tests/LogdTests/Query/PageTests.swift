import IPC
import JSON
import Store
import Testing

@testable import Logd

@Suite("pages of rows")
struct PageTests {
    private let reader = LedgerReader()

    /// Rows over three days, committed in any order of days.
    private static func ledger(_ seed: UInt64, commits: Int = 5, rows: Int = 20) throws
        -> RandomLedger
    {
        let ledger = try RandomLedger(now: Samples.later(days: 4))
        var traffic = RandomTraffic(seed)
        for _ in 0..<commits {
            try ledger.commit(some(&traffic, rows))
        }
        return ledger
    }

    private static func some(_ traffic: inout RandomTraffic, _ count: Int) -> [RequestRecord] {
        (0..<count).map { _ in
            traffic.request(
                at: Samples.received + Int64(traffic.amount(UInt64(3 * DayCalendar.microseconds))))
        }
    }

    private func page(
        _ ledger: RandomLedger, _ filter: LedgerFilter = LedgerFilter(), cursor: String = "",
        limit: UInt32 = 7, oldestFirst: Bool = false, table: LedgerTable = .requests
    ) throws -> (ids: [String], sequences: [Int64], next: String?) {
        let message = LedgerPage(
            table: table, filter: filter, cursor: cursor, limit: limit, oldestFirst: oldestFirst)
        let answer = try PageAnswer(
            PageQuestion(message), ledger.snapshot, reader, clock: { 0 })
        let document = try JSONDocument(answer.bytes)
        let rows = document["data"]?.array ?? []
        return (
            rows.map { $0["request_id"]?.string ?? "?" }, rows.map { $0["seq"]?.int ?? 0 },
            document["next"]?.string
        )
    }

    /// All pages, one after another.
    private func all(
        _ ledger: RandomLedger, _ filter: LedgerFilter = LedgerFilter(), oldestFirst: Bool = false,
        between: () throws -> Void = {}
    ) throws -> (ids: [String], sequences: [Int64]) {
        var (ids, sequences): ([String], [Int64]) = ([], [])
        var cursor = ""
        for _ in 0..<100 {
            let found = try page(ledger, filter, cursor: cursor, oldestFirst: oldestFirst)
            ids += found.ids
            sequences += found.sequences
            guard let next = found.next else { return (ids, sequences) }
            cursor = next
            try between()
        }
        Issue.record("the pages have no end")
        return (ids, sequences)
    }

    @Test("neither miss nor double a row while others are committed", arguments: [true, false])
    func whole(oldestFirst: Bool) throws {
        let ledger = try Self.ledger(1)
        let before = Set(ledger.rows.map(\.requestID))
        var traffic = RandomTraffic(99)
        let found = try all(ledger, oldestFirst: oldestFirst) {
            try ledger.commit(
                Self.some(&traffic, 3).map { row in
                    var row = row
                    row.requestID = "late-\(ledger.rows.count)-" + row.requestID
                    return row
                })
        }
        #expect(Set(found.ids).count == found.ids.count)
        #expect(before.isSubset(of: Set(found.ids)))
        #expect(found.sequences == found.sequences.sorted { oldestFirst ? $0 < $1 : $0 > $1 })
        // From the newest on, what came later is before the first page.
        if !oldestFirst { #expect(Set(found.ids) == before) }
    }

    @Test("a cursor of somebody's own making is harmless", arguments: [true, false])
    func forged(oldestFirst: Bool) throws {
        let ledger = try Self.ledger(3, commits: 1)
        for cursor in ["r-9223372036854775807", "r-9223372036854775806", "r-999999"] {
            let found = try page(ledger, cursor: cursor, oldestFirst: oldestFirst)
            #expect(found.ids.isEmpty == oldestFirst, "\(cursor)")
        }
        #expect(
            try page(ledger, cursor: "r-0", oldestFirst: oldestFirst).ids.isEmpty != oldestFirst)
    }

    @Test(
        "what is no cursor is refused",
        arguments: [
            "r-9223372036854775808", "r-+5", "r--5", "r-05", "r-", "r", "r-5-5", "c-1-2", "x",
        ])
    func noCursor(text: String) {
        #expect(throws: QueryFailure.self) {
            try PageQuestion(LedgerPage(table: .requests, cursor: text))
        }
    }

    @Test(
        "nor of console lines",
        arguments: ["c-+1-2", "c-1-+2", "c-1--2", "c-1-9223372036854775808", "r-1"])
    func noConsoleCursor(text: String) {
        #expect(throws: QueryFailure.self) {
            try PageQuestion(LedgerPage(table: .console, cursor: text))
        }
    }

    @Test("with any filter are what looking at each row gives", arguments: 0..<48)
    func filters(seed: Int) throws {
        let ledger = try Self.ledger(UInt64(seed), commits: 1, rows: 60)
        var traffic = RandomTraffic(UInt64(seed) + 1_000)
        let filter = Self.filter(&traffic)
        let test = try RowFilter(filter, .requests)
        let expected = Set(ledger.rows.filter(test.matches).map(\.requestID))
        for oldestFirst in [true, false] {
            let found = try all(ledger, filter, oldestFirst: oldestFirst)
            #expect(Set(found.ids) == expected, "\(filter)")
            #expect(found.ids.count == expected.count)
        }
    }

    private static func filter(_ traffic: inout RandomTraffic) -> LedgerFilter {
        var filter = LedgerFilter()
        func maybe(_ traffic: inout RandomTraffic, _ set: (inout RandomTraffic) -> Void) {
            if traffic.amount(5) == 0 { set(&traffic) }
        }
        maybe(&traffic) { filter.keys = [$0.one(of: ["-", "laptop", "Ünïcode", "nobody"]), "ci"] }
        maybe(&traffic) { filter.providers = [$0.one(of: ["-", "openai"])] }
        maybe(&traffic) { filter.connections = [$0.one(of: ["-", "work"])] }
        maybe(&traffic) { filter.models = [$0.one(of: ["-", "m", "claude-*", "*", "a*b", "*y"])] }
        maybe(&traffic) {
            filter.modelsAsked = [$0.one(of: ["fast", "100%_[a]?", "*/*", "100?*"])]
        }
        maybe(&traffic) { filter.combos = [$0.one(of: ["-", "coding"])] }
        maybe(&traffic) {
            filter.clients = [
                $0.one(of: ["-", "claude-cli", "py", "a*b", "claude", "claude-cli/2.1.0", "py/9"])
            ]
        }
        maybe(&traffic) { filter.endpoints = [$0.one(of: [.chat, .models, .generate])] }
        maybe(&traffic) { filter.dialects = [$0.one(of: Dialect.allCases)] }
        maybe(&traffic) { filter.results = [$0.one(of: LedgerResult.allCases), .resultOk] }
        maybe(&traffic) { filter.statuses = [$0.one(of: [200, 429, 503]), 400] }
        maybe(&traffic) { filter.minAttempts = UInt32($0.amount(3)) }
        maybe(&traffic) { filter.minCost = $0.amount(9_000_000_000_000) }
        maybe(&traffic) { filter.minTotalUs = $0.amount(90_000_000) }
        maybe(&traffic) {
            filter.search = $0.one(of: ["LAPTOP", "rate_l", "req-1", "%", "x", "[a]"])
        }
        maybe(&traffic) { filter.stream = $0.one(of: [true, false]) }
        maybe(&traffic) { filter.caches = [$0.one(of: CacheUse.allCases)] }
        maybe(&traffic) { filter.requestID = $0.one(of: ["req-3", "req-9999"]) }
        maybe(&traffic) {
            filter.fromUnixUs = Samples.received + Int64($0.amount(300_000_000_000))
            filter.untilUnixUs = filter.fromUnixUs + Int64($0.amount(100_000_000_000))
        }
        return filter
    }

    @Test("a page that takes long ends early, and the next goes on")
    func slow() throws {
        let ledger = try Self.ledger(3)
        let filter = try RowFilter(LedgerFilter(search: "no such text"), .requests)
        var time: UInt64 = 0
        let clock = { () -> UInt64 in
            time += Limits.pageNanoseconds + 1
            return time
        }
        var pages = 0
        var cursor: Int64?
        repeat {
            let found = try RowScan.find(
                .requests, filter, after: cursor, limit: 10, oldestFirst: false, ledger.snapshot,
                reader, clock: clock, window: 10)
            #expect(found.rows.isEmpty)
            if let cursor, let next = found.next { #expect(next < cursor) }
            cursor = found.next
            pages += 1
        } while cursor != nil && pages < 1_000
        #expect(pages > 1 && cursor == nil)
    }

    /// Rows of an hour, each with an attempt and another call.
    private static func hour(_ count: Int) throws -> RandomLedger {
        let ledger = try RandomLedger()
        var traffic = RandomTraffic(11)
        try ledger.commit(
            (0..<count).map { traffic.request(at: Samples.received + Int64($0) * 1_000_000) })
        try ledger.commit(
            records: (0..<count).flatMap { number in
                var attempt = Samples.attempt("req-\(number)", 1)
                attempt.startedUnixUs = Samples.received + Int64(number) * 1_000_000
                var call = Samples.call("one.example:443")
                call.startedUnixUs = attempt.startedUnixUs
                return [Record(entry: .attempt(attempt)), Record(entry: .call(call))]
            })
        return ledger
    }

    @Test(
        "many rows of a short time are looked through in windows, few through their index",
        arguments: [LedgerTable.requests, .attempts, .calls], [true, false])
    func shortTimes(table: LedgerTable, oldestFirst: Bool) throws {
        let ledger = try Self.hour(60)
        let filter = try RowFilter(
            LedgerFilter(
                fromUnixUs: Samples.received, untilUnixUs: Samples.received + 30_000_000), table)
        let expected = table == .calls ? 60 : 30
        var time: UInt64 = 0
        let clock = { () -> UInt64 in
            time += Limits.pageNanoseconds + 1
            return time
        }
        for (fewRows, isOne) in [(5, false), (Limits.pageFewRows, table != .calls)] {
            var pages = 0
            var found: [Int64] = []
            var cursor: Int64?
            repeat {
                let page = try RowScan.find(
                    table, filter, after: cursor, limit: 100, oldestFirst: oldestFirst,
                    ledger.snapshot, reader, clock: clock, window: 10, fewRows: fewRows)
                found += page.rows.map(\.sequence)
                cursor = page.next
                pages += 1
            } while cursor != nil && pages < 1_000
            #expect(Set(found).count == expected && found.count == expected)
            #expect((pages == 1) == isOne, "\(fewRows): \(pages) pages")
        }
    }

    @Test("rows that are not committed in all files are not shown")
    func bound() throws {
        let ledger = try Self.ledger(4, commits: 2)
        var snapshot = ledger.snapshot
        snapshot.lastSequence = 5
        let found = try RowScan.find(
            .requests, RowFilter(nil, .requests), after: nil, limit: 100, oldestFirst: true,
            snapshot, reader, clock: { 0 })
        #expect(found.rows.map(\.sequence).allSatisfy { $0 <= 5 })
        #expect(!found.rows.isEmpty && found.next == nil)
    }

    @Test(
        "the proxy log says why an attempt has no answer, and by what way it was tried, where that is known"
    )
    func failedCalls() throws {
        let ledger = try RandomLedger()
        let cases: [(reset: ResetCode, proxy: String, shown: String)] = [
            (.upstreamConnect, "socks5h://p:1080", "socks5h://p:1080"),
            (.upstreamDNS, "", "direct"), (.peerGone, "", "unknown"), (.credential, "", "unknown"),
        ]
        try ledger.commit(
            records: cases.enumerated().map { number, one in
                var attempt = Samples.attempt("a", UInt32(number + 1))
                (attempt.status, attempt.reset, attempt.proxy) = (0, one.reset, one.proxy)
                return Record(entry: .attempt(attempt))
            })
        let message = LedgerPage(table: .calls, limit: 10, oldestFirst: true)
        let answer = try PageAnswer(
            PageQuestion(message), ledger.snapshot, reader, clock: { 0 })
        let rows = try JSONDocument(answer.bytes)["data"]?.array ?? []
        #expect(rows.map { $0["proxy"]?.string } == cases.map(\.shown))
        #expect(rows.map { $0["failure"]?.string } == cases.map { $0.reset.word.description })
    }

    @Test("the proxy log has attempts and other calls in the order they came")
    func calls() throws {
        let ledger = try RandomLedger()
        try ledger.commit(records: [
            Record(entry: .attempt(Samples.attempt("a", 1))),
            Record(entry: .call(Samples.call("one.example:443"))),
            Record(entry: .attempt(Samples.attempt("b", 1))),
            Record(entry: .call(Samples.call("two.example:443"))),
        ])
        let message = LedgerPage(table: .calls, limit: 10)
        let answer = try PageAnswer(
            PageQuestion(message), ledger.snapshot, reader, clock: { 0 })
        let rows = try JSONDocument(answer.bytes)["data"]?.array ?? []
        #expect(rows.map { $0["attempt"]?.int } == [nil, 1, nil, 1])
        #expect(rows.map { $0["purpose"]?.string } == ["token", "answer", "token", "answer"])
        #expect(
            rows.map { $0["proxy"]?.string } == ["proxy:3128", "direct", "proxy:3128", "direct"])
        let found = try page(ledger, LedgerFilter(search: "TWO.ex"), table: .calls)
        #expect(found.ids == ["r"])
        let attempts = try page(ledger, LedgerFilter(results: [.resultFailed]), table: .attempts)
        #expect(attempts.ids == ["b", "a"])
    }

    @Test(
        "questions that make no sense are refused, with the reason",
        arguments: [
            LedgerPage(table: .none),
            LedgerPage(table: .requests, cursor: "r-x"),
            LedgerPage(table: .requests, cursor: "c-1-2"),
            LedgerPage(table: .attempts, filter: LedgerFilter(keys: ["a"])),
            LedgerPage(table: .console, filter: LedgerFilter(models: ["a"])),
            LedgerPage(table: .requests, filter: LedgerFilter(minLevel: .levelError)),
            LedgerPage(table: .requests, export: true),
            LedgerPage(
                table: .requests, filter: LedgerFilter(keys: Array(repeating: "a", count: 300))),
        ])
    func refused(message: LedgerPage) {
        #expect {
            _ = try PageQuestion(message)
        } throws: { error in
            guard case QueryFailure.refused(let reason) = error else { return false }
            return !reason.isEmpty
        }
    }

    @Test("a day that is gone is passed over, a damaged one named")
    func files() throws {
        let ledger = try Self.ledger(5)
        let snapshot = ledger.snapshot
        let gone = try #require(snapshot.days.first)
        try ledger.folder.remove("days/\(DayCalendar.name(of: gone.day)).db")
        let found = try RowScan.find(
            .requests, RowFilter(nil, .requests), after: nil, limit: 1_000, oldestFirst: false,
            snapshot, reader, clock: { 0 })
        #expect(found.rows.count == ledger.rows.count - Int(gone.requests.rows))
        let day = try #require(snapshot.days.last)
        // The last to close moves the log into the file.
        reader.close()
        ledger.ledger.close()
        let name = "days/\(DayCalendar.name(of: day.day)).db"
        try ledger.folder.write(name, Array(repeating: 7, count: 8_192))
        #expect {
            _ = try RowScan.find(
                .requests, RowFilter(nil, .requests), after: nil, limit: 1_000,
                oldestFirst: false, snapshot, reader, clock: { 0 })
        } throws: { error in
            guard case QueryFailure.damaged(day.day, _) = error else { return false }
            return true
        }
    }
}
