import IPC
import JSON
import Testing

@testable import Admin

/// How all of it does, and why not well.
@Suite struct HealthTests {
    private let daemons = FakeLedgerDaemons()
    private let live = FakeLiveDaemons()

    init() {
        for name in HealthFacts.daemons {
            daemons.statuses[name] = DaemonStatus(name: "omni-\(name)", pid: 7, ready: true)
        }
        live.known[.topicConnections] = [
            #"{"name":"a","enabled":true,"state":"ready"}"#,
            #"{"name":"off","enabled":false,"state":"disabled"}"#,
        ]
        daemons.answer = { query in
            if case .state? = query.query { return .success(#"{"troubles":[]}"#) }
            return .success(#"{"data":[],"totals":{}}"#)
        }
    }

    /// The answer to a caller who may look.
    private func ask() throws -> JSONValue {
        var answer: APIAnswer?
        HealthDesk(daemons, live, wallMicroseconds: { 0 }).answer(
            Responder { answer = try? $0.get() })
        return try JSONDocument(try #require(answer).body).root
    }

    private func codes(_ json: JSONValue) -> [String] {
        (json["reasons"]?.array ?? []).compactMap { $0["code"]?.string }
    }

    @Test func allIsWell() throws {
        let json = try ask()
        #expect(json["status"]?.string == "healthy" && codes(json).isEmpty)
        #expect(
            json["daemons"]?.array?.map { $0["state"]?.string }
                == Array(repeating: "ready", count: 5))
        #expect(json["connections"]?.count == 2 && json["quotas_low"]?.count == 0)
        #expect(json["ledger"]?["troubles"]?.count == 0)
        // Whoever asks how all of it does waits for no ledger that hangs.
        #expect(daemons.readings.map(\.patience) == [LedgerLimits.glance, LedgerLimits.glance])
    }

    @Test func aLedgerThatGivesNoAnswerIsAReason() throws {
        let known = daemons.answer
        for isState in [true, false] {
            daemons.answer = { query in
                var isAsked = false
                if case .state? = query.query { isAsked = true }
                return isAsked == isState ? .failure(APIError(absent: "logd")) : known(query)
            }
            let json = try ask()
            #expect(codes(json) == ["ledger_silent"] && json["status"]?.string == "degraded")
            #expect(json["reasons"]?[0]?["subject"]?.string == "logd")
        }
    }

    @Test(arguments: HealthFacts.daemons) func aDaemonThatIsAwayIsNamed(name: String) throws {
        daemons.statuses[name] = nil
        let json = try ask()
        #expect(codes(json) == ["daemon_unreachable"])
        #expect(json["reasons"]?[0]?["subject"]?.string == name)
        #expect(json["status"]?.string == (name == "logd" ? "degraded" : "unhealthy"))
    }

    @Test func aDaemonSaysWhyItIsNotReady() throws {
        daemons.statuses["egress"] = DaemonStatus(ready: false, notes: ["the vault is locked"])
        daemons.statuses["route"] = DaemonStatus(ready: false, draining: true)
        let json = try ask()
        #expect(codes(json) == ["daemon_not_ready"])
        let message = json["reasons"]?[0]?["message"]?.string
        #expect(message == "omni-egress is not ready: the vault is locked.")
        #expect(json["status"]?.string == "unhealthy")
    }

    @Test func aRouteThatCannotWriteStillAnswers() throws {
        daemons.statuses["route"] = DaemonStatus(ready: false, notes: ["the disk is full"])
        let json = try ask()
        #expect(codes(json) == ["daemon_not_ready"])
        #expect(json["status"]?.string == "degraded")
    }

    @Test func restingConnectionsDegradeUntilNoneIsLeft() throws {
        let resting = #"{"name":"b","enabled":true,"state":"breaker_open","for_s":18}"#
        live.known[.topicConnections]?.append(resting)
        let some = try ask()
        #expect(codes(some) == ["connection_resting"] && some["status"]?.string == "degraded")
        let message = some["reasons"]?[0]?["message"]?.string
        #expect(message == "The connection b takes no requests for 18 s: breaker open.")
        live.known[.topicConnections] = [resting]
        let none = try ask()
        #expect(codes(none) == ["no_connection", "connection_resting"])
        #expect(none["status"]?.string == "unhealthy")
    }

    @Test func whatIsNearItsEndIsSaid() throws {
        live.known[.topicQuotas] = [
            #"{"connection":"a","window":"five_hour","left_percent":11,"exhausted":false}"#,
            #"{"connection":"a","window":"week","left_percent":10,"exhausted":false,"resets_in_s":60}"#,
            #"{"connection":"b","window":"","exhausted":true}"#,
        ]
        live.known[.topicBudgets] = [
            #"{"name":"x","state":"ok","spent_usd":"7.99","limit_usd":"10.00"}"#,
            #"{"name":"y","state":"ok","spent_usd":"8.00","limit_usd":"10.00"}"#,
            #"{"name":"z","state":"exhausted","spent_usd":"10.00","limit_usd":"10.00"}"#,
        ]
        let json = try ask()
        #expect(codes(json) == ["quota_low", "quota_exhausted", "budget_low", "budget_exhausted"])
        #expect(json["quotas_low"]?.count == 2 && json["budgets_low"]?.count == 2)
        #expect(json["budgets_low"]?[0]?["used_percent"]?.int == 80)
        #expect(json["status"]?.string == "degraded")
    }

    @Test func unknownPricesAndTroublesOfTheLedgerAreSaid() throws {
        daemons.answer = { query in
            if case .state? = query.query {
                return .success(#"{"troubles":["2026-11-03 is damaged"]}"#)
            }
            return .success(
                #"{"groups":["provider","model"],"data":[{"provider":"p","model":"m","unknown_cost":4},{"provider":"p","model":"n","unknown_cost":0}],"totals":{}}"#
            )
        }
        let json = try ask()
        #expect(codes(json) == ["ledger_trouble", "unknown_price"])
        #expect(json["status"]?.string == "degraded")
        #expect(json["unknown_prices"]?.count == 1)
        #expect(json["unknown_prices"]?[0]?["requests"]?.int == 4)
    }

    @Test func aPriceThatIsNotKnownIsNoFault() throws {
        daemons.answer = { query in
            if case .state? = query.query { return .success("{}") }
            return .success(
                #"{"data":[{"provider":"p","model":"m","unknown_cost":1}],"totals":{}}"#)
        }
        let json = try ask()
        #expect(codes(json) == ["unknown_price"] && json["status"]?.string == "healthy")
        let message = json["reasons"]?[0]?["message"]?.string
        #expect(message == "One request for p/m used something without a known price.")
    }

    @Test func whatIsNotKnownIsNull() throws {
        live.failure = APIError(absent: "route")
        daemons.answer = { _ in .failure(APIError(absent: "logd")) }
        let json = try ask()
        for name in ["ledger", "connections", "quotas_low", "budgets_low", "unknown_prices"] {
            #expect(json[name]?.isNull == true, "\(name)")
        }
    }

    @Test func strangersLearnThatItRuns() throws {
        let desk = try Desk()
        let about = AboutOperations(
            desk.store, health: HealthDesk(daemons, live, wallMicroseconds: { 0 }))
        let operation = try #require(about.operations.first { $0.template == "/api/health" })
        func status(_ scopes: Set<Scope>) -> String? {
            var answer: APIAnswer?
            let request = APIRequest(
                id: "r", method: .get, path: "/api/health", query: [:], headers: [], body: [],
                caller: Caller(proof: .none, scopes: scopes, address: ""))
            operation.run(request, Responder { answer = try? $0.get() })
            return answer?.json?["status"]?.string
        }
        #expect(status([]) == "ok" && status([.write]) == "ok" && daemons.readings.isEmpty)
        #expect(status([.read]) == "healthy")
    }
}
