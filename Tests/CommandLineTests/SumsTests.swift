import JSON
import Testing

@testable import OmniCommand

/// Sums, costs and reports as people read them.
@Suite struct SumsTests {
    private func value(_ text: String) throws -> JSONValue {
        try JSONDocument(Array(text.utf8)).root
    }

    /// 2026-11-30T12:00:00Z.
    private static let noon: Int64 = 1_796_040_000_000_000

    private static let row =
        #""requests":200,"ok":199,"input":1500000,"cached_input":5,"output":20,"reasoning":0,"cost_usd":"1.500000000000","subscription_usd":"0.000000000000","unknown_cost":3,"failed_usd":"0.010000000000","saved_usd":"0.250000000000","percentiles":{"total":{"p50":900,"p95":2500000,"p99":4000000},"first_token":{"p50":1,"p95":2,"p99":3},"first_byte":{"p50":1,"p95":2,"p99":3},"decide":{"p50":1,"p95":2,"p99":3},"connect":{"p50":1,"p95":2,"p99":3},"queue":{"p50":0,"p95":0,"p99":7000},"failed":{"p50":0,"p95":1250,"p99":1300}}"#

    private func answer(
        groups: String, bucket: String = "all", _ rows: String...
    ) throws -> JSONValue {
        try value(
            #"{"from":"2026-11-01T00:00:00+01:00","until":"2026-11-30T12:34:56+01:00","zone":"Europe/Berlin","bucket":"\#(bucket)","groups":\#(groups),"data":[\#(rows.joined(separator: ","))],"totals":{\#(Self.row)}}"#
        )
    }

    @Test func usageHasARowForAll() throws {
        let answer = try answer(
            groups: #"["key"]"#, #"{"key":"a",\#(Self.row)}"#, #"{"key":"b",\#(Self.row)}"#)
        let lines = AggregateText.usage.lines(answer)
        #expect(
            lines[0]
                == "KEY  REQUESTS  OK %         IN  CACHED  OUT  REASONING       COST  SUBSCRIPTION  UNKNOWN"
        )
        #expect(
            lines[1]
                == "a         200  99.5  1,500,000       5   20          0  $1.50 + ?         $0.00        3"
        )
        #expect(lines.count == 4 && lines[3].hasPrefix("all"))
        #expect(
            AggregateOutput.heading(answer, now: Self.noon) == [
                "2026-11-01 00:00 to 2026-11-30 12:34, Europe/Berlin"
            ])
    }

    @Test func aHeadingNeverEndsInTheFuture() throws {
        let answer = try answer(groups: "[]", "{\(Self.row)}")
        #expect(
            AggregateOutput.heading(answer, now: Self.noon - 3_600_000_000) == [
                "2026-11-01 00:00 to now, Europe/Berlin"
            ])
    }

    @Test func rowsThatAreLeftOutAreTold() throws {
        let cut = try value(#"{"data":[{},{}],"truncated":true}"#)
        #expect(
            AggregateOutput.cutText(cut)
                == "only 2 rows are shown, there are more; the sums of all count them too")
        #expect(
            AggregateOutput.cutText(try value(#"{"truncated":true}"#))?.hasPrefix("not all rows")
                == true)
        #expect(AggregateOutput.cutText(try value(#"{"data":[],"truncated":false}"#)) == nil)
    }

    @Test(arguments: [
        ("hour", "2026-11-01T00:00:00+01:00", "2026-11-01 00:00  "),
        ("minute", "2026-11-01T05:15:00+01:00", "2026-11-01 05:15  "),
        ("day", "2026-11-01T00:00:00+01:00", "2026-11-01  "),
        // Where the clocks go forward at midnight, a day begins at one.
        ("day", "2026-09-06T01:00:00-03:00", "2026-09-06  "),
        ("month", "2026-11-01T00:00:00Z", "2026-11-01  "),
    ])
    func bucketsAreInTheZoneOfTheAnswer(bucket: String, start: String, shown: String) throws {
        let answer = try answer(
            groups: "[]", bucket: bucket, #"{"start":"\#(start)",\#(Self.row)}"#)
        let lines = AggregateText.usage.lines(answer)
        #expect(lines[1].hasPrefix(shown))
    }

    @Test func anHourThatComesTwiceHasItsOffset() throws {
        let starts = ["01:00:00+02:00", "02:00:00+02:00", "02:00:00+01:00"]
        let rows = starts.flatMap { start in
            ["a", "b"].map { #"{"start":"2026-10-25T\#(start)","key":"\#($0)","requests":1}"# }
        }
        let answer = try value(
            #"{"bucket":"hour","groups":["key"],"data":[\#(rows.joined(separator: ","))]}"#)
        let lines = AggregateText.usage.lines(answer)
        #expect(lines[1].hasPrefix("2026-10-25 01:00         a "))
        #expect(lines[2].hasPrefix("2026-10-25 01:00         b "))
        #expect(lines[3].hasPrefix("2026-10-25 02:00 +02:00  a "))
        #expect(lines[6].hasPrefix("2026-10-25 02:00 +01:00  b "))
    }

    @Test(arguments: [(0, "Mon 00"), (33, "Tue 09"), (144, "Sun 00"), (167, "Sun 23")])
    func hoursOfTheWeekHaveNames(hour: Int, shown: String) throws {
        let answer = try answer(
            groups: "[]", bucket: "hour_of_week", #"{"hour_of_week":\#(hour),\#(Self.row)}"#)
        #expect(AggregateText.usage.lines(answer)[1].hasPrefix(shown + "  "))
    }

    @Test func timesOfPhases() throws {
        let answer = try answer(groups: "[]", "{\(Self.row)}")
        let lines = AggregateText.latency.lines(answer)
        #expect(lines[0].hasPrefix("REQUESTS  TOTAL P50  TOTAL P95"))
        #expect(lines[1].contains("900 us") && lines[1].contains("2.5 s"))
        #expect(AggregateText.percentiles.lines(answer)[1].contains("4.0 s"))
        let long = try value(
            #"{"groups":[],"data":[{"requests":1,"percentiles":{"total":{"p50":7200000000,"p95":1,"p99":1}}}]}"#
        )
        #expect(AggregateText.latency.lines(long)[1].contains("2h 0m"))
        // Most waited for nothing, which is known; of receiving nothing is.
        #expect(
            lines[0].hasSuffix(
                "FIRST BYTE P95  RECEIVE P95  DECIDE P95  QUEUE P95  FAILED P95  CONNECT P95"))
        #expect(
            lines[1].hasSuffix(
                "2 us            -        2 us       0 us      1.3 ms         2 us"))
    }

    @Test func whatIsBilledBesideTokensIsShownWhereThereIsAny() throws {
        let answer = try answer(
            groups: #"["key"]"#,
            #"{"key":"a","audio_ms":61001,"server_tool_calls":0,\#(Self.row)}"#,
            #"{"key":"b","audio_ms":0,"server_tool_calls":0,\#(Self.row)}"#)
        let lines = AggregateText.usage.lines(answer)
        #expect(lines[0].contains("REASONING  AUDIO       COST"))
        #expect(lines[1].contains("1m 2s"))
        #expect(lines[2].contains("      -  $1.50 + ?"))
        let tools = try self.answer(
            groups: "[]", #"{"audio_ms":0,"server_tool_calls":1200,\#(Self.row)}"#)
        #expect(AggregateText.usage.lines(tools)[0].contains("REASONING  TOOL CALLS       COST"))
        #expect(AggregateText.usage.lines(tools)[1].contains("1,200"))
    }

    @Test func whatIsNotKnownIsNeverZero() throws {
        let answer = try value(
            #"{"groups":["model"],"data":[{"model":"m","requests":1,"ok":0,"cost_usd":null}]}"#)
        let line = AggregateText.costs.lines(answer)[1]
        #expect(line.hasPrefix("m      unknown"))
        #expect(AggregateText.usage.lines(answer)[1].contains("0.0"))
    }

    /// The API tells what is known as a number, 0 where nothing is.
    @Test(
        "a cost that nobody knows is not shown as free, nor a known part as all of it",
        arguments: [("0.000000000000", "unknown"), ("1.200000000000", "$1.20 + ?")])
    func unknownCosts(known: String, shown: String) throws {
        let counts = #""requests":12,"ok":12,"subscription_usd":"0.000000000000","unknown_cost":12"#
        let usage = try value(
            #"{"groups":["model"],"data":[{"model":"m","cost_usd":"\#(known)",\#(counts)}]}"#)
        #expect(AggregateText.usage.lines(usage)[1].contains("  \(shown)         $0.00 "))
        #expect(AggregateText.percentiles.lines(usage)[1].contains("  \(shown)         $0.00 "))
        let sums = #"{"model":"m","metered_usd":"\#(known)",\#(counts)}"#
        let costs = try value(#"{"groups":["model"],"data":[\#(sums)],"totals":\#(sums)}"#)
        #expect(AggregateText.costs.lines(costs)[1].hasPrefix("m      \(shown)  "))
        #expect(CostText.overview(costs, now: Self.noon).contains("metered  \(shown)"))
        let report = try value(
            #"{"month":"2026-11","zone":"UTC","totals":\#(sums),"by":{"model":[\#(sums)]}}"#)
        let lines = ReportText(report, .markdown).lines
        #expect(lines.contains("- metered  \(shown)"))
        #expect(lines.contains("| m | 12 | - | 0 | 0 | \(shown) | $0.00 | 12 |"))
    }

    @Test func whatIsFreeIsNotUnknown() throws {
        let free = try value(
            #"{"groups":["model"],"data":[{"model":"m","requests":12,"cost_usd":"0.000000000000","subscription_usd":"0.000000000000","unknown_cost":0}]}"#
        )
        #expect(AggregateText.usage.lines(free)[1].contains("  $0.00         $0.00 "))
    }

    @Test func theKindsOfMoneyStandApart() throws {
        let totals = try value(
            #"{"metered_usd":"2","subscription_usd":"3.5","unknown_cost":1,"failed_usd":"0","saved_usd":"0.5"}"#
        )
        #expect(
            CostText.kinds(totals) == [
                "metered       $2.00 + ?", "subscription  worth $3.50 at list price, not billed",
                "unknown       1 request without a price: omniroute prices set MODEL ...",
                "saved         $0.5000 by cached answers",
            ])
    }

    @Test func costsTellWhereTheMonthLeads() throws {
        let answer = try value(
            #"{"zone":"UTC","groups":[],"data":[{"metered_usd":"2"}],"totals":{"metered_usd":"2"},"forecast":{"month_from":"2026-11-01T00:00:00.000Z","spent_usd":"2","daily_usd":"0.5","forecast_usd":"2.25"},"budgets":[{"name":"daily","subject":"total","period":"day","spent_usd":"1","limit_usd":"5","resets_in_s":9,"state":"ok"}],"quotas":null}"#
        )
        #expect(
            CostText.overview(answer, now: Self.noon) == [
                "metered  $2.00", "",
                "month 2026-11: $2.00 so far, about $2.25 at its end, $0.5000 a day lately",
                "", "BUDGET  SUBJECT  PERIOD  SPENT USD  LIMIT USD  RESETS IN S  STATE",
                "daily   total    day             1          5            9  ok",
            ])
    }

    private static let report =
        #"{"month":"2026-11","zone":"UTC","totals":{"metered_usd":"2","subscription_usd":"0","unknown_cost":0,"requests":10,"input":1000,"cached_input":1,"output":5,"reasoning":2,"success_percent":99.5,"fallbacks":1,"cache_hits":2,"percentiles":{"total":{"p50":1000000,"p95":2000000,"p99":3000000}}},"by":{"provider":[{"provider":"openai","requests":10,"success_percent":99.5,"input":1000,"output":5,"metered_usd":"2","subscription_usd":"0","unknown_cost":0}],"model":[{"model":"a|b","requests":1,"cost_usd":"2"}],"key":[]},"days":[{"start":"2026-11-01T00:00:00Z","requests":10,"metered_usd":"2"}],"failures":[{"provider":"openai","model":"m","result":"failed","requests":3}]}"#

    @Test func reportsAsText() throws {
        let lines = ReportText(try value(Self.report), .text).lines
        #expect(lines.prefix(2) == ["OmniRoute, 2026-11", "=================="])
        #expect(lines.contains("10 requests, 99.5 % success, 1 by fallback, 2 from the cache"))
        #expect(lines.contains("time of a request: p50 1.0 s, p95 2.0 s, p99 3.0 s"))
        #expect(lines.contains { $0.hasPrefix("PROVIDERS  REQUESTS  SUCCESS %") })
        #expect(lines.contains { $0.hasPrefix("2026-11-01") })
        #expect(lines.last == "openai    m      failed         3")
        #expect(lines.suffix(3).first == "What went wrong")
        #expect(lines[3].hasPrefix("Success leaves out requests that were refused"))
        #expect(!lines.contains { $0.hasPrefix("API KEYS") })
    }

    @Test(arguments: [("100", "100.0"), ("99.99", "99.9"), ("66.66", "66.6"), ("0", "0.0")])
    func successHasOneDecimal(percent: String, shown: String) throws {
        let report = try value(
            #"{"month":"2026-10","zone":"UTC","totals":{"requests":3,"success_percent":\#(percent)}}"#
        )
        let lines = ReportText(report, .text).lines
        #expect(lines.contains { $0.hasPrefix("3 requests, \(shown) % success") })
    }

    @Test func aReportTellsWhatIsBilledBesideTokens() throws {
        let report = try value(
            #"{"month":"2026-10","zone":"UTC","totals":{"requests":3,"audio_ms":3600000,"server_tool_calls":5}}"#
        )
        let lines = ReportText(report, .text).lines
        #expect(lines.contains("1h 0m of audio, 5 calls of providers' tools"))
        let none = ReportText(try value(Self.report), .text).lines
        #expect(!none.contains { $0.contains("audio") || $0.contains("tools") })
    }

    @Test func reportsAsMarkdown() throws {
        let lines = ReportText(try value(Self.report), .markdown).lines
        #expect(lines.first == "# OmniRoute, 2026-11")
        #expect(lines.contains("- metered  $2.00"))
        #expect(lines.contains("| a\\|b | 1 | - | 0 | 0 | $2.00 | - | 0 |"))
        #expect(lines.contains("| --- | --- | --- | ---: |"))
    }

    @Test func aMonthWithoutRequests() throws {
        let report = try value(#"{"month":"2026-10","zone":"UTC","totals":{"requests":0}}"#)
        #expect(ReportText(report, .text).lines.last == "There was no request.")
    }
}
