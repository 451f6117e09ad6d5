import IPC
import JSON
import Testing

@testable import Admin

/// What route knows, through the API.
@Suite struct LiveOperationsTests {
    static let lists: [(String, RouteTopic)] = [
        ("/api/quotas", .topicQuotas), ("/api/models", .topicModels),
        ("/api/resilience", .topicConnections), ("/api/budgets/state", .topicBudgets),
    ]

    @Test(arguments: lists) func listsAreRoutesOwn(template: String, topic: RouteTopic) throws {
        let live = try LiveCase()
        #expect(try live.send(.get, template)?.text == #"{"data":[]}"#)
        live.daemons.known[topic] = [#"{"name":"a","n":1}"#, #"{"name":"b"}"#]
        let reply = try live.send(.get, template)
        #expect(reply?.text == #"{"data":[{"name":"a","n":1},{"name":"b"}]}"#)
        #expect(live.daemons.queries.map(\.topic) == [topic, topic])
        live.daemons.failure = APIError(absent: "route")
        #expect(try live.send(.get, template)?.status == 503)
    }

    @Test func theCacheIsShownAndCleared() throws {
        let live = try LiveCase()
        #expect(try live.send(.get, "/api/cache")?.status == 502)
        live.daemons.known[.topicCache] = [#"{"entries":3}"#]
        #expect(try live.send(.get, "/api/cache")?.text == #"{"entries":3}"#)
        #expect(try live.send(.delete, "/api/cache")?.status == 204)
        #expect(live.daemons.orders == [RouteCommand(action: .actionClearCache)])
        #expect(live.lastNote == AuditNote(action: "cache.clear", subject: ""))
    }

    private static let one =
        #"{"connections":[{"name":"work","dialect":"openai-chat","base_url":"http://h:1"}]}"#

    @Test func healthIsResetForOneOrAll() throws {
        let live = try LiveCase(Self.one)
        #expect(try live.send(.post, "/api/resilience/reset")?.status == 204)
        let body = #"{"connection":"work"}"#
        #expect(try live.send(.post, "/api/resilience/reset", body: body)?.status == 204)
        #expect(live.lastNote == AuditNote(action: "resilience.reset", subject: "work"))
        #expect(live.daemons.orders.map(\.subject) == ["", "work"])
        for (bad, status) in [
            (#"{"connection":"other"}"#, 404), (#"{"connection":""}"#, 422),
            (#"{"connection":1}"#, 422), (#"{"x":1}"#, 422), ("[]", 422), ("{", 400),
        ] {
            #expect(
                try live.send(.post, "/api/resilience/reset", body: bad)?.status == status,
                "\(bad)")
        }
        live.daemons.verdict = ApplyResult(ok: false, error: "no")
        #expect(try live.send(.post, "/api/resilience/reset")?.status == 409)
        #expect(live.lastNote == nil)
    }

    @Test func plansAreShownAndRefusalsToo() throws {
        let live = try LiveCase(
            #"{"combos":[{"name":"best","models":["work/m"]}]}"#)
        let plan = #"{"model":"m","candidates":[]}"#
        live.daemons.known[.topicPlan] = [plan]
        let reply = try live.send(.get, "/api/route", query: ["model": "m", "key": "k"])
        #expect(reply?.text == plan)
        #expect(
            live.daemons.queries == [RouteQuery(topic: .topicPlan, subject: "m", key: "k")])
        #expect(try live.send(.get, "/api/route")?.status == 400)
        #expect(try live.send(.get, "/api/combos/{name}/plan", ["name": "best"])?.text == plan)
        #expect(try live.send(.get, "/api/combos/{name}/plan", ["name": "none"])?.status == 404)
        live.daemons.known[.topicPlan] = [
            #"{"error":{"code":"model_not_found","message":"No.","status":404}}"#
        ]
        let refused = try live.send(.get, "/api/route", query: ["model": "x"])
        #expect(refused?.status == 200)
        #expect(refused?.json?["refusal"]?["code"]?.string == "model_not_found")
        #expect(refused?.json?["model"]?.string == "x")
        #expect(refused?.json?["candidates"]?.count == 0)
    }
}
