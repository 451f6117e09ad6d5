import EventLoop
import IPC
import Logging
import Testing

@testable import Egress

/// What is recorded of calls, and by whom.
@Suite(.timeLimit(.minutes(1))) struct CallRecordTests {
    private let reactor: Reactor
    private let table: TransferTable
    private let upstream: Upstream
    private let calls = Calls()

    private final class Calls {
        var all: [CallRecord] = []
    }

    init() throws {
        reactor = try Reactor()
        table = try #require(
            TransferTable(reactor, log: Logger(label: "test"), limit: 8))
        upstream = try Upstream(
            reactor, answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        table.record = { [calls] in calls.all.append($0) }
    }

    private func run(_ credential: StoredCredential, _ request: EgressRequest) throws -> Asker {
        let wire = Wire(reactor, table, credential)
        let asker = Asker()
        let stream = try #require(wire.initiator.open(.egress, head: request, handler: asker))
        stream.end()
        while !asker.isOver {
            reactor.tick(maximumWait: .milliseconds(20))
            wire.carry()
        }
        return asker
    }

    private func credential(proxy: String = "") throws -> StoredCredential {
        try StoredCredential(
            Credential(
                connectionID: "c", origin: "http://127.0.0.1:\(upstream.port)", place: .bearer,
                secret: Array("swordfish".utf8), proxy: proxy))
    }

    private func request(
        _ purpose: CallPurpose, port: UInt16? = nil, path: String = "v1/models?key=secret"
    ) -> EgressRequest {
        EgressRequest(
            requestID: "r", connectionID: "c", method: "GET",
            url: "http://127.0.0.1:\(port ?? upstream.port)/\(path)", purpose: purpose)
    }

    @Test func aCallForModelsIsRecorded() throws {
        let asker = try run(credential(), request(.purposeModels))
        #expect(asker.head?.status == 200 && asker.head?.tlsVersion == "")
        let call = try #require(calls.all.first)
        #expect(calls.all.count == 1 && call.purpose == .purposeModels)
        #expect(call.requestID == "r" && call.connectionID == "c" && call.method == "GET")
        // Never the path, which may hold what a client said.
        #expect(call.host == "127.0.0.1:\(upstream.port)" && call.proxy == "")
        #expect(call.httpVersion == "1.1" && call.tlsVersion == "" && !call.reusedConnection)
        #expect(call.status == 200 && call.failure == .unknown && call.bytesIn == 5)
        #expect(call.totalUs >= call.firstByteUs && call.firstByteUs > 0 && call.connectUs > 0)
        let age = wallMicroseconds() - call.startedUnixUs
        #expect(age >= 0 && age < 60_000_000)
        _ = try run(credential(), request(.purposeModels))
        #expect(calls.all.last?.reusedConnection == true && calls.all.last?.connectUs == 0)
    }

    @Test(arguments: [CallPurpose.purposeAnswer, .purposeEmbedding])
    func attemptsAreRecordedElsewhere(purpose: CallPurpose) throws {
        _ = try run(credential(), request(purpose))
        #expect(calls.all.isEmpty)
    }

    @Test func aCallThatFailedSaysWhy() throws {
        let gone = try StoredCredential(
            Credential(
                connectionID: "c", origin: "http://127.0.0.1:1", place: .bearer,
                secret: Array("swordfish".utf8)))
        let asker = try run(gone, request(.purposeProbe, port: 1))
        let call = try #require(calls.all.first)
        #expect(call.failure == .upstreamConnect && asker.reset?.code == .upstreamConnect)
        #expect(call.status == 0 && call.firstByteUs == 0 && call.httpVersion == "")
    }

    @Test func aCallThatFailedTellsItsProxyWithoutItsLogin() throws {
        let asker = try run(
            credential(proxy: "http://user:hunter2@127.0.0.1:1"), request(.purposeAnswer))
        #expect(asker.reset?.code == .upstreamConnect && asker.reset?.connectUs == 0)
        #expect(asker.reset?.proxy == "http://127.0.0.1:1")
        #expect(asker.reset?.message.contains("hunter2") == false)
    }

    @Test func theProxyIsNamedWithoutItsLogin() throws {
        let proxy = try ProxyServer(reactor)
        let login = "http://user:hunter2@127.0.0.1:\(proxy.port)"
        let asker = try run(credential(proxy: login), request(.purposeModels))
        let shown = "http://127.0.0.1:\(proxy.port)"
        #expect(asker.head?.proxy == shown && calls.all.first?.proxy == shown)
    }

    @Test func fetchesAreRecordedWithTheirPurpose() throws {
        let message = FetchRequest(requestID: "r", url: "http://example.test/a.png?token=x")
        #expect(try OutgoingRequest(fetching: message).purpose == .purposeFetch)
        let probe = ProbeRequest(
            request: EgressRequest(method: "GET", url: "http://h.test/"),
            credential: Credential(
                origin: "http://h.test", place: .bearer, secret: Array("swordfish".utf8)))
        #expect(try OutgoingRequest(probing: probe).purpose == .purposeProbe)
        #expect(try OutgoingRequest(probing: probe).isRecorded)
    }

    @Test func tokensAreRecordedWithWhoNeededThem() throws {
        let token = #"{"access_token":"ya29.first","expires_in":9}"#
        let tokens = try Upstream(
            reactor,
            answer: "HTTP/1.1 200 OK\r\nContent-Length: \(token.utf8.count)\r\n\r\n\(token)")
        let file = AccountExample.file(tokenURL: "http://127.0.0.1:\(tokens.port)/token")
        let account = try StoredCredential(
            Credential(
                connectionID: "c", origin: "http://127.0.0.1:\(upstream.port)",
                place: .serviceAccount, secret: Array(file.utf8)))
        _ = try run(account, request(.purposeAnswer))
        let call = try #require(calls.all.first)
        #expect(calls.all.count == 1 && call.purpose == .purposeToken && call.method == "POST")
        #expect(call.requestID == "r" && call.connectionID == "c" && call.status == 200)
        #expect(call.host == "127.0.0.1:\(tokens.port)" && call.bytesIn == UInt64(token.utf8.count))
        #expect(call.bytesOut > 0 && call.firstByteUs > 0)
    }

    // MARK: Traces

    @Test func tracesGoWhereTheyBelong() {
        func mayCall(_ id: String, _ purpose: CallPurpose, user: UInt32?, logd: UInt32?) -> Bool {
            EgressService.mayCall(
                EgressRequest(connectionID: id, purpose: purpose), user: user, logd: logd)
        }
        // logd has a user of its own, 7.
        #expect(mayCall("telemetry", .purposeTelemetry, user: 7, logd: 7))
        #expect(!mayCall("c", .purposeTelemetry, user: 7, logd: 7))
        #expect(!mayCall("c", .purposeAnswer, user: 7, logd: 7))
        #expect(!mayCall("telemetry", .purposeAnswer, user: 7, logd: 7))
        #expect(mayCall("c", .purposeAnswer, user: 8, logd: 7))
        #expect(!mayCall("telemetry", .purposeAnswer, user: 8, logd: 7))
        // All run as one user.
        #expect(mayCall("telemetry", .purposeTelemetry, user: 7, logd: nil))
        #expect(mayCall("c", .purposeModels, user: 7, logd: nil))
        #expect(!mayCall("c", .purposeTelemetry, user: 7, logd: nil))
    }
}
