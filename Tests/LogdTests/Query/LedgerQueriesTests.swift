import IPC
import JSON
import Testing

@testable import Logd

@Suite("questions over the wire")
struct LedgerQueriesTests {
    let ledger: RandomLedger
    let runner = HeldRunner()
    let queries: LedgerQueries

    init() throws {
        ledger = try RandomLedger()
        let clock = ledger.clock
        queries = LedgerQueries(ledger.ledger, runner, wallMicroseconds: { clock.now })
    }

    private func fill(_ count: Int) throws {
        try ledger.commit(
            (0..<count).map { Samples.request("r\($0)", at: Samples.received + Int64($0)) })
    }

    @Test("a page")
    func page() throws {
        try fill(5)
        let reader = QueryPipe(queries).ask(
            LedgerQuery(query: .page(LedgerPage(table: .requests, limit: 2))))
        #expect(reader.answer?.contentType == "application/json" && reader.ended)
        let document = try JSONDocument(reader.bytes)
        #expect(document["data"]?.array?.map { $0["seq"]?.int } == [5, 4])
        #expect(document["next"]?.string == "r-4")
        #expect(queries.count == 0)
    }

    @Test(
        "an export comes whole through a small window, in both forms",
        arguments: [
            LedgerFormat.jsonLines, .csv,
        ])
    func export(format: LedgerFormat) throws {
        let count = Limits.exportRows * 2 + 3
        try fill(count)
        let page = LedgerPage(table: .requests, format: format, oldestFirst: true, export: true)
        let reader = QueryPipe(queries, credit: 3_000).ask(LedgerQuery(query: .page(page)))
        #expect(reader.ended && reader.answer?.contentType == format.contentType)
        let lines = reader.text.split(whereSeparator: \.isNewline)
        let rows = format == .csv ? lines.dropFirst() : lines[...]
        #expect(rows.count == count)
        if format == .csv {
            #expect(lines.first?.hasPrefix("request_id,seq,received,") == true)
            #expect(rows.enumerated().allSatisfy { $1.hasPrefix("r\($0),\($0 + 1),2026-01-01T") })
            let columns = lines.map {
                $0.split(separator: ",", omittingEmptySubsequences: false).count
            }
            #expect(Set(columns).count == 1)
        } else {
            #expect(
                rows.enumerated().allSatisfy {
                    $1.hasPrefix("{\"request_id\":\"r\($0)\",\"seq\":\($0 + 1),")
                })
        }
    }

    @Test("an export may have a bound")
    func boundedExport() throws {
        try fill(20)
        let page = LedgerPage(table: .requests, limit: 7, format: .jsonLines, export: true)
        let reader = QueryPipe(queries).ask(LedgerQuery(query: .page(page)))
        #expect(reader.text.split(separator: "\n").count == 7 && reader.ended)
    }

    @Test(
        "what makes no sense is refused with the reason",
        arguments: [
            LedgerQuery(),
            LedgerQuery(query: .page(LedgerPage())),
            LedgerQuery(query: .page(LedgerPage(table: .requests, cursor: "x"))),
            LedgerQuery(query: .aggregate(LedgerAggregate(zone: "Nowhere/At_All"))),
            LedgerQuery(query: .aggregate(LedgerAggregate(zone: "../../etc/passwd"))),
            LedgerQuery(query: .aggregate(LedgerAggregate(filter: LedgerFilter(search: "x")))),
            LedgerQuery(query: .aggregate(LedgerAggregate(groups: [.groupKey, .groupKey]))),
            LedgerQuery(query: .one(LedgerOne())),
            LedgerQuery(query: .page(LedgerPage(table: .requests, filter: .until(.min)))),
            LedgerQuery(query: .page(LedgerPage(table: .console, filter: .until(.max)))),
            LedgerQuery(query: .aggregate(LedgerAggregate(filter: .until(.min)))),
            LedgerQuery(query: .aggregate(LedgerAggregate(filter: .until(.max)))),
            LedgerQuery(query: .events(LedgerEvents(filter: .until(.min)))),
        ])
    func refused(query: LedgerQuery) {
        let reader = QueryPipe(queries).ask(query)
        #expect(reader.answer?.refused.isEmpty == false)
        #expect(reader.ended && reader.bytes.isEmpty && queries.count == 0)
    }

    @Test("one request: all of its name, with attempts, calls and bodies")
    func one() throws {
        let later = Samples.received + 1_000_000
        try ledger.commit(records: [
            Record(entry: .request(Samples.request("a"))),
            Record(entry: .attempt(Samples.attempt("a", 1))),
            Record(entry: .attempt(Samples.attempt("a", 2))),
            Record(entry: .request(Samples.request("a", at: later, status: 404))),
            Record(entry: .call(Samples.call("x:1"))),
            Record(entry: .body(Samples.body("a", "hello"))),
        ])
        let pipe = QueryPipe(queries)
        let question = LedgerOne(requestID: "a", bodies: true)
        let reader = pipe.ask(LedgerQuery(query: .one(question)))
        let document = try JSONDocument(reader.bytes)
        #expect(document["request"]?["status"]?.int == 404)
        let requests = try #require(document["requests"]?.array)
        #expect(requests.map { $0["attempt_records"]?.count } == [2, 0])
        #expect(document["attempts"]?.count == 2 && document["calls"]?.count == 2)
        #expect(document["bodies"]?[0]?["content"]?.string == "hello")
        let plain = pipe.ask(LedgerQuery(query: .one(LedgerOne(requestID: "a"))))
        #expect(try JSONDocument(plain.bytes)["bodies"] == nil)
        let none = pipe.ask(LedgerQuery(query: .one(LedgerOne(requestID: "z"))))
        #expect(try JSONDocument(none.bytes)["request"]?.isNull == true)
    }

    @Test("how the ledger stands")
    func state() throws {
        try fill(3)
        let reader = QueryPipe(queries).ask(LedgerQuery(query: .state(LedgerState())))
        let document = try JSONDocument(reader.bytes)
        #expect(document["sequence"]?.int == 3)
        #expect(document["days"]?[0]?["day"]?.string == "2026-01-01")
        #expect(document["days"]?[0]?["requests"]?.int == 3)
        #expect(document["days"]?[0]?["folded"]?.bool == false)
        #expect(document["troubles"]?.count == 0)
    }

    @Test("how the ledger stands is told while all threads are busy")
    func busyState() throws {
        try fill(3)
        let pipe = QueryPipe(queries)
        runner.isHolding = true
        pipe.ask(LedgerQuery(query: .page(LedgerPage(table: .requests))))
        let reader = pipe.ask(LedgerQuery(query: .state(LedgerState())))
        #expect(reader.ended)
        #expect(try JSONDocument(reader.bytes)["sequence"]?.int == 3)
    }

    @Test("an export that finds nothing for long shows that it goes on")
    func rareExport() throws {
        try fill(3)
        let pipe = QueryPipe(queries)
        let page = LedgerPage(table: .requests, limit: 9, format: .jsonLines, export: true)
        var first = LedgerQuery(query: .page(page))
        let whole = pipe.ask(first)
        for _ in 0..<Limits.followerSilence { queries.secondPassed() }
        pipe.run()
        #expect(whole.ended && whole.signs == 0)
        // The second piece is still being made.
        var long = page
        long.limit = 0
        first = LedgerQuery(query: .page(long))
        try fill(Limits.exportRows + 10)
        runner.isHolding = true
        let reader = pipe.ask(first)
        runner.letGo(1)
        pipe.run()
        let before = reader.bytes.count
        for _ in 0..<2 * Limits.followerSilence { queries.secondPassed() }
        pipe.run()
        #expect(reader.signs == 2 && reader.bytes.count == before && !reader.ended)
        runner.letGo()
        pipe.run()
        #expect(reader.ended)
    }

    @Test("who leaves before the answer is forgotten, and its reading given up")
    func leaving() throws {
        try fill(3)
        let pipe = QueryPipe(queries)
        runner.isHolding = true
        let reader = pipe.ask(LedgerQuery(query: .page(LedgerPage(table: .requests))))
        #expect(queries.count == 1)
        reader.stream?.reset(.cancelled)
        pipe.run()
        #expect(queries.count == 0)
        runner.letGo()
        pipe.run()
        #expect(reader.bytes.isEmpty)
    }

    @Test("who takes nothing is given up after a while")
    func stuck() throws {
        try fill(50)
        let pipe = QueryPipe(queries, credit: 1_000)
        let reader = QueryReader()
        reader.takesAll = false
        pipe.ask(LedgerQuery(query: .page(LedgerPage(table: .requests))), reader)
        for _ in 0...Limits.querySilence { queries.secondPassed() }
        pipe.run()
        #expect(reader.reset == .deadline && queries.count == 0)
    }

    @Test("too many questions are refused")
    func bound() {
        let pipe = QueryPipe(queries)
        runner.isHolding = true
        for _ in 0..<Limits.openQueries {
            pipe.ask(LedgerQuery(query: .page(LedgerPage(table: .requests))))
        }
        let reader = pipe.ask(LedgerQuery(query: .state(LedgerState())))
        #expect(reader.reset == .overloaded)
    }
}

extension LedgerFilter {
    /// Times before one.
    fileprivate static func until(_ time: Int64) -> LedgerFilter { LedgerFilter(untilUnixUs: time) }
}
