import IPC
import JSON
import Store
import Testing
import TimeZones

@testable import Logd

@Suite("sums and rows agree")
struct RollupTests {
    /// Times around all that calendars stumble over: borders of months and years, a leap day, changes of clocks.
    static let edges: [Int64] = [
        // 2028-02-28, 02-29 and 03-01, at midnight UTC.
        1_835_308_800, 1_835_395_200, 1_835_481_600,
        // Clocks of Europe and of Lord Howe change: 2028-03-26 and 2028-04-01.
        1_837_645_200, 1_838_214_000,
        // A new year.
        1_830_297_600,
    ]

    private static func ledger(_ seed: UInt64, rows: Int) throws -> RandomLedger {
        let now = (1_838_127_600 + 40 * 86_400) * 1_000_000
        let ledger = try RandomLedger(now: Int64(now))
        var traffic = RandomTraffic(seed)
        var batch: [RequestRecord] = []
        for _ in 0..<rows {
            // The clock jumps about within two days of an edge.
            let edge = traffic.one(of: edges)
            let away = Int64.random(in: -172_800_000_000...172_800_000_000, using: &traffic.chance)
            let quarter = traffic.one(of: [false, false, true])
            var time = edge * 1_000_000 + away
            // On the very border of a quarter of an hour, and just before it.
            if quarter { time -= time % 900_000_000 + traffic.one(of: [0, 1]) }
            batch.append(traffic.request(at: time))
            if batch.count == 400 {
                try ledger.commit(batch)
                batch = []
            }
        }
        try ledger.commit(batch)
        return ledger
    }

    /// Folds some of the days, or their first hours, as they are folded in the background.
    private func fold(
        _ ledger: RandomLedger, _ zone: String, every step: Int, until: Int = DayPlace.quarters
    ) throws {
        let calendar = CivilCalendar(zone: try Zone.named(zone))
        for (index, info) in ledger.ledger.days.enumerated() where index % step == 0 {
            let database = try Database(path: info.path, readOnly: true)
            let fold = try DayFold.read(database, day: info.day, calendar, until: until)
            _ = try ledger.ledger.withFolds { (folds) throws(StoreError) in try folds.write(fold) }
        }
    }

    @Test(
        "for every zone and stretch, folded or not",
        arguments: [
            "UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns",
            "Pacific/Apia",
        ])
    func zones(zone: String) throws {
        let ledger = try Self.ledger(7, rows: 600)
        let reader = LedgerReader()
        for pass in 0..<4 {
            if pass == 1 { try fold(ledger, zone, every: 1, until: 52) }
            if pass == 2 { try fold(ledger, "UTC", every: 2) }
            if pass == 3 { try fold(ledger, zone, every: 1) }
            for bucket in LedgerBucket.allCases where bucket != .bucketMinute {
                let question = LedgerAggregate(
                    groups: [.groupResult], bucket: bucket, zone: zone, limit: 10_000)
                let found = try AggregateJSON(question, ledger.snapshot, reader)
                let expected = try NaiveSums.sums(ledger.rows, question, zone: zone)
                #expect(found.sums(question.groups) == expected, "\(bucket), pass \(pass)")
            }
        }
    }

    @Test("for any range and filter", arguments: 0..<10)
    func ranges(seed: Int) throws {
        let ledger = try Self.ledger(UInt64(seed) + 100, rows: 150)
        var traffic = RandomTraffic(UInt64(seed))
        let reader = LedgerReader()
        for pass in 0..<3 {
            let hours = Int(traffic.amount(23)) * 4
            if pass == 1 { try fold(ledger, "Europe/Berlin", every: 1, until: hours) }
            if pass == 2 { try fold(ledger, "Europe/Berlin", every: 1) }
            let edge = traffic.one(of: Self.edges) * 1_000_000
            let from = edge - Int64(traffic.amount(200_000_000_000))
            var filter = LedgerFilter(
                fromUnixUs: from, untilUnixUs: from + 1 + Int64(traffic.amount(300_000_000_000)))
            if traffic.one(of: [true, false]) { filter.keys = ["-", "ci"] }
            if traffic.one(of: [true, false]) { filter.results = [.resultOk, .resultBroken] }
            let question = LedgerAggregate(
                filter: filter, groups: [.groupKey, .groupTier, .groupClient],
                bucket: traffic.one(of: [.bucketAll, .bucketHour, .bucketDay, .bucketMonth]),
                zone: "Europe/Berlin", limit: 10_000)
            let found = try AggregateJSON(question, ledger.snapshot, reader)
            let expected = try NaiveSums.sums(ledger.rows, question, zone: "Europe/Berlin")
            #expect(found.sums(question.groups) == expected, "pass \(pass)")
            let total = expected.values.reduce(into: Measures()) { $0.add($1) }
            #expect(found.totals == total)
        }
    }

    @Test("by minutes, of the rows")
    func minutes() throws {
        let ledger = try RandomLedger()
        var traffic = RandomTraffic(3)
        let start = Samples.received
        let rows = (0..<80).map { _ in
            traffic.request(at: start + Int64(traffic.amount(3_000_000_000)))
        }
        try ledger.commit(rows)
        let filter = LedgerFilter(fromUnixUs: start + 60, untilUnixUs: start + 2_000_000_000)
        let question = LedgerAggregate(filter: filter, bucket: .bucketMinute, zone: "UTC")
        let found = try AggregateJSON(question, ledger.snapshot, LedgerReader())
        #expect(found.sums([]) == (try NaiveSums.sums(rows, question, zone: "UTC")))
    }

    @Test("a row that is replaced is taken away and added")
    func replaced() throws {
        let ledger = try RandomLedger()
        var traffic = RandomTraffic(5)
        let first = (0..<40).map { _ in traffic.request(at: Samples.received, secondhand: true) }
        try ledger.commit(first)
        let better = first.prefix(30).map { old in
            var request = traffic.request(at: Samples.received)
            request.requestID = old.requestID
            return request
        }
        try ledger.commit(better)
        // And once more, which changes nothing.
        try ledger.commit(Array(first.prefix(5)))
        let told = zip(first, better).map { old, new in new.joined(with: old) ?? new }
        let rows = told + first.dropFirst(30)
        let question = LedgerAggregate(
            groups: [.groupModel, .groupClient, .groupKey], limit: 10_000)
        let found = try AggregateJSON(question, ledger.snapshot, LedgerReader())
        #expect(found.sums(question.groups) == (try NaiveSums.sums(rows, question, zone: "UTC")))
        let info = try #require(ledger.ledger.days.first)
        let database = try Database(path: info.path, readOnly: true)
        #expect(try DayRollups.differences(database) == [])
    }

    @Test(
        "a row that is replaced is taken away where it was added, whatever counts as other by then")
    func replacedOther() throws {
        let ledger = try RandomLedger()
        let clients = (0..<Limits.dayClients).map { number in
            var request = Samples.request("r\(number)")
            request.client = "client-\(number)/1"
            return request
        }
        try ledger.commit(clients)
        var first = Samples.request("late")
        first.client = "another/1"
        first.secondhand = true
        try ledger.commit([first])
        let info = try #require(ledger.ledger.days.first)
        let other = try Database(path: info.path)
        // As many sets as there may be: models are "other" from now on, too.
        for number in 0..<Limits.daySets {
            try other.execute(
                """
                INSERT INTO dimensions SELECT max(id) + 1, key, provider, connection,
                'filler-\(number)', combo, client, endpoint, result, tier FROM dimensions
                """)
        }
        ledger.ledger.close()
        first.secondhand = false
        try ledger.commit([first])
        #expect(try DayRollups.differences(other) == [])
        let sums = "SELECT min(requests), sum(requests) FROM rollups"
        let found = try other.prepare(sums)
        #expect(try found.step())
        #expect(found.int64(0) >= 0 && found.int64(1) == Int64(Limits.dayClients + 1))
    }

    @Test("a difference is found")
    func differences() throws {
        let ledger = try RandomLedger()
        var traffic = RandomTraffic(5)
        try ledger.commit((0..<10).map { _ in traffic.request(at: Samples.received) })
        let info = try #require(ledger.ledger.days.first)
        let database = try Database(path: info.path)
        #expect(try DayRollups.differences(database) == [])
        try database.execute(
            "UPDATE rollups SET bytes_in = bytes_in + 1 WHERE id = (SELECT min(id) FROM rollups)")
        #expect(try DayRollups.differences(database).count == 1)
        try database.execute("DELETE FROM durations WHERE id = (SELECT min(id) FROM durations)")
        #expect(try DayRollups.differences(database).count == 2)
        try database.execute(
            "UPDATE requests SET dims = dims + 1000 WHERE seq = (SELECT min(seq) FROM requests)")
        #expect(try DayRollups.differences(database).count > 2)
    }

    @Test("what SQL makes of a row is what the code makes of it")
    func expressions() throws {
        let ledger = try RandomLedger()
        var traffic = RandomTraffic(11)
        try ledger.commit((0..<200).map { _ in traffic.request(at: Samples.received) })
        let info = try #require(ledger.ledger.days.first)
        let database = try Database(path: info.path, readOnly: true)
        let columns = DaySchema.requestColumns.joined(separator: ", ")
        let values = Measure.allCases.map(\.expression).joined(separator: ", ")
        let rows = try database.prepare("SELECT \(columns), \(values) FROM requests")
        var count = 0
        var total = Measures()
        while try rows.step() {
            let measures = Measures(of: RequestRecord(row: rows))
            let found = Measures(row: rows, from: DaySchema.requestColumns.count)
            for measure in Measure.allCases {
                #expect(found[measure] == measures[measure], "\(measure)")
            }
            total.add(found)
            count += 1
        }
        #expect(count == 200)
        #expect(Measure.allCases.allSatisfy { total[$0] > 0 })
    }

    @Test("values that no record should have overflow nothing")
    func huge() throws {
        let ledger = try RandomLedger()
        let rows = (0..<5).map { number in
            var request = Samples.request("r\(number)")
            request.bytesIn = .max
            request.usage = Usage(
                source: .reported, input: .max, output: .max,
                serverTools: [
                    ServerToolUse(name: "a", calls: .max), ServerToolUse(name: "b", calls: .max),
                ])
            request.cost = Cost(total: .max, counts: .reported)
            return request
        }
        try ledger.commit(rows)
        let found = try AggregateJSON(LedgerAggregate(), ledger.snapshot, LedgerReader())
        #expect(found.totals[.requests] == 5)
        #expect(found.totals[.metered] == Measures.most)
        #expect(found.totals[.serverToolCalls] == Measures.most)
    }

    @Test("what counts tokens of a tool counts no calls, live and from the rows")
    func tokensOfTools() throws {
        var measures = Measures()
        let ledger = try RandomLedger()
        var request = Samples.request("r")
        request.usage = Usage(
            source: .reported,
            serverTools: [
                ServerToolUse(name: "web_search", calls: 18),
                ServerToolUse(name: "citation_tokens", calls: 20_016),
            ])
        measures.add(Measures(of: request))
        #expect(measures[.serverToolCalls] == 18)
        try ledger.commit([request])
        let found = try AggregateJSON(LedgerAggregate(), ledger.snapshot, LedgerReader())
        #expect(found.totals[.serverToolCalls] == 18)
    }

    @Test("clients beyond the bound are one, whatever they call themselves")
    func manyClients() throws {
        let ledger = try RandomLedger()
        let rows = (0..<Limits.dayClients + 50).map { number in
            var request = Samples.request("r\(number)")
            request.client = "client-\(number)/1"
            return request
        }
        try ledger.commit(rows)
        try ledger.commit([Samples.request("again")])
        let question = LedgerAggregate(groups: [.groupClient], limit: 10_000)
        let found = try AggregateJSON(question, ledger.snapshot, LedgerReader())
        #expect(found.rows.count == Limits.dayClients + 1)
        #expect(found.totals[.requests] == Int64(rows.count + 1))
        let info = try #require(ledger.ledger.days.first)
        let database = try Database(path: info.path, readOnly: true)
        #expect(try DayRollups.differences(database) == [])
    }
}
