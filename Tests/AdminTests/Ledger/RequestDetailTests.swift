import IPC
import JSON
import Testing

@testable import Admin

/// All that is known of a request, and who may see what was said.
@Suite struct RequestDetailTests {
    private func ask(
        _ ledger: LedgerCase, _ query: String = "", scopes: Set<Scope> = .all
    ) throws -> LiveCase.Reply? {
        try ledger.get("/api/logs/requests/{id}", query, ["id": "r-7"], scopes: scopes)
    }

    @Test func logdAndRouteTellTogether() throws {
        let ledger = try LedgerCase()
        ledger.daemons.answer = { _ in
            .success(#"{"request":{"request_id":"r-7"},"attempts":[{"attempt":1}],"calls":[]}"#)
        }
        ledger.live.known[.topicExplain] = [#"{"attempt":1,"result":"chosen"}"#]
        #expect(
            try ask(ledger)?.text
                == #"{"request":{"request_id":"r-7"},"attempts":[{"attempt":1}],"calls":[],"decisions":[{"attempt":1,"result":"chosen"}]}"#
        )
        #expect(ledger.live.queries.map(\.subject) == ["r-7"])
        #expect(
            ledger.daemons.readings.map(\.query)
                == [LedgerQuery(query: .one(LedgerOne(requestID: "r-7")))])
        #expect(ledger.responder?.isNoted == false)
    }

    @Test func halfOfItIsWorthHaving() throws {
        let ledger = try LedgerCase()
        ledger.live.known[.topicExplain] = [#"{"attempt":1}"#]
        ledger.daemons.answer = { _ in .failure(APIError(absent: "logd")) }
        let half =
            #"{"request":null,"attempts":[],"calls":[],"decisions":[{"attempt":1}],"missing":["logd"]}"#
        #expect(try ask(ledger)?.text == half)
        // A request that runs is in no ledger yet: nothing is missing.
        ledger.daemons.answer = { _ in .success(#"{"request":null}"#) }
        #expect(try ask(ledger)?.json?["missing"] == nil)
        ledger.daemons.answer = { _ in .failure(APIError(absent: "logd")) }
        ledger.live.known = [:]
        #expect(try ask(ledger)?.status == 503)
        ledger.daemons.answer = { _ in .success(#"{"request":null,"attempts":[],"calls":[]}"#) }
        #expect(try ask(ledger)?.status == 404)
        ledger.live.failure = APIError(absent: "route")
        #expect(try ask(ledger)?.status == 503)
        ledger.daemons.answer = { _ in .success(#"{"request":{"request_id":"r-7"}}"#) }
        let other = try #require(try ask(ledger))
        #expect(other.status == 200 && other.json?["missing"]?[0]?.string == "route")
        #expect(other.json?["missing"]?.count == 1)
    }

    @Test func bodiesTakeARightAndLeaveATrace() throws {
        let ledger = try LedgerCase()
        ledger.daemons.answer = { _ in .success(#"{"request":{"request_id":"r-7"},"bodies":[]}"#) }
        let refused = try ask(ledger, "bodies=true", scopes: [.read, .write])
        #expect(refused?.status == 403 && refused?.code == "insufficient_scope")
        #expect(ledger.daemons.readings.isEmpty)
        #expect(try ask(ledger, "bodies=true")?.status == 200)
        #expect(
            ledger.daemons.readings.last?.query
                == LedgerQuery(query: .one(LedgerOne(requestID: "r-7", bodies: true))))
        #expect(ledger.responder?.audit == AuditNote(action: "bodies.read", subject: "r-7"))
        #expect(ledger.responder?.isNoted == true)
        #expect(try ask(ledger, "bodies=false", scopes: [.read])?.status == 200)
        #expect(try ask(ledger, "bodies=1")?.status == 400)
    }
}
