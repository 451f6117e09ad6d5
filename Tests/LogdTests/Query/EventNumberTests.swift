import IPC
import JSON
import Testing

@testable import Logd

/// What a follower is told once, and the numbers that it comes again with.
@Suite("numbers of events")
struct EventNumberTests {
    let ledger: RandomLedger
    let queries: LedgerQueries

    init() throws {
        ledger = try RandomLedger()
        let clock = ledger.clock
        queries = LedgerQueries(
            ledger.ledger, HeldRunner(), wallMicroseconds: { clock.now })
    }

    private func commit(_ rows: [RequestRecord]) throws {
        queries.committed(try ledger.commit(rows).requests)
    }

    private func follow(_ pipe: QueryPipe, _ events: LedgerEvents) -> QueryReader {
        pipe.ask(LedgerQuery(query: .events(events)))
    }

    private func sums(_ reader: QueryReader) throws -> [Int64?] {
        try reader.frames.filter { $0.contains("event: stats.tick") }.map { lines in
            let data = try #require(lines.first { $0.hasPrefix("data: ") }).dropFirst(6)
            return try JSONDocument(Array(data.utf8))["requests"]?.int
        }
    }

    @Test("who knows an empty ledger misses nothing of it")
    func empty() throws {
        let pipe = QueryPipe(queries)
        #expect(follow(pipe, LedgerEvents()).ids == [0])
        try commit([Samples.request("while")])
        let again = follow(pipe, LedgerEvents(after: 0, resumes: true))
        pipe.run()
        #expect(again.requests == ["while"] && again.ids == [0, 1])
        // Without a number there is nothing to go on from.
        let new = follow(pipe, LedgerEvents())
        pipe.run()
        #expect(new.requests == [] && new.ids == [1])
    }

    @Test("a request that ingress tells after another daemon is finished once, and counted once")
    func replaced() throws {
        let pipe = QueryPipe(queries)
        let reader = follow(pipe, LedgerEvents(ticks: true))
        try commit([Samples.request("r", status: 500, secondhand: true)])
        try commit([Samples.request("r"), Samples.request("other")])
        queries.secondPassed()
        pipe.run()
        #expect(reader.requests == ["r", "other"])
        #expect(
            reader.events
                == ["request.finished", "request.replaced", "request.finished", "stats.tick"])
        #expect(reader.ids.last == 3)
        #expect(try sums(reader) == [2])
    }

    @Test("one that the filter let through only as ingress tells it is finished then")
    func replacedUnseen() throws {
        let pipe = QueryPipe(queries)
        let reader = follow(pipe, LedgerEvents(filter: LedgerFilter(statuses: [200]), ticks: true))
        try commit([Samples.request("r", status: 500, secondhand: true)])
        try commit([Samples.request("r", status: 200)])
        queries.secondPassed()
        pipe.run()
        #expect(reader.requests == ["r"] && reader.events == ["request.finished", "stats.tick"])
        #expect(try sums(reader) == [1])
    }

    @Test(
        "a follower whose filter lets nothing through is told how far it is",
        arguments: [
            true, false,
        ])
    func position(ticks: Bool) throws {
        let pipe = QueryPipe(queries)
        let filter = LedgerFilter(search: "no such text")
        let reader = follow(pipe, LedgerEvents(filter: filter, ticks: ticks))
        try commit((0..<5).map { Samples.request("r\($0)") })
        for _ in 0..<Limits.followerSilence { queries.secondPassed() }
        pipe.run()
        #expect(reader.ids == [0, 5] && reader.requests == [])
        for _ in 0..<Limits.followerSilence { queries.secondPassed() }
        pipe.run()
        #expect(reader.ids == [0, 5])
    }
}
