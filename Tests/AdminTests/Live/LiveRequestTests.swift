import IPC
import JSON
import Testing

@testable import Admin

/// Requests under way, through the API.
@Suite struct LiveRequestTests {
    /// Answers in place of translate.
    final class FakeRequests: LiveRequestDaemons {
        var answer: Result<LiveAnswer, APIError> = .success(LiveAnswer())
        var cancelled: Result<LiveCancelled, APIError> = .success(LiveCancelled())
        private(set) var asks: [LiveAsk] = []
        private(set) var orders: [String] = []

        func list(_ ask: LiveAsk, _ finish: @escaping (Result<LiveAnswer, APIError>) -> Void) {
            asks.append(ask)
            finish(answer)
        }

        func cancel(
            _ order: LiveCancel, _ finish: @escaping (Result<LiveCancelled, APIError>) -> Void
        ) {
            orders.append(order.requestID)
            finish(cancelled)
        }
    }

    private let requests = FakeRequests()
    private let daemons = FakeLedgerDaemons()

    /// The status, the body and the note for the audit log.
    private func send(
        _ method: APIMethod, _ target: String, _ parameters: [String: String] = [:]
    ) throws -> (reply: LiveCase.Reply, note: AuditNote?) {
        let group = LiveRequestOperations(requests: requests, daemons: daemons)
        let operation = try #require(group.operations.first { $0.method == method })
        let head = try APIHead(
            ManageRequest(method: method.rawValue, target: target), source: RequestSource())
        #expect(Set(head.query.keys).isSubset(of: operation.query))
        let request = APIRequest(
            id: "r", method: method, path: operation.template, parameters: parameters,
            query: head.query, repeated: head.repeated, headers: [], body: [],
            caller: Caller(proof: .local(user: 0), scopes: Set(Scope.allCases), address: ""))
        var result: Result<APIAnswer, APIError>?
        let responder = Responder { result = $0 }
        operation.run(request, responder)
        switch try #require(result) {
        case .success(let answer): return (try LiveCase.Reply(answer), responder.audit)
        case .failure(let error): return (try LiveCase.Reply(error.answer), responder.audit)
        }
    }

    @Test func noneIsAnEmptyList() throws {
        daemons.statuses["ingress"] = DaemonStatus(retiringRequests: 2)
        let reply = try send(.get, "/api/live").reply
        #expect(reply.text == #"{"data":[],"running":0,"matching":0,"unlisted":2}"#)
        #expect(requests.asks == [LiveAsk(limit: 100)])
    }

    @Test func aRowSaysAllThatIsKnown() throws {
        requests.answer = .success(
            LiveAnswer(
                requests: [
                    LiveRequest(
                        requestID: "a", endpoint: .chat, dialect: .anthropic, keyID: "k1",
                        keyName: "laptop", modelAsked: "best", stream: true, state: .firstToken,
                        attempts: 2, provider: "groq", connectionID: "c1",
                        connectionName: "work", model: "llama", combo: "best",
                        receivedUnixUs: 1_790_000_000_000_000, ageUs: 5, bytesSent: 7, events: 3),
                    LiveRequest(requestID: "b", state: .answering, firstTokenUs: 9, silentUs: 0),
                ], running: 9, matching: 2))
        let json = try #require(try send(.get, "/api/live").reply.json)
        let rows = try #require(json["data"]?.array)
        #expect(
            String(decoding: rows[0].rawBytes, as: UTF8.self) == """
                {"request_id":"a","received":"2026-09-21T14:13:20.000Z","age_us":5,\
                "state":"first_token","endpoint":"chat","dialect":"anthropic","stream":true,\
                "key_id":"k1","key_name":"laptop","model_asked":"best","provider":"groq",\
                "connection_id":"c1","connection_name":"work","model":"llama","combo":"best",\
                "attempts":2,"first_token_us":null,"bytes_sent":7,"events":3,"silent_us":null}
                """)
        #expect(rows[1]["first_token_us"]?.int == 9 && rows[1]["silent_us"]?.int == 0)
        #expect(rows[1]["state"]?.string == "answering" && rows[1]["endpoint"]?.string == "unknown")
        #expect(json["running"]?.int == 9 && json["matching"]?.int == 2)
        // ingress does not answer here.
        #expect(json["unlisted"]?.kind == .null)
    }

    @Test func filtersArePassedOn() throws {
        let query =
            "key=-&key=laptop&provider=groq&connection=work&model=a&state=waiting,calling&stream=true&limit=500"
        #expect(try send(.get, "/api/live?" + query).reply.status == 200)
        #expect(
            requests.asks == [
                LiveAsk(
                    keys: ["-", "laptop"], providers: ["groq"], connections: ["work"],
                    models: ["a"], states: [.waiting, .calling], stream: true, limit: 500)
            ])
    }

    @Test(arguments: ["state=asleep", "stream=1", "limit=0", "limit=501", "key="])
    func whatIsWrongIsRefused(query: String) throws {
        #expect(try send(.get, "/api/live?" + query).reply.status == 400)
        #expect(requests.asks.isEmpty)
    }

    @Test func withoutTranslateThereIsNoList() throws {
        requests.answer = .failure(APIError(absent: "translate"))
        requests.cancelled = .failure(APIError(absent: "translate"))
        #expect(try send(.get, "/api/live").reply.status == 503)
        let (reply, note) = try send(.delete, "/x", ["request_id": "a"])
        #expect(reply.status == 503 && note == nil)
    }

    @Test func anOrderIsNoted() throws {
        let missing = try send(.delete, "/x", ["request_id": "a"])
        #expect(missing.reply.status == 404 && missing.note == nil)
        requests.cancelled = .success(LiveCancelled(requests: 1))
        let one = try send(.delete, "/x", ["request_id": "a"])
        #expect(one.reply.status == 204)
        #expect(one.note == AuditNote(action: "request.cancel", subject: "a"))
        requests.cancelled = .success(LiveCancelled(requests: 2))
        let two = try send(.delete, "/x", ["request_id": "b"])
        #expect(two.note == AuditNote(action: "request.cancel", subject: "b", detail: "2 requests"))
        #expect(requests.orders == ["a", "a", "b"])
    }
}
