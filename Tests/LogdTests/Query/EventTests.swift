import IPC
import JSON
import Testing

@testable import Logd

@Suite("events of the ledger")
struct EventTests {
    let ledger: RandomLedger
    let runner = HeldRunner()
    let queries: LedgerQueries

    init() throws {
        ledger = try RandomLedger()
        let clock = ledger.clock
        queries = LedgerQueries(ledger.ledger, runner, wallMicroseconds: { clock.now })
    }

    /// Commits rows as the daemon does, and tells followers.
    private func commit(_ ids: [String], at time: Int64 = Samples.received) throws {
        let report = try ledger.commit(ids.map { Samples.request($0, at: time) })
        queries.committed(report.requests)
    }

    private func follow(
        _ pipe: QueryPipe, after: UInt64 = 0, _ filter: LedgerFilter? = nil, ticks: Bool = false,
        console: Bool = false, reader: QueryReader = QueryReader()
    ) -> QueryReader {
        let events = LedgerEvents(filter: filter, after: after, console: console, ticks: ticks)
        return pipe.ask(LedgerQuery(query: .events(events)), reader)
    }

    private func names(_ range: Range<Int>) -> [String] { range.map { "r\($0)" } }

    @Test("a follower hears of rows from now on, with their numbers")
    func live() throws {
        try commit(["old"])
        let pipe = QueryPipe(queries)
        let reader = follow(pipe)
        #expect(reader.answer?.contentType == "text/event-stream")
        #expect(reader.ids == [1])
        try commit(["a", "b"])
        pipe.run()
        #expect(reader.requests == ["a", "b"])
        #expect(reader.ids == [1, 2, 3])
        reader.stream?.reset(.cancelled)
        pipe.run()
        #expect(queries.count == 0)
    }

    @Test("who resumes gets what was missed, then what comes, without a gap or a double")
    func resume() throws {
        try commit(names(0..<500))
        let pipe = QueryPipe(queries)
        runner.isHolding = true
        let reader = follow(pipe, after: 100)
        // Rows that come while the missed ones are read.
        try commit(["while"])
        runner.letGo()
        pipe.run()
        try commit(["later"])
        runner.isHolding = false
        runner.letGo()
        pipe.run()
        try commit(["last"])
        pipe.run()
        #expect(reader.requests == names(100..<500) + ["while", "later", "last"])
        #expect(reader.ids == Array(100...503))
    }

    @Test("rows of several days in one commit are all told")
    func days() throws {
        let pipe = QueryPipe(queries)
        let reader = follow(pipe)
        let later = Samples.received + DayCalendar.microseconds
        ledger.clock.now = later
        let report = try ledger.commit([
            Samples.request("new", at: later), Samples.request("old"),
            Samples.request("newer", at: later + 1),
        ])
        queries.committed(report.requests)
        pipe.run()
        #expect(Set(reader.requests) == ["old", "new", "newer"])
        #expect(reader.requests.count == 3)
    }

    @Test("the filter is the server's")
    func filter() throws {
        let pipe = QueryPipe(queries)
        let reader = follow(pipe, LedgerFilter(search: "X1"))
        try commit(["x0", "x1", "x11", "y1"])
        pipe.run()
        #expect(reader.requests == ["x1", "x11"])
        let refused = follow(pipe, LedgerFilter(keys: Array(repeating: "k", count: 999)))
        #expect(refused.answer?.refused.isEmpty == false && refused.ended)
    }

    @Test("more rows of a second than the bound are one frame")
    func many() throws {
        let pipe = QueryPipe(queries)
        let reader = follow(pipe)
        try commit(names(0..<Limits.followerFrames + 7))
        queries.secondPassed()
        pipe.run()
        #expect(reader.requests.count == Limits.followerFrames)
        #expect(reader.events.last == "request.many")
        #expect(reader.text.hasSuffix("data: {\"count\":7}\n\n"))
        #expect(reader.ids.last == Int64(Limits.followerFrames + 7))
        try commit(["next"])
        pipe.run()
        #expect(reader.requests.last == "next")
    }

    @Test("a slow follower never holds more than its bound, and begins anew")
    func slow() throws {
        let pipe = QueryPipe(queries, credit: 2_000)
        let slow = QueryReader()
        slow.takesAll = false
        let reader = follow(pipe, reader: slow)
        for round in 0..<15 {
            try commit(names(round * 50..<round * 50 + 50))
            queries.secondPassed()
        }
        pipe.run()
        #expect(reader.bytes.count <= 2_000)
        reader.take()
        pipe.run()
        let told = reader.requests.count
        #expect(told > 100 && told < 750)
        #expect(reader.bytes.count < Limits.followerBytes + 4_000)
        #expect(reader.events.last == "reset")
        #expect(reader.ids.last == 750)
        try commit(["after"])
        pipe.run()
        #expect(reader.requests.last == "after")
    }

    @Test("a slow reader of lines alone is told that some are missing")
    func slowConsole() {
        let pipe = QueryPipe(queries, credit: 2_000)
        let slow = QueryReader()
        slow.takesAll = false
        let reader = follow(pipe, console: true, reader: slow)
        let line = ConsoleRecord(
            daemon: "omni-route", level: .levelInfo,
            message: String(repeating: "x", count: 300))
        for _ in 0..<15 {
            queries.committed(
                console: [ConsoleRecord](repeating: line, count: Limits.followerLines))
            queries.secondPassed()
        }
        reader.take()
        pipe.run()
        #expect(reader.bytes.count < Limits.followerBytes + 4_000)
        #expect(reader.events.suffix(2) == ["reset", "console.many"])
        #expect(reader.text.hasSuffix("data: {\"count\":null}\n\n"))
        queries.committed(console: [line])
        pipe.run()
        #expect(reader.events.last == "console.line")
    }

    @Test("a number that is too old, or of another ledger, begins anew")
    func reset() throws {
        try commit(names(0..<3))
        let pipe = QueryPipe(queries)
        let other = follow(pipe, after: 900)
        #expect(other.events == ["reset"] && other.ids == [3])
        try commit(["a"])
        pipe.run()
        #expect(other.requests == ["a"])
    }

    @Test("sums of each second, by the filter")
    func ticks() throws {
        let pipe = QueryPipe(queries)
        let reader = follow(pipe, LedgerFilter(search: "a"), ticks: true)
        try commit(["a1", "b", "a2"].map { $0 })
        queries.secondPassed()
        queries.secondPassed()
        pipe.run()
        let ticks = reader.frames.filter { $0.contains("event: stats.tick") }
        let sums = try ticks.map { lines -> Int64? in
            let data = try #require(lines.first { $0.hasPrefix("data: ") }).dropFirst(6)
            return try JSONDocument(Array(data.utf8))["requests"]?.int
        }
        // "laptop" has an a as well: all three.
        #expect(sums == [3, 0])
    }

    @Test("console lines by level and daemon")
    func console() throws {
        let pipe = QueryPipe(queries)
        let filter = LedgerFilter(minLevel: .levelWarning, daemons: ["omni-route"])
        let reader = follow(pipe, filter, console: true)
        let deaf = follow(pipe)
        queries.committed(console: [
            ConsoleRecord(daemon: "omni-route", level: .levelInfo, message: "no"),
            ConsoleRecord(daemon: "omni-route", level: .levelError, message: "yes"),
            ConsoleRecord(daemon: "omni-egress", level: .levelError, message: "no"),
        ])
        pipe.run()
        #expect(reader.events == ["console.line"])
        #expect(reader.text.contains("\"message\":\"yes\""))
        #expect(deaf.events == [])
    }

    @Test("silence is broken by a comment, and drain sends followers away")
    func silence() {
        let pipe = QueryPipe(queries)
        let reader = follow(pipe)
        let before = reader.bytes.count
        for _ in 0..<Limits.followerSilence { queries.secondPassed() }
        pipe.run()
        #expect(reader.bytes.count == before + 4)
        queries.drain()
        pipe.run()
        #expect(reader.reset == .draining && queries.count == 0)
    }
}
