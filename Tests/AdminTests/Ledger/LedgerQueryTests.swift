import IPC
import JSON
import Testing

@testable import Admin

/// Parameters are read strictly, and what is read reaches logd.
@Suite struct LedgerQueryTests {
    @Test func aFilterReachesLogdWhole() throws {
        let ledger = try LedgerCase()
        _ = try ledger.get(
            "/api/logs/requests",
            "from=2026-11-01&until=2026-11-30&key=a&key=b&provider=p&connection=c&model=gpt*"
                + "&model_asked=m&combo=x&client=curl&endpoint=chat,models&dialect=anthropic"
                + "&result=ok&result=broken&status=200&status=429&min_attempts=2"
                + "&min_cost_usd=0.05&min_total_ms=1500&search=abc&stream=true&cache=exact"
                + "&request_id=r-1&limit=7&cursor=c1&order=oldest")
        // A date is the whole of its day: until the thirtieth is until the first of December.
        var filter = LedgerFilter(
            fromUnixUs: 1_793_491_200_000_000, untilUnixUs: 1_796_083_200_000_000,
            keys: ["a", "b"], providers: ["p"], connections: ["c"], models: ["gpt*"],
            modelsAsked: ["m"], combos: ["x"], clients: ["curl"], endpoints: [.chat, .models],
            dialects: [.anthropic], results: [.resultOk, .resultBroken], statuses: [200, 429],
            minAttempts: 2, minCost: 50_000_000_000, minTotalUs: 1_500_000, search: "abc")
        filter.stream = true
        filter.caches = [.exact]
        filter.requestID = "r-1"
        #expect(
            ledger.daemons.pages == [
                LedgerPage(
                    table: .requests, filter: filter, cursor: "c1", limit: 7, oldestFirst: true)
            ])
    }

    @Test func datesAreOfTheZone() throws {
        let ledger = try LedgerCase(#"{"zone":"Europe/Berlin"}"#)
        _ = try ledger.get("/api/logs/console", "from=2026-03-29&until=2026-03-29&level=warning")
        let filter = try #require(ledger.daemons.pages.first?.filter)
        // The clocks go forward on that day: it has 23 hours.
        #expect(filter.fromUnixUs == 1_774_738_800_000_000)
        #expect(filter.untilUnixUs - filter.fromUnixUs == 23 * 3_600_000_000)
        #expect(filter.minLevel == .levelWarning)
        _ = try ledger.get("/api/logs/console", "from=2026-03-29&zone=UTC")
        #expect(ledger.daemons.pages.last?.filter?.fromUnixUs == 1_774_742_400_000_000)
        _ = try ledger.get("/api/logs/calls", "from=2026-03-29T00:00:00%2B05:30")
        #expect(ledger.daemons.pages.last?.filter?.fromUnixUs == 1_774_722_600_000_000)
    }

    @Test(arguments: [
        ("/api/logs/requests", "from=yesterday", "from"),
        ("/api/logs/requests", "until=2026-02-30", "until"),
        ("/api/logs/requests", "key=", "key"),
        ("/api/logs/requests", "endpoint=cha", "endpoint"),
        ("/api/logs/requests", "endpoint=chat,", "endpoint"),
        ("/api/logs/requests", "dialect=openai", "dialect"),
        ("/api/logs/requests", "result=good", "result"),
        ("/api/logs/requests", "status=600", "status"),
        ("/api/logs/requests", "status=020", "status"),
        ("/api/logs/requests", "min_attempts=-1", "min_attempts"),
        ("/api/logs/requests", "min_cost_usd=1.0000000000001", "min_cost_usd"),
        ("/api/logs/requests", "min_cost_usd=1,5", "min_cost_usd"),
        ("/api/logs/requests", "min_total_ms=1e3", "min_total_ms"),
        ("/api/logs/requests", "stream=yes", "stream"),
        ("/api/logs/requests", "cache=hit", "cache"),
        ("/api/logs/requests", "limit=0", "limit"),
        ("/api/logs/requests", "limit=1001", "limit"),
        ("/api/logs/requests", "order=up", "order"),
        ("/api/logs/requests", "cursor=", "cursor"),
        ("/api/logs/requests", "zone=../etc/passwd", "zone"),
        ("/api/logs/requests/export", "format=xml", "format"),
        ("/api/logs/console", "level=loud", "level"),
        ("/api/logs/console", "daemon=omni-x", "daemon"),
        ("/api/usage", "range=1y", "range"),
        ("/api/usage", "group=model&group=model", "group"),
        ("/api/usage", "group=key&group=model,provider&group=tier", "group"),
        ("/api/usage", "group=day", "group"),
        ("/api/usage", "bucket=year", "bucket"),
        ("/api/usage", "percentiles=1", "percentiles"),
        ("/api/usage", "limit=10001", "limit"),
        ("/api/events", "topics=request", "topics"),
        ("/api/events", "level=x", "level"),
    ])
    func whatIsWrongIsNamed(template: String, query: String, name: String) throws {
        let ledger = try LedgerCase()
        let reply = try ledger.get(template, query)
        #expect(reply?.status == 400)
        #expect(reply?.code == "invalid_parameter")
        #expect(reply?.json?["error"]?["details"]?[0]?["path"]?.string == name)
        #expect(ledger.daemons.readings.isEmpty)
    }

    @Test func tooManyValuesAreRefused() throws {
        let ledger = try LedgerCase()
        let many = (0...LedgerLimits.values).map { "key=k\($0)" }.joined(separator: "&")
        #expect(try ledger.get("/api/logs/requests", many)?.status == 400)
        let words = Array(repeating: "chat", count: 51).joined(separator: ",")
        #expect(try ledger.get("/api/logs/requests", "endpoint=" + words)?.status == 400)
    }

    @Test func whatDoesNotGoTogetherIsSaid() throws {
        let ledger = try LedgerCase()
        for query in [
            "range=7d&from=2026-11-01", "range=all&until=2026-11-01",
            "from=2026-11-02T00:00:00Z&until=2026-11-02T00:00:00Z",
            "range=7d&from=1970-01-01", "until=1970-01-01T00:00:00Z",
            "until=1970-01-01T00:00:00%2B05:30",
        ] {
            let reply = try ledger.get("/api/usage", query)
            #expect(reply?.status == 422 && reply?.code == "contradiction", "\(query)")
        }
        #expect(try ledger.get("/api/usage", "zone=Mars/Olympus")?.code == "unknown_zone")
        #expect(ledger.daemons.readings.isEmpty)
    }

    @Test func rangesBeginWhereTheyShould() throws {
        let ledger = try LedgerCase()
        let hour: Int64 = 3_600_000_000
        for (query, expected) in [
            ("", ledger.wall - 24 * hour), ("range=7d", ledger.wall - 168 * hour),
            ("range=all", 0), ("range=mtd", 1_793_491_200_000_000),
            // 2026-01-01, and the first second of that year in Tokyo.
            ("range=ytd", 1_767_225_600_000_000),
            ("range=ytd&zone=Asia/Tokyo", 1_767_193_200_000_000),
            // The first of all times is a bound like others, also where it was the day before in UTC.
            ("from=1970-01-01", 0), ("from=1970-01-01&zone=Asia/Tokyo", 0),
        ] {
            _ = try ledger.get("/api/usage", query)
            #expect(ledger.daemons.aggregates.last?.filter?.fromUnixUs == expected, "\(query)")
            #expect(ledger.daemons.aggregates.last?.filter?.untilUnixUs == 0)
        }
    }

    @Test func sumsAreAskedAsTheyAreWanted() throws {
        let ledger = try LedgerCase()
        _ = try ledger.get(
            "/api/usage",
            "group=key,model&bucket=hour_of_week&zone=Asia/Tokyo&percentiles=true&limit=5&model=m")
        let sums = try #require(ledger.daemons.aggregates.last)
        #expect(sums.groups == [.groupKey, .groupModel] && sums.bucket == .bucketHourOfWeek)
        #expect(sums.zone == "Asia/Tokyo" && sums.percentiles && sums.limit == 5)
        #expect(sums.filter?.models == ["m"])
        _ = try ledger.get("/api/usage/latency")
        let latency = try #require(ledger.daemons.aggregates.last)
        #expect(latency.groups == [.groupProvider] && latency.percentiles)
    }

    @Test func bodiesAreDeletedByOrder() throws {
        let ledger = try LedgerCase()
        #expect(try ledger.get("/api/logs/bodies", method: .delete)?.status == 204)
        #expect(ledger.daemons.orders == [LedgerCommand(action: .deleteBodies)])
        #expect(ledger.responder?.audit == AuditNote(action: "bodies.delete", subject: ""))
        ledger.daemons.verdict = ApplyResult(ok: false, error: "no")
        #expect(try ledger.get("/api/logs/bodies", method: .delete)?.status == 409)
    }
}
