import IPC
import JSON
import Testing

@testable import Admin

/// What providers say is left.
@Suite struct QuotaTests {
    private static let configuration = #"""
        {"connections":[
        {"name":"cc","provider":"claude","access_token":"t"},
        {"name":"cx","provider":"codex","access_token":"t"},
        {"name":"or","provider":"openrouter","api_key":"k"},
        {"name":"ds","provider":"deepseek","api_key":"k"},
        {"name":"glm","provider":"glm","api_key":"k"},
        {"name":"mm","provider":"minimax","api_key":"k"},
        {"name":"ki","provider":"kimi","api_key":"k"},
        {"name":"kc","provider":"kimi-coding","api_key":"k"},
        {"name":"off","provider":"deepseek","api_key":"k","enabled":false},
        {"name":"gq","provider":"groq","api_key":"k"}
        ]}
        """#

    private func ask(_ live: LiveCase, _ name: String) throws -> LiveCase.Reply? {
        try live.send(.get, "/api/connections/{name}/quota", ["name": name])
    }

    struct Example: CustomTestStringConvertible, Sendable {
        let name: String
        let url: String
        let body: String
        let shown: String
        let readings: [QuotaReading]
        var testDescription: String { name }
    }

    static let examples = [
        Example(
            name: "cc", url: "https://api.anthropic.com/api/oauth/usage",
            body: #"""
                {"five_hour":{"utilization":37.6,"resets_at":"2026-11-29T20:00:00.5+00:00"},
                "seven_day":{"utilization":100,"resets_at":null},"seven_day_opus":{"utilization":3},"extra":null}
                """#,
            shown: #"""
                {"name":"five_hour","unit":"percent","used":37.6,"limit":null,"remaining":null,"left_percent":62.4,"unlimited":false,"resets_at":"2026-11-29T20:00:00.500Z"}
                """#,
            readings: [
                QuotaReading(
                    used: 37, resetsUnixUs: 1_795_982_400_500_000, lengthS: 18_000, percent: true),
                QuotaReading(used: 100, lengthS: 604_800, percent: true),
            ]),
        Example(
            name: "cx", url: "https://chatgpt.com/backend-api/wham/usage",
            body: #"""
                {"plan_type":"plus","rate_limit":{"limit_reached":false,
                "primary_window":{"used_percent":12,"reset_at":1795982400,"limit_window_seconds":18000},
                "secondary_window":{"used_percent":4,"reset_at":0}}}
                """#,
            shown: #"""
                {"name":"secondary_window","unit":"percent","used":4,"limit":null,"remaining":null,"left_percent":96,"unlimited":false,"resets_at":null}
                """#,
            readings: [
                QuotaReading(
                    used: 12, resetsUnixUs: 1_795_982_400_000_000, lengthS: 18_000, percent: true),
                QuotaReading(used: 4, lengthS: 604_800, percent: true),
            ]),
        Example(
            name: "or", url: "https://openrouter.ai/api/v1/key",
            body:
                #"{"data":{"usage":1.25,"limit":10,"limit_remaining":8.75,"is_free_tier":false}}"#,
            shown: #"""
                {"name":"key","unit":"usd","used":1.25,"limit":10,"remaining":8.75,"left_percent":87.5,"unlimited":false,"resets_at":null}
                """#,
            readings: []),
        Example(
            name: "ds", url: "https://api.deepseek.com/user/balance",
            body:
                #"{"is_available":true,"balance_infos":[{"currency":"CNY","total_balance":"110.50"}]}"#,
            shown: #"""
                {"name":"balance","unit":"cny","used":null,"limit":null,"remaining":110.5,"left_percent":null,"unlimited":false,"resets_at":null}
                """#,
            readings: []),
        Example(
            name: "glm", url: "https://api.z.ai/api/monitor/usage/quota/limit",
            body: #"""
                {"code":200,"data":{"limits":[{"type":"TIME_LIMIT","percentage":1},
                {"type":"TOKENS_LIMIT","percentage":60,"nextResetTime":1795996800000},
                {"type":"TOKENS_LIMIT","percentage":20,"nextResetTime":1795982400000}]}}
                """#,
            shown: #"""
                {"name":"time_limit","unit":"percent","used":1,"limit":null,"remaining":null,"left_percent":99,"unlimited":false,"resets_at":null}
                """#,
            readings: [
                QuotaReading(
                    used: 20, resetsUnixUs: 1_795_982_400_000_000, lengthS: 18_000, percent: true)
            ]),
        Example(
            name: "mm", url: "https://api.minimax.io/v1/api/openplatform/coding_plan/remains",
            body: #"""
                {"model_remains":[{"model_name":"A","current_interval_total_count":600,"current_interval_usage_count":540,"end_time":1795982400000},
                {"model_name":"B","current_interval_total_count":100,"current_interval_usage_count":10,"end_time":1795982400000}],
                "base_resp":{"status_code":0}}
                """#,
            shown: #"""
                {"name":"B","unit":"requests","used":90,"limit":100,"remaining":10,"left_percent":10,"unlimited":false,"resets_at":"2026-11-29T20:00:00.000Z"}
                """#,
            readings: [
                QuotaReading(
                    unit: .requests, used: 90, limit: 100, resetsUnixUs: 1_795_982_400_000_000,
                    lengthS: 18_000)
            ]),
    ]

    private static let kimi = [
        Example(
            name: "ki", url: "https://api.moonshot.ai/v1/users/me/balance",
            body: #"""
                {"code":0,"data":{"available_balance":49.58894,"voucher_balance":46.58893,"cash_balance":3.00001},"status":true}
                """#,
            shown: #"""
                {"name":"balance","unit":"usd","used":null,"limit":null,"remaining":49.58894,"left_percent":null,"unlimited":false,"resets_at":null}
                """#,
            readings: []),
        Example(
            name: "kc", url: "https://api.kimi.com/coding/v1/usages",
            body: #"""
                {"usage":{"limit":"2048","used":"512","resetTime":"2026-11-29T20:00:00.443553353Z"},
                "limits":[{"window":{"duration":300,"timeUnit":"TIME_UNIT_MINUTE"},
                "detail":{"limit":"200","remaining":"190","resetTime":"2026-11-29T20:00:00Z"}},{"detail":{}}]}
                """#,
            shown: #"""
                {"name":"five_hour","unit":"percent","used":5,"limit":null,"remaining":null,"left_percent":95,"unlimited":false,"resets_at":"2026-11-29T20:00:00.000Z"}
                """#,
            readings: [
                QuotaReading(
                    used: 25, resetsUnixUs: 1_795_982_400_443_553, lengthS: 604_800, percent: true),
                QuotaReading(
                    used: 5, resetsUnixUs: 1_795_982_400_000_000, lengthS: 18_000, percent: true),
            ]),
    ]

    @Test(arguments: examples + kimi) func whatAProviderSaysIsShownAndCorrects(example: Example)
        throws
    {
        let live = try LiveCase(Self.configuration)
        live.daemons.replies = [.of(200, example.body)]
        let reply = try #require(try ask(live, example.name))
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply.text.contains(example.shown), "\(reply.text)")
        #expect(reply.json?["connection"]?.string == example.name)
        let call = try #require(live.daemons.calls.first)
        #expect(call.request.url == example.url)
        #expect(call.request.connectionID == "c-" + example.name)
        let readings = live.daemons.orders.flatMap(\.quotas)
        #expect(readings == example.readings)
        #expect(live.daemons.orders.allSatisfy { $0.subject == example.name })
        #expect(live.daemons.orders.allSatisfy { $0.action == .actionCorrectQuota })
    }

    @Test func keysGoWhereTheEndpointWantsThem() throws {
        let live = try LiveCase(Self.configuration)
        live.daemons.replies = [.of(500), .of(500), .of(500)]
        for name in ["glm", "mm", "or"] { _ = try ask(live, name) }
        #expect(live.daemons.calls.map(\.request.place) == [.header, .bearer, .none])
        #expect(live.daemons.calls[0].request.headerName == "authorization")
    }

    @Test func failuresAreSaid() throws {
        let live = try LiveCase(Self.configuration)
        #expect(try ask(live, "gq")?.code == "no_quota_endpoint")
        #expect(try ask(live, "none")?.status == 404)
        live.daemons.replies = [
            .of(401), .of(200, "<html>"), .of(200, "{}"),
            .of(200, #"{"base_resp":{"status_code":1004,"status_msg":"no"}}"#),
            .failure(CallError(code: .upstreamTotal, message: "")),
        ]
        let codes = try (0..<5).map { _ in try ask(live, "mm")?.code }
        #expect(
            codes == [
                "provider_refused", "provider_unreadable", "provider_unreadable",
                "provider_refused", "provider_timeout",
            ])
        #expect(live.daemons.orders.isEmpty)
    }

    @Test func aProviderIsNotAskedAgainTooSoon() throws {
        let live = try LiveCase(Self.configuration)
        live.daemons.replies = [.of(200, Self.examples[0].body), .of(200, Self.examples[0].body)]
        let first = try ask(live, "cc")?.text
        live.wall += LiveLimits.quotaMicroseconds - 1
        #expect(try ask(live, "cc")?.text == first)
        #expect(live.daemons.calls.count == 1)
        live.wall += 1
        #expect(try ask(live, "cc")?.status == 200)
        #expect(live.daemons.calls.count == 2)
        // The clock was set back.
        live.wall -= 10 * LiveLimits.quotaMicroseconds
        _ = try ask(live, "cc")
        #expect(live.daemons.calls.count == 3)
    }

    @Test func anotherSecretIsAskedAnew() throws {
        let live = try LiveCase(Self.configuration)
        live.daemons.replies = (0..<3).map { _ in .of(200, Self.examples[0].body) }
        _ = try ask(live, "cc")
        live.forget(["cx"])
        _ = try ask(live, "cc")
        #expect(live.daemons.calls.count == 1)
        live.forget(["cc"])
        live.daemons.holdsBack = true
        #expect(try ask(live, "cc") == nil)
        #expect(live.daemons.calls.count == 2)
        // What was asked with the former secret is shown to who asked, and is nothing beyond that.
        let orders = live.daemons.orders.count
        live.forget(["cc"])
        live.daemons.release()
        live.daemons.holdsBack = false
        #expect(live.daemons.orders.count == orders)
        _ = try ask(live, "cc")
        #expect(live.daemons.calls.count == 3)
    }

    @Test func allAreAskedThatCanSay() throws {
        let live = try LiveCase(Self.configuration)
        live.daemons.replies = [.of(200, Self.examples[0].body)] + (0..<7).map { _ in .of(401) }
        let reply = try #require(try live.send(.post, "/api/quotas/refresh"))
        let rows = try #require(reply.json?["data"]?.array)
        #expect(
            rows.map { $0["connection"]?.string } == [
                "cc", "cx", "or", "ds", "glm", "mm", "ki", "kc",
            ])
        #expect(rows.map { $0["ok"]?.bool } == [true] + (0..<7).map { _ in false })
        #expect(rows[1]["error"]?["code"]?.string == "provider_refused")
        #expect(rows[0]["quotas"]?.count == 3)
        #expect(live.lastNote?.action == "quotas.refresh")
    }

    @Test func aTimerAsksWhatIsDueAndWasUsed() throws {
        let live = try LiveCase(
            #"{"connections":[{"name":"a","provider":"deepseek","api_key":"k"},{"name":"b","provider":"deepseek","api_key":"k"}]}"#
        )
        live.daemons.replies = (0..<9).map { _ in .of(200, Self.examples[3].body) }
        func refresh() throws -> [String] {
            let reply = try live.send(.post, "/api/quotas/refresh", query: ["older_than": "300"])
            return (reply?.json?["data"]?.array ?? []).compactMap { $0["connection"]?.string }
        }
        func count(_ a: Int, _ b: Int) {
            live.daemons.known[.topicConnections] = [
                #"{"name":"a","calls":\#(a)}"#, #"{"name":"b","calls":\#(b)}"#,
            ]
        }
        count(1, 1)
        // Never asked before.
        #expect(try refresh() == ["a", "b"])
        count(2, 1)
        #expect(try refresh() == [])
        #expect(live.changedNothing)
        live.wall += 300_000_000
        // Only one was used since.
        #expect(try refresh() == ["a"])
        live.wall += 300_000_000
        count(2, 1)
        #expect(try refresh() == [])
        // Another secret: perhaps another account.
        live.forget(["b"])
        #expect(try refresh() == ["b"])
        // route is away, so whether they were used is not known.
        live.wall += 300_000_000
        live.daemons.known[.topicConnections] = []
        #expect(try refresh() == ["a", "b"])
        for wrong in ["59", "86401", "x", ""] {
            let reply = try live.send(.post, "/api/quotas/refresh", query: ["older_than": wrong])
            #expect(reply?.status == 400 && reply?.code == "invalid_parameter", "\(wrong)")
        }
    }

    @Test func someAtATimeAndOnlyWhileThereIsTime() throws {
        let connections = (0..<12).map {
            #"{"name":"d\#($0)","provider":"deepseek","api_key":"k"}"#
        }
        let live = try LiveCase(#"{"connections":[\#(connections.joined(separator: ","))]}"#)
        live.daemons.holdsBack = true
        live.daemons.replies = (0..<12).map { _ in .of(200, Self.examples[3].body) }
        #expect(try live.send(.post, "/api/quotas/refresh") == nil)
        #expect(live.daemons.calls.count == LiveLimits.quotasAtOnce)
        live.daemons.release()
        #expect(live.daemons.calls.count == LiveLimits.quotasAtOnce + 1)
        live.wall += LiveLimits.quotasMicroseconds
        while !live.daemons.waiting.isEmpty { live.daemons.release() }
        #expect(live.daemons.calls.count == LiveLimits.quotasAtOnce + 1)
    }
}
