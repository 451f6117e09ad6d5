import IPC
import JSON
import Store
import Testing
import TimeZones

@testable import Logd

@Suite("percentiles of durations")
struct PercentileTests {
    @Test("classes follow one another without gaps, and tell a duration to within 6 %")
    func classes() {
        for index in 0..<LatencyScale.count - 1 {
            let least = LatencyScale.least(index)
            let most = LatencyScale.least(index + 1) - 1
            #expect(LatencyScale.index(least) == index && LatencyScale.index(most) == index)
            let value = Double(LatencyScale.value(index))
            for bound in [least, most] where bound > 0 {
                #expect(abs(value - Double(bound)) <= 0.06 * Double(bound) + 0.5)
            }
        }
        #expect(LatencyScale.index(.max) == LatencyScale.count - 1)
    }

    @Test("of classes are within 6 % of those of the durations", arguments: 0..<20)
    func shares(seed: Int) throws {
        var chance = RepeatableChance(UInt64(seed))
        var counts = [UInt32](repeating: 0, count: LatencyScale.count)
        var lengths: [UInt64] = []
        let most = UInt64(1) << UInt64.random(in: 4...33, using: &chance)
        for _ in 0..<Int.random(in: 1...2_000, using: &chance) {
            let length = UInt64.random(in: 1...most, using: &chance)
            lengths.append(length)
            counts[LatencyScale.index(length)] += 1
        }
        lengths.sort()
        for share in [0.5, 0.95, 0.99] {
            let exact = Double(try #require(LatencyScale.percentile(share, sorted: lengths)))
            let found = Double(try #require(LatencyScale.percentile(share, counts[...])))
            #expect(abs(found - exact) <= 0.06 * exact + 0.5, "\(share)")
        }
    }

    @Test("nearest rank")
    func rank() {
        #expect(LatencyScale.percentile(0.5, sorted: [1, 2, 3, 4]) == 2)
        #expect(LatencyScale.percentile(0.99, sorted: [1, 2, 3, 4]) == 4)
        #expect(LatencyScale.percentile(0.95, sorted: []) == nil)
        #expect(LatencyScale.percentile(0.95, [0, 0][...]) == nil)
    }

    private func ask(
        _ ledger: RandomLedger, _ reader: LedgerReader
    ) throws -> [String: [Int64]] {
        let question = LedgerAggregate(
            groups: [.groupProvider], bucket: .bucketDay, zone: "UTC", percentiles: true)
        let answer = try AggregateJSON(question, ledger.snapshot, reader)
        var found: [String: [Int64]] = [:]
        for row in answer.rows {
            for phase in LatencyPhase.allCases {
                let name = phase.word.description
                let key = "\(row["start"]?.string ?? "") \(row["provider"]?.string ?? "") \(name)"
                let values = row["percentiles"]?[name]
                found[key] = ["p50", "p95", "p99"].compactMap { values?[$0]?.int }
            }
        }
        return found
    }

    @Test("few are exact, many within 6 %, from rows, hours and folded days alike")
    func answers() throws {
        let ledger = try RandomLedger(now: Samples.later(days: 5))
        var traffic = RandomTraffic(17)
        // More than are looked at one by one need too long here: the days' sums are made of them instead.
        for _ in 0..<2 {
            try ledger.commit(
                (0..<300).map { _ in
                    traffic.request(
                        at: Samples.received
                            + Int64(traffic.amount(UInt64(2 * DayCalendar.microseconds))))
                })
        }
        let reader = LedgerReader()
        let exact = try ask(ledger, reader)
        #expect(exact == expected(ledger.rows))
        for info in ledger.ledger.days {
            let database = try Database(path: info.path, readOnly: true)
            let fold = try DayFold.read(database, day: info.day, .utc)
            _ = try ledger.ledger.withFolds { (folds) throws(StoreError) in try folds.write(fold) }
        }
        #expect(try ask(ledger, reader) == exact)
        // Without their rows.
        for info in ledger.ledger.days {
            try ledger.folder.remove("days/\(DayCalendar.name(of: info.day)).db")
        }
        var snapshot = ledger.snapshot
        snapshot.days = []
        let question = LedgerAggregate(
            groups: [.groupProvider], bucket: .bucketDay, zone: "UTC", percentiles: true)
        let answer = try AggregateJSON(question, snapshot, reader)
        var compared = 0
        for row in answer.rows {
            for phase in LatencyPhase.allCases {
                let name = phase.word.description
                let key = "\(row["start"]?.string ?? "") \(row["provider"]?.string ?? "") \(name)"
                let want = try #require(exact[key])
                for (share, value) in zip(["p50", "p95", "p99"], want) {
                    let found = try #require(row["percentiles"]?[name]?[share]?.int)
                    #expect(abs(Double(found) - Double(value)) <= 0.06 * Double(value) + 0.5)
                    compared += 1
                }
            }
        }
        #expect(compared > 50)
    }

    @Test(
        "of classes, in ranges that cut hours: of exactly the requests of the range",
        arguments: 0..<12)
    func cutRanges(seed: Int) throws {
        let ledger = try RandomLedger(now: Samples.later(days: 5))
        var traffic = RandomTraffic(UInt64(seed) + 300)
        let begin = DayCalendar.start(of: Samples.day)
        let length = 2 * DayCalendar.microseconds
        let dense = begin + 20 * DayPlace.hour
        try ledger.commit(
            (0..<300).map { number in
                // Most of them within few hours, so that borders have some on both sides.
                traffic.request(
                    at: number % 3 == 0
                        ? begin + Int64(traffic.amount(UInt64(length)))
                        : dense + Int64(traffic.amount(UInt64(6 * DayPlace.hour))))
            })
        let reader = LedgerReader()
        for pass in 0..<3 {
            if pass > 0 { try fold(ledger, until: pass == 1 ? Int(traffic.amount(23)) * 4 : 96) }
            for _ in 0..<8 {
                let from = dense + Int64(traffic.amount(UInt64(5 * DayPlace.hour)))
                let long = traffic.one(of: [UInt64(DayPlace.hour), UInt64(length)])
                let until = from + 1 + Int64(traffic.amount(long))
                let bucket = traffic.one(of: [LedgerBucket.bucketAll, .bucketMinute])
                let question = LedgerAggregate(
                    filter: LedgerFilter(fromUnixUs: from, untilUnixUs: until), bucket: bucket,
                    zone: "UTC", limit: 10_000, percentiles: true)
                let answer = try AggregateJSON(
                    question, ledger.snapshot, reader, exactDurations: 0)
                let rows = ledger.rows.filter { (from..<until).contains($0.receivedUnixUs) }
                try compare(answer.document["totals"], rows)
            }
        }
    }

    private func fold(_ ledger: RandomLedger, until: Int) throws {
        for info in ledger.ledger.days {
            let database = try Database(path: info.path, readOnly: true)
            let fold = try DayFold.read(database, day: info.day, .utc, until: until)
            _ = try ledger.ledger.withFolds { (folds) throws(StoreError) in try folds.write(fold) }
        }
    }

    /// An answer's percentiles with those of rows.
    private func compare(_ answer: JSONValue?, _ rows: [RequestRecord]) throws {
        for phase in LatencyPhase.allCases {
            let lengths = rows.compactMap { phase.microseconds(of: $0) }.sorted()
            let found = answer?["percentiles"]?[phase.word.description]
            #expect((found?["count"]?.int ?? 0) == lengths.count)
            for (share, name) in [(0.5, "p50"), (0.95, "p95"), (0.99, "p99")] {
                guard let want = LatencyScale.percentile(share, sorted: lengths) else {
                    #expect(found?[name] == nil)
                    continue
                }
                let value = Double(try #require(found?[name]?.int))
                #expect(abs(value - Double(want)) <= 0.06 * Double(want) + 0.5)
            }
        }
    }

    @Test("minutes of days whose rows are gone are refused, not told as nothing")
    func minutesGone() throws {
        let ledger = try RandomLedger(now: Samples.later(days: 5))
        var traffic = RandomTraffic(9)
        try ledger.commit([traffic.request(at: Samples.received)])
        try fold(ledger, until: 96)
        try ledger.folder.remove("days/\(DayCalendar.name(of: Samples.day)).db")
        try ledger.ledger.check(Samples.day)
        let question = LedgerAggregate(
            filter: LedgerFilter(
                fromUnixUs: Samples.received - 60_000_000, untilUnixUs: Samples.received + 1),
            bucket: .bucketMinute, zone: "UTC")
        #expect(throws: QueryFailure.self) {
            try AggregateJSON(question, ledger.snapshot, LedgerReader())
        }
    }

    @Test("what SQL makes of a phase is what the code makes of it")
    func expressions() throws {
        let ledger = try RandomLedger()
        var traffic = RandomTraffic(12)
        try ledger.commit((0..<300).map { _ in traffic.request(at: Samples.received) })
        let database = try ledger.ledger.database()
        let columns = DaySchema.requestColumns
        let values = LatencyPhase.allCases.map(\.expression)
        let rows = try database.prepare(
            "SELECT \((columns + values).joined(separator: ", ")) FROM requests")
        var known: Set<LatencyPhase> = []
        var unknown: Set<LatencyPhase> = []
        while try rows.step() {
            let request = RequestRecord(row: rows)
            for phase in LatencyPhase.allCases {
                let column = columns.count + phase.rawValue
                let length = rows.isNull(column) ? nil : UInt64(rows.int64(column))
                #expect(length == phase.microseconds(of: request), "\(phase)")
                if length == nil { unknown.insert(phase) } else { known.insert(phase) }
            }
        }
        #expect(known == Set(LatencyPhase.allCases))
        #expect(unknown.isSuperset(of: [.queue, .receive, .failed]))
    }

    @Test(
        "waits for a place and failures are of all requests that could have had one, not of those that had",
        arguments: [Limits.exactDurations, 0])
    func waits(exactDurations: Int64) throws {
        let ledger = try RandomLedger()
        let rows = (0..<100).map { number in
            var request = Samples.request("r\(number)")
            request.timings = Timings(
                receive: 900, decide: 5_000_040, queue: number < 3 ? 5_000_000 : 0,
                failed: number < 60 ? 7 : 0)
            return request
        }
        // Refused before a decision, and one of whose times nothing is known.
        var refused = Samples.request("refused")
        refused.attempts = 0
        refused.timings = Timings(receive: 900)
        try ledger.commit(rows + [refused, Samples.request("old")])
        let found = try AggregateJSON(
            LedgerAggregate(percentiles: true), ledger.snapshot, LedgerReader(),
            exactDurations: exactDurations)
        let phases = found.document["totals"]?["percentiles"]
        let queue = try #require(phases?["queue"])
        #expect(queue["count"]?.int == 100)
        #expect(queue["p50"]?.int == 0 && queue["p95"]?.int == 0)
        #expect(try #require(queue["p99"]?.int) > 4_700_000)
        #expect(phases?["failed"]?["count"]?.int == 100)
        #expect(phases?["failed"]?["p50"]?.int == 7)
        #expect(phases?["receive"]?["count"]?.int == 101)
        #expect(phases?["connect"]?.isNull == true)
    }

    @Test("of months whose rows are gone: of the requests of the month, each phase")
    func months() throws {
        // 2026-03-04 to 03-23, told in the June after.
        let days = 20_516..<20_536
        let ledger = try RandomLedger(now: DayCalendar.start(of: 20_614))
        var traffic = RandomTraffic(31)
        for day in days {
            let start = DayCalendar.start(of: day)
            try ledger.commit(
                (0..<20).map { _ in
                    traffic.request(at: start + Int64(traffic.amount(86_399_999_999)))
                }
            )
        }
        let clock = ledger.clock
        let queries = LedgerQueries(ledger.ledger, HeldRunner(), wallMicroseconds: { clock.now })
        for _ in 0..<400 { queries.secondPassed() }
        #expect(try ledger.ledger.withFolds { folds throws(StoreError) in folds.months.count } == 1)
        for day in days {
            try ledger.folder.remove("days/\(DayCalendar.name(of: day)).db")
            try ledger.ledger.check(day)
        }
        let question = LedgerAggregate(
            groups: [.groupKey, .groupProvider], bucket: .bucketMonth, zone: "UTC",
            limit: 10_000, percentiles: true)
        let answer = try AggregateJSON(question, ledger.snapshot, LedgerReader())
        try compare(answer.document["totals"], ledger.rows)
        for row in answer.rows {
            let (key, provider) = (row["key"]?.string, row["provider"]?.string)
            try compare(
                row,
                ledger.rows.filter {
                    let set = DimensionSet(of: $0)
                    return DimensionTable.name(.groupKey, of: set) == key
                        && DimensionTable.name(.groupProvider, of: set) == provider
                })
        }
        #expect(answer.rows.count > 5)
    }

    private func expected(_ rows: [RequestRecord]) -> [String: [Int64]] {
        var lengths: [String: [UInt64]] = [:]
        for row in rows {
            let day = DayCalendar.name(of: DayCalendar.day(of: row.receivedUnixUs))
            for phase in LatencyPhase.allCases {
                let provider = row.provider.isEmpty ? "-" : row.provider
                let key = "\(day)T00:00:00Z \(provider) \(phase.word.description)"
                lengths[key, default: []] += phase.microseconds(of: row).map { [$0] } ?? []
            }
        }
        return lengths.mapValues { values in
            [0.5, 0.95, 0.99].compactMap {
                LatencyScale.percentile($0, sorted: values.sorted()).map { Int64($0) }
            }
        }
    }
}
