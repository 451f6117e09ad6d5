import IPC
import Ingress
import Testing

/// What the door's records say beside what translate tells.
struct RecordTests {
    private static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    private func record(_ door: TestDoor) throws -> RequestRecord {
        try door.settle()
        return try #require(try door.records().first)
    }

    @Test func whoAsksAndByWhat() throws {
        let door = TestDoor()
        let client = try door.client(from: "203.0.113.250")
        try client.send(Samples.chat(headers: "User-Agent: claude-cli/2.1.0 (external, cli)\r\n"))
        try #require(door.requests.first).answer("{}")
        _ = try client.received()
        let record = try record(door)
        #expect(record.clientAddress == "203.0.113.250" && record.client == "claude-cli/2.1.0")
    }

    @Test(arguments: ["192.0.2.7", "0.10.100.255", "2001:db8::1", "10.0.0.1"])
    func addressesAreWrittenAsUsual(address: String) throws {
        let door = TestDoor()
        let client = try door.client(from: address)
        try client.send(Samples.chat())
        try #require(door.requests.first).answer("{}")
        #expect(try record(door).clientAddress == address)
    }

    @Test func theLocalSocketHasNoAddress() throws {
        let door = TestDoor()
        let client = try door.client(user: 1000)
        try client.send(Samples.chat())
        try #require(door.requests.first).answer("{}")
        #expect(try record(door).clientAddress == "")
    }

    @Test func whoIsRefusedIsRecordedToo() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(
            Samples.get(
                "/v1/models", headers: "User-Agent: curl/8.5.0\r\nAuthorization: Bearer no\r\n"))
        let record = try record(door)
        // The name is any stranger's to choose, and the day has room for a number of them.
        #expect(record.status == 401 && record.client == "")
        #expect(record.clientAddress == "192.0.2.7" && record.trace?.traceID.count == 16)
        #expect(record.timings == nil && record.cost == nil)
    }

    @Test func strangersCannotFillTheDisk() throws {
        let door = TestDoor()
        let client = try door.client()
        let wrong = Samples.get("/v1/models", headers: "Authorization: Bearer no\r\n")
        let missing = Samples.get("/v1/models")
        let count = Int(DoorLimits.strangerRowsAtOnce) + 50
        for number in 0..<count { try client.send(number.isMultiple(of: 2) ? wrong : missing) }
        let answers = try client.received()
        #expect(answers.ranges(of: "HTTP/1.1 401 ").count == count)
        #expect(try door.records().count == Int(DoorLimits.strangerRowsAtOnce))
        #expect(door.shared.counters[.unrecorded] == 50)
        // Whoever has a key is recorded whatever they do.
        try client.send(Samples.chat())
        try #require(door.requests.first).answer("{}")
        try door.settle()
        #expect(try door.records().last?.status == 200)
        // Time gives room again.
        try door.pass(seconds: 1)
        try client.send(wrong)
        #expect(try door.records().last?.status == 401)
        #expect(door.shared.counters[.unrecorded] == 50)
    }

    @Test func whatTranslateTellsIsTakenOver() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.chat())
        let request = try #require(door.requests.first)
        let end = ResponseEnd(
            outcome: .complete, modelAnswered: "m", attempts: 2, usage: Usage(input: 4),
            cost: Cost(total: 17), failedCost: 3, savedCost: 5, cache: .exact, combo: "smart",
            tier: .free, timings: Timings(decide: 8, firstToken: 9), finishReason: "stop",
            failedUnknown: true, savedUnknown: true)
        request.stream.answer(ResponseHead(status: 200, contentLength: 2))
        #expect(request.send("{}") == 2)
        request.stream.end(end)
        try door.settle()
        let record = try record(door)
        #expect(record.cost == end.cost && record.failedCost == 3 && record.savedCost == 5)
        #expect(record.failedUnknown && record.savedUnknown)
        #expect(record.cache == .exact && record.combo == "smart" && record.tier == .free)
        #expect(record.finishReason == "stop" && record.usage == end.usage)
        #expect(record.timings?.decide == 8 && (record.timings?.firstToken ?? 0) >= 9)
    }

    @Test func timeUntilTranslateHasTheWhole() throws {
        let door = TestDoor()
        let client = try door.client()
        let text = Samples.chat("[1,2]")
        try client.send(String(text.dropLast(2)))
        try door.pass(seconds: 0.3)
        try client.send(String(text.suffix(2)))
        let request = try #require(door.requests.first)
        request.stream.answer(ResponseHead(status: 200, contentLength: 2))
        #expect(request.send("{}") == 2)
        request.stream.end(ResponseEnd(timings: Timings(firstToken: 1_000)))
        try door.settle()
        // Translate was asked at once, so its times need nothing added.
        #expect(try record(door).timings == Timings(receive: 300_000, firstToken: 1_000))
    }

    @Test func waitingForTranslateIsPartOfTheTime() throws {
        let door = TestDoor()
        try door.settle()
        door.accepts = false
        try door.loseTranslate()
        let client = try door.client()
        try client.send(Samples.chat())
        try door.pass(seconds: 0.5)
        door.accepts = true
        try door.pass(seconds: 0.5)
        let request = try #require(door.requests.first)
        request.stream.answer(ResponseHead(status: 200, contentLength: 2))
        #expect(request.send("{}") == 2)
        request.stream.end(ResponseEnd(timings: Timings(firstToken: 1_000)))
        try door.settle()
        let timings = try #require(try record(door).timings)
        #expect(timings.firstToken >= 400_000 && timings.receive >= 400_000)
    }

    // MARK: Requests that were given up

    @Test func whatAClientThatLeftHasUsedIsAsked() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.chat(headers: "X-Request-Id: gone\r\n"))
        let request = try #require(door.requests.first)
        request.beginEvents()
        #expect(request.send("data: 1\n\n") == 9)
        try door.settle()
        door.translate.ends["gone"] = ResponseEnd(
            outcome: .clientGone, errorCode: "not this", attempts: 1,
            usage: Usage(source: .estimated, output: 7), cost: Cost(total: 2))
        try client.leave()
        try door.settle()
        #expect(request.reset?.code == .cancelled && door.translate.asks.count == 1)
        let record = try record(door)
        #expect(record.outcome == .clientGone && record.status == 499)
        #expect(record.errorCode == "client_gone" && record.attempts == 1)
        #expect(record.usage?.output == 7 && record.cost?.total == 2)
        #expect(door.shared.pendingRecords == 1 && door.shared.requestCount == 0)
    }

    /// Without a body there is nothing to wait for, though the end is still on its way.
    @Test(arguments: [(UInt32(200), Outcome.complete), (404, .refused)])
    func aClientThatLeavesWithAllOfItsAnswerIsNotGone(status: UInt32, outcome: Outcome) throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.chat(headers: "X-Request-Id: quick\r\n"))
        let request = try #require(door.requests.first)
        request.answerWithoutEnd("", status: status)
        try door.settle()
        door.translate.ends["quick"] = ResponseEnd(
            outcome: .complete, attempts: 1, usage: Usage(source: .reported, output: 7))
        try client.leave()
        // Translate has much to do before it hears the question.
        try door.pass(seconds: 3)
        let record = try record(door)
        #expect(record.outcome == outcome && record.status == status)
        #expect(record.errorCode == "" && record.usage?.output == 7)
        #expect(door.shared.requestCount == 0 && door.shared.counters[.clientGone] == 0)
    }

    /// Nobody knows what it has used, so its client must not take it for an answer.
    @Test func anAnswerWhoseEndIsLostIsNotWhole() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.chat())
        let request = try #require(door.requests.first)
        request.answerWithoutEnd("{}")
        try door.settle()
        #expect(try client.received().hasSuffix("\r\n\r\n{"))
        try door.loseTranslate()
        try door.pass(seconds: 0.1)
        #expect(try client.received() == "")
        let record = try record(door)
        #expect(record.outcome == .broken && record.usage == nil)
    }

    @Test func aTranslateThatIsGoneIsNotAsked() throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send(Samples.chat())
        let request = try #require(door.requests.first)
        request.beginEvents()
        try door.settle()
        try door.loseTranslate()
        try door.pass(seconds: 0.1)
        let record = try record(door)
        #expect(record.outcome == .broken && record.usage == nil)
    }

    @Test func aRequestThatTookTooLongIsAskedFor() throws {
        let door = TestDoor(.of { $0.requestTimeoutMs = 1_000 })
        let client = try door.client()
        try client.send(Samples.chat(headers: "X-Request-Id: slow\r\n"))
        door.translate.ends["slow"] = ResponseEnd(outcome: .clientGone, failedCost: 9)
        try door.pass(seconds: 3)
        let record = try record(door)
        #expect(record.status == 504 && record.outcome == .refused && record.failedCost == 9)
    }

    // MARK: Traces

    private func trace(_ headers: String, permille: UInt32 = 0) throws -> (Trace, RequestRecord) {
        let door = TestDoor(.of { $0.tracePermille = permille })
        let client = try door.client()
        try client.send(Samples.chat(headers: headers))
        let request = try #require(door.requests.first)
        request.answer("{}")
        return (try #require(request.head.trace), try record(door))
    }

    @Test func aClientsTraceIsHonored() throws {
        let (trace, record) = try trace(
            "Traceparent: \(Self.parent)\r\nTraceState: a=1\r\nTraceState: b=2\r\n")
        #expect(TraceContext.text(trace, spanID: trace.parentSpanID) == Self.parent)
        #expect(trace.state == "a=1,b=2" && record.trace == trace)
    }

    @Test(arguments: [true, false])
    func withoutExportItIsPassedOnAsItCame(isExported: Bool) throws {
        let door = TestDoor(.of { $0.tracesExported = isExported })
        let client = try door.client()
        let later = "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03-later"
        let fields = "Traceparent: \(later)\r\nTraceState: a=1\r\nTraceState: b=2\r\n"
        try client.send(Samples.chat(headers: fields))
        let request = try #require(door.requests.first)
        request.answer("{}")
        let passed = request.head.headers.filter { $0.name.hasPrefix("trace") }
        let all = [
            Header(name: "traceparent", value: later), Header(name: "tracestate", value: "a=1"),
            Header(name: "tracestate", value: "b=2"),
        ]
        #expect(passed == (isExported ? [] : all))
        #expect(request.head.trace?.state == "a=1,b=2")
    }

    @Test(arguments: [("GET", false), ("HEAD", true)])
    func theRecordSaysWhetherOnlyTheHeadWasWanted(method: String, isHead: Bool) throws {
        let door = TestDoor()
        let client = try door.client()
        try client.send("\(method) /v1/models HTTP/1.1\r\nHost: gateway\r\n\(Samples.key)\r\n")
        try #require(door.requests.first).answer("{}")
        #expect(try record(door).head == isHead)
    }

    @Test func otherwiseOneBegins() throws {
        let (own, record) = try trace("X-Request-Id: r1\r\n")
        #expect(
            own.traceID
                == SpanID.trace(request: "r1", receivedUnixUs: record.receivedUnixUs))
        #expect(!own.sampled && own.parentSpanID.isEmpty)
        #expect(try trace("", permille: 1000).0.sampled)
        let (twice, _) = try trace(
            "Traceparent: \(Self.parent)\r\nTraceparent: \(Self.parent)\r\n")
        #expect(twice.parentSpanID.isEmpty)
    }
}
