import IPC
import JSON
import Testing
import TimeZones

@testable import Admin

/// Costs, the forecast, and reports, as they are made of logd's sums.
@Suite struct CostsTests {
    /// Answers aggregates: of the whole, of the month so far, of the last week; and how the ledger stands.
    private func answers(
        _ ledger: LedgerCase, rows: String, spent: String, recent: String, isCut: Bool = false
    ) {
        let week = ledger.wall - CostForecast.window
        ledger.daemons.answer = { query in
            guard case .aggregate(let sums)? = query.query else {
                return .success(#"{"days":[{"day":"2026-10-01"}],"folded":{"first":null}}"#)
            }
            if sums.filter?.fromUnixUs == week {
                return .success(#"{"data":[],"totals":{"cost_usd":"\#(recent)"}}"#)
            }
            if sums.groups.isEmpty {
                return .success(#"{"data":[],"totals":{"cost_usd":"\#(spent)"}}"#)
            }
            return .success(
                #"{"from":null,"until":null,"zone":"UTC","bucket":null,"groups":["model"],"data":[\#(rows)],"totals":\#(rows),"truncated":\#(isCut)}"#
            )
        }
    }

    private static let row =
        #"{"model":"m","requests":3,"input":10,"output":4,"cost_usd":"1.500000000000","subscription_usd":"0.250000000000","unknown_cost":2,"failed_usd":"0.000000000001","saved_usd":"0.100000000000"}"#

    @Test func theKindsOfMoneyStayApart() throws {
        let ledger = try LedgerCase()
        answers(ledger, rows: Self.row, spent: "1.500000000000", recent: "0.7")
        ledger.live.known[.topicBudgets] = [
            #"{"name":"b","state":"ok","resets_in_s":60}"#
        ]
        ledger.live.known[.topicQuotas] = [#"{"connection":"c","used":1}"#]
        let reply = try #require(try ledger.get("/api/costs", "group=model"))
        let json = try #require(reply.json)
        for sums in [json["totals"], json["data"]?[0]] {
            #expect(sums?["cost_usd"]?.string == "1.500000000000")
            #expect(sums?["subscription_usd"]?.string == "0.250000000000")
            #expect(sums?["unknown_cost"]?.int == 2)
            #expect(sums?["failed_usd"]?.string == "0.000000000001")
            #expect(sums?["saved_usd"]?.string == "0.100000000000")
            #expect(sums?["requests"]?.int == 3 && sums?["cached_input"]?.int == 0)
        }
        #expect(json["data"]?[0]?["model"]?.string == "m")
        #expect(json["budgets"]?[0]?["resets_at"]?.string == "2026-11-30T00:01:00.000Z")
        #expect(json["quotas"]?[0]?["resets_at"] == nil)
        // Of this month, unless somebody says otherwise; the forecast has the same filter.
        let asked = ledger.daemons.aggregates
        let month: Int64 = 1_793_491_200_000_000
        let week = ledger.wall - 7 * LedgerCalendar.day
        #expect(asked.compactMap { $0.filter?.fromUnixUs } == [month, month, week])
        #expect(asked.map(\.bucket) == [.bucketAll, .bucketAll, .bucketAll])
        #expect(asked.map(\.groups) == [[.groupModel], [], []])
        #expect(json["forecast"]?["daily_usd"]?.string == "0.100000000000")
        #expect(json["truncated"]?.bool == false)
    }

    @Test func whatIsCutIsSaid() throws {
        let ledger = try LedgerCase()
        answers(ledger, rows: Self.row, spent: "1", recent: "0", isCut: true)
        #expect(try ledger.get("/api/costs", "group=model")?.json?["truncated"]?.bool == true)
    }

    @Test func routesAbsenceIsNoReasonToSayNothing() throws {
        let ledger = try LedgerCase()
        answers(ledger, rows: Self.row, spent: "1", recent: "0")
        ledger.live.failure = APIError(absent: "route")
        let reply = try #require(try ledger.get("/api/costs", "group=model"))
        #expect(reply.status == 200)
        #expect(reply.json?["budgets"]?.isNull == true && reply.json?["quotas"]?.isNull == true)
        ledger.daemons.answer = { _ in .failure(APIError(absent: "logd")) }
        #expect(try ledger.get("/api/costs")?.status == 503)
    }

    private func forecast(
        at now: Int64, spent: String, recent: String, first: String?, folded: String? = nil
    ) throws -> CostForecast {
        let calendar = LedgerCalendar(.utc)
        let days = first.map { #"{"day":"\#($0)"}"# } ?? ""
        let fold = folded.map { #""\#($0)""# } ?? "null"
        return CostForecast(
            calendar.month(at: now),
            sofar: LedgerSums(
                try JSONDocument(Array(#"{"totals":{"cost_usd":"\#(spent)"}}"#.utf8)).root),
            week: LedgerSums(
                try JSONDocument(Array(#"{"totals":{"cost_usd":"\#(recent)"}}"#.utf8)).root),
            ledger: try JSONDocument(
                Array(#"{"days":[\#(days)],"folded":{"first":\#(fold)}}"#.utf8)
            ).root,
            now: now)
    }

    @Test func aMonthGoesOnAsInTheLastSevenDays() throws {
        // 2026-11-21T00:00:00Z: ten days are left.
        let now: Int64 = 1_795_219_200_000_000
        let usual = try forecast(at: now, spent: "20", recent: "7", first: "2026-11-14")
        #expect(Dollars.text(usual.daily) == "1.000000000000")
        #expect(Dollars.text(usual.total) == "30.000000000000")
        // Idle days are days: what was before them says how old the ledger is.
        let ages: [(String, String?)] = [("2026-11-20", "2026-11-01"), ("2026-10-03", nil)]
        for (first, folded) in ages {
            let idle = try forecast(
                at: now, spent: "20", recent: "7", first: first, folded: folded)
            #expect(Dollars.text(idle.daily) == "1.000000000000")
        }
        // The ledger is two days old.
        let young = try forecast(at: now, spent: "7", recent: "7", first: "2026-11-19")
        #expect(Dollars.text(young.total) == "42.000000000000")
        // An hour is taken as a day: nobody knows how it goes on.
        let new = try forecast(
            at: now + 3_600_000_000, spent: "1", recent: "1", first: "2026-11-21")
        #expect(Dollars.text(new.daily) == "1.000000000000")
        let nothing = try forecast(at: now, spent: "0", recent: "0", first: nil)
        #expect(nothing.total == 0 && nothing.daily == 0)
    }

    @Test func aForecastDoesNotOverflow() throws {
        let most = "18446744.073709551615"
        let forecast = try forecast(
            at: 1_793_491_200_000_000, spent: most, recent: most, first: "2026-10-31")
        #expect(forecast.total == .max)
    }

    /// Where the last one fails, not all have succeeded.
    @Test(arguments: [
        (29_999, 1, 99.99), (30_000, 0, 100), (2, 1, 66.66), (0, 1, 0), (199, 1, 99.5),
    ])
    func successIsRoundedDown(ok: Int, failed: Int, percent: Double) throws {
        let ledger = try LedgerCase()
        ledger.daemons.answer = { _ in
            let row = #"{"requests":\#(ok + failed),"ok":\#(ok),"failed":\#(failed)}"#
            return .success(#"{"zone":"UTC","groups":[],"data":[],"totals":\#(row)}"#)
        }
        let reply = try ledger.get("/api/reports/{month}", "", ["month": "2026-02"])
        #expect(reply?.json?["totals"]?["success_percent"]?.double == percent)
    }

    @Test func aReportHasAllSides() throws {
        let ledger = try LedgerCase()
        ledger.daemons.answer = { query in
            guard case .aggregate(let sums)? = query.query else { return nil }
            let names = sums.groups.map {
                [
                    "", "key", "provider", "connection", "model", "combo", "client", "endpoint",
                    "result",
                ][Int($0.rawValue)]
            }
            let keys = names.map { #""\#($0)":"x","# }.joined()
            let groups = names.map { #""\#($0)""# }.joined(separator: ",")
            let start = sums.bucket == .bucketDay ? #""start":"2026-02-01T00:00:00+01:00","# : ""
            let row =
                #"{\#(start)\#(keys)"requests":10,"ok":6,"refused":1,"limited":1,"failed":1,"broken":0,"client_gone":1,"cache_exact":2,"cache_semantic":1,"cost_usd":"2.000000000000"}"#
            return .success(
                #"{"zone":"Europe/Berlin","groups":[\#(groups)],"data":[\#(row)],"totals":\#(row)}"#
            )
        }
        let reply = try #require(
            try ledger.get("/api/reports/{month}", "zone=Europe/Berlin", ["month": "2026-02"]))
        let json = try #require(reply.json)
        #expect(json["month"]?.string == "2026-02" && json["zone"]?.string == "Europe/Berlin")
        #expect(json["from"]?.string == "2026-01-31T23:00:00.000Z")
        #expect(json["until"]?.string == "2026-02-28T23:00:00.000Z")
        #expect(json["totals"]?["success_percent"]?.double == 75)
        #expect(json["totals"]?["cache_hits"]?.int == 3)
        #expect(json["totals"]?["cost_usd"]?.string == "2.000000000000")
        #expect(json["days"]?[0]?["start"]?.string == "2026-02-01T00:00:00+01:00")
        for side in ["provider", "model", "key", "connection"] {
            #expect(json["by"]?[side]?[0]?[side]?.string == "x", "\(side)")
        }
        #expect(json["failures"]?[0]?["result"]?.string == "x")
        let asked = ledger.daemons.aggregates
        #expect(asked.count == 7)
        #expect(asked.allSatisfy { $0.filter?.fromUnixUs == 1_769_900_400_000_000 })
        #expect(asked.allSatisfy { $0.filter?.untilUnixUs == 1_772_319_600_000_000 })
        #expect(asked.allSatisfy { $0.zone == "Europe/Berlin" })
        #expect(asked.last?.filter?.results.contains(.resultOk) == false)
        #expect(asked.last?.limit == UInt32(LedgerLimits.failures))
    }

    @Test func theCurrentMonthIsThatOfTheZone() throws {
        // 2026-11-30 in UTC at 23:30, and the first of December in Berlin.
        let ledger = try LedgerCase(#"{"zone":"Europe/Berlin"}"#)
        ledger.wall += 23 * 3_600_000_000 + 1_800_000_000
        ledger.daemons.answer = { query in
            guard case .aggregate(let sums)? = query.query, sums.groups == [.groupModel] else {
                return .success(#"{"data":[],"totals":{},"truncated":false}"#)
            }
            return .success(#"{"data":[],"totals":{},"truncated":true}"#)
        }
        func month(_ query: String) throws -> JSONValue? {
            try ledger.get("/api/reports/{month}", query, ["month": "current"])?.json
        }
        let settings = try month("")
        #expect(settings?["month"]?.string == "2026-12")
        #expect(settings?["from"]?.string == "2026-11-30T23:00:00.000Z")
        #expect(settings?["truncated"]?.bool == true)
        #expect(try month("zone=UTC")?["month"]?.string == "2026-11")
    }

    @Test(arguments: [
        "2026", "2026-13", "Current", "2026-00", "26-01", "2026-1", "1969-12", "2026-11-01", "",
    ])
    func whatIsNoMonthIsNotFound(text: String) throws {
        let ledger = try LedgerCase()
        let reply = try ledger.get("/api/reports/{month}", "", ["month": text])
        #expect(reply?.status == 404)
    }

    @Test func aReportWithoutLogdIsNone() throws {
        let ledger = try LedgerCase()
        ledger.daemons.answer = { _ in .failure(APIError(absent: "logd")) }
        #expect(try ledger.get("/api/reports/{month}", "", ["month": "2026-11"])?.status == 503)
        ledger.daemons.answer = { _ in .success("<html>") }
        #expect(try ledger.get("/api/reports/{month}", "", ["month": "2026-11"])?.status == 502)
    }
}
