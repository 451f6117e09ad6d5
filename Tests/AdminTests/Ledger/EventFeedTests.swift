import IPC
import JSON
import Testing

@testable import Admin

/// A stream of events: what logd says and what happens here, for as long as it may go on.
@Suite struct EventFeedTests {
    private static let hello = "retry: \(LedgerLimits.retryMilliseconds)\n\n"
    private static let missedLines = "event: console.many\ndata: {\"count\":null}\n\n"
    private static let row = "id: 7\nevent: request.finished\ndata: {\"n\":1}\n\n"

    /// A stream that has begun; logd's part of it is the last reading.
    private func begun(
        _ ledger: LedgerCase, _ query: String = "", last: String? = nil,
        scopes: Set<Scope> = .all
    ) throws -> FakeSink {
        let headers = last.map { [Header(name: "last-event-id", value: $0)] } ?? []
        #expect(
            try ledger.get("/api/events", query, headers: headers, scopes: scopes) == nil)
        try #require(ledger.daemons.readings.last).begin("text/event-stream")
        let sink = FakeSink()
        try #require(ledger.flow).begin(sink)
        return sink
    }

    private func entry(_ action: String, status: Int = 200) -> AuditEntry {
        AuditEntry(
            id: 3, time: 0, actor: "local:0", address: "", action: action, subject: "x",
            detail: "", status: status, requestID: "r")
    }

    @Test func whatLogdSaysPassesThrough() throws {
        let ledger = try LedgerCase()
        let sink = try begun(ledger, "key=a&topics=request.finished,stats.tick", last: "41")
        #expect(sink.text == Self.hello)
        let reading = ledger.daemons.readings[0]
        #expect(reading.isLasting)
        #expect(
            reading.query
                == LedgerQuery(
                    query: .events(
                        LedgerEvents(
                            filter: LedgerFilter(keys: ["a"]), after: 41, ticks: true,
                            resumes: true))))
        sink.clear()
        reading.send(String(Self.row.prefix(20)))
        #expect(sink.text.isEmpty)
        reading.send(Self.row.dropFirst(20) + "event: console.line\ndata: {}\n\n: hi\n\n")
        // A topic that is not wanted stays out, what has no name does not.
        #expect(sink.text == Self.row + ": hi\n\n")
        #expect(reading.consumed == Self.row.utf8.count + 36)
        sink.clear()
        reading.send("event: console.many\ndata: {}\n\nid: 9\nevent: reset\ndata: {}\n\n")
        #expect(sink.text == "id: 9\nevent: reset\ndata: {}\n\n")
    }

    @Test func whatHappensHereComesBetween() throws {
        let ledger = try LedgerCase()
        let sink = try begun(ledger)
        sink.clear()
        let reading = ledger.daemons.readings[0]
        reading.send("id: 7\nevent: request.finished\n")
        ledger.hub.configurationChanged(to: 12, at: 0)
        ledger.hub.audited(entry("key.add"))
        // Not within an event of logd.
        reading.send("data: {}\n\n")
        let own =
            "event: config.changed\ndata: {\"generation\":12,\"time\":\"1970-01-01T00:00:00.000Z\"}\n\n"
        #expect(sink.text.hasPrefix(own + "event: audit.added\ndata: {\"id\":3,"))
        #expect(sink.text.hasSuffix("\n\nid: 7\nevent: request.finished\ndata: {}\n\n"))
    }

    @Test func theAuditLogTakesARight() throws {
        let ledger = try LedgerCase()
        let refused = try ledger.get("/api/events", "topics=audit.added", scopes: [.read])
        #expect(refused?.status == 403)
        let sink = try begun(ledger, scopes: [.read])
        sink.clear()
        ledger.hub.audited(entry("key.add"))
        #expect(sink.text.isEmpty)
    }

    @Test func whatIsOfThisProcessAloneNeedsNoLogd() throws {
        let ledger = try LedgerCase()
        #expect(try ledger.get("/api/events", "topics=config.changed")?.status == 200)
        let sink = FakeSink()
        try #require(ledger.flow).begin(sink)
        ledger.hub.configurationChanged(to: 1, at: 0)
        #expect(sink.text.contains("config.changed") && ledger.daemons.readings.isEmpty)
    }

    @Test func aLostLogdIsAskedAgainFromTheLastNumberOn() throws {
        let ledger = try LedgerCase()
        let sink = try begun(ledger)
        ledger.daemons.readings[0].send("id: 6\n\n" + Self.row + "id: 8\nevent: request.fin")
        ledger.daemons.readings[0].fail(APIError(absent: "logd"))
        #expect(ledger.waits.contains(LedgerLimits.reattach))
        sink.clear()
        ledger.elapse()
        #expect(ledger.daemons.readings.count == 2)
        let again = ledger.daemons.readings[1]
        guard case .events(let events)? = again.query.query else {
            Issue.record("no events are asked for")
            return
        }
        #expect(events.after == 7)
        again.begin("text/event-stream")
        again.send("id: 8\nevent: request.finished\ndata: {}\n\n")
        // What was cut off before is not there, and nothing comes twice.
        #expect(sink.text.components(separated: "request.finished") == 1)
        #expect(!sink.hasEnded && sink.broken == nil)
    }

    @Test(arguments: [("console.line", missedLines), ("request.finished", "")])
    func linesThatALostLogdDidNotTellAreSpokenOf(topics: String, told: String) throws {
        let ledger = try LedgerCase()
        let sink = try begun(ledger, "topics=\(topics)")
        for round in 0..<2 {
            ledger.daemons.readings[round].fail(APIError(absent: "logd"))
            ledger.elapse()
            sink.clear()
            ledger.daemons.readings[round + 1].begin("text/event-stream")
            #expect(sink.text == told)
        }
    }

    @Test func aLogdThatIsAwayIsWaitedFor() throws {
        let ledger = try LedgerCase()
        ledger.daemons.answer = { _ in .failure(APIError(absent: "logd")) }
        let headers = [Header(name: "last-event-id", value: "41")]
        #expect(try ledger.get("/api/events", headers: headers)?.status == 200)
        let sink = FakeSink()
        try #require(ledger.flow).begin(sink)
        #expect(sink.text == Self.hello + ": logd is away\n\n")
        for _ in 0..<3 { ledger.elapse() }
        #expect(!sink.hasEnded && ledger.daemons.readings.count == 4)
        ledger.daemons.answer = { _ in nil }
        ledger.elapse()
        let reading = try #require(ledger.daemons.readings.last)
        guard case .events(let events)? = reading.query.query else {
            Issue.record("no events are asked for")
            return
        }
        #expect(events.after == 41 && events.resumes)
        sink.clear()
        reading.begin("text/event-stream")
        reading.send(Self.row)
        #expect(sink.text == Self.missedLines + Self.row)
        // Nothing is left of the waiting when the stream ends.
        reading.fail(APIError(absent: "logd"))
        ledger.hub.drain()
        #expect(sink.hasEnded && ledger.waits.isEmpty)
        #expect(ledger.hub.gate.left == LedgerLimits.eventStreams)
    }

    @Test func theNumberOfAnEmptyLedgerIsANumber() throws {
        let ledger = try LedgerCase()
        _ = try begun(ledger)
        _ = try begun(ledger, last: "0")
        let asked = ledger.daemons.readings.compactMap { reading -> LedgerEvents? in
            if case .events(let events)? = reading.query.query { return events }
            return nil
        }
        #expect(asked.map(\.after) == [0, 0] && asked.map(\.resumes) == [false, true])
        ledger.daemons.readings[0].send("id: 0\n\n")
        ledger.daemons.readings[0].fail(APIError(absent: "logd"))
        ledger.elapse()
        guard case .events(let again)? = ledger.daemons.readings.last?.query.query else {
            Issue.record("no events are asked for")
            return
        }
        #expect(again.after == 0 && again.resumes)
    }

    @Test func whatLogdRefusesIsNoStream() throws {
        let ledger = try LedgerCase()
        for text in ["x", "+5", "-1", "99999999999999999999"] {
            let headers = [Header(name: "last-event-id", value: text)]
            #expect(try ledger.get("/api/events", headers: headers)?.code == "invalid_parameter")
        }
        _ = try ledger.get("/api/events")
        ledger.daemons.readings.last?.begin(refused: "no")
        #expect(ledger.responder?.isWaiting == false && ledger.hub.count == 0)
    }

    @Test func aStreamShowsThatItLives() throws {
        let ledger = try LedgerCase()
        let sink = try begun(ledger)
        #expect(ledger.waits == [LedgerLimits.heartbeat])
        for _ in 0..<2 {
            sink.clear()
            ledger.elapse()
            #expect(sink.text == ":\n\n" && ledger.waits == [LedgerLimits.heartbeat])
        }
        // A client that does not read is not told so again and again.
        sink.room = 0
        ledger.elapse()
        ledger.elapse()
        sink.clear()
        sink.room = .max
        ledger.flow?.proceed()
        #expect(sink.text == ":\n\n")
        for _ in 0..<Int(LedgerLimits.eventStream / LedgerLimits.heartbeat) { ledger.elapse() }
        // Old enough: the client comes again.
        #expect(sink.hasEnded && ledger.hub.count == 0 && ledger.waits.isEmpty)
        #expect(ledger.daemons.readings[0].isCancelled)
        #expect(ledger.hub.gate.left == LedgerLimits.eventStreams)
    }

    @Test func aStreamEndsWithTheRight() throws {
        let ledger = try LedgerCase()
        let first = try begun(ledger)
        ledger.mayStill = false
        ledger.hub.audited(entry("key.add"))
        ledger.hub.audited(entry("management_key.remove", status: 403))
        #expect(!first.hasEnded)
        ledger.hub.audited(entry("management_key.remove"))
        #expect(first.hasEnded)
        // One that ends without a row, because its time is over, is found by and by.
        let second = try begun(ledger)
        ledger.elapse()
        #expect(second.hasEnded)
    }

    @Test func aDrainEndsStreamsInOrder() throws {
        let ledger = try LedgerCase()
        let slow = try begun(ledger)
        slow.room = 0
        ledger.daemons.readings[0].send(Self.row)
        let flow = try #require(ledger.flow)
        ledger.hub.drain()
        // What was begun is told to its end.
        #expect(!slow.hasEnded)
        slow.clear()
        slow.room = 1000
        flow.proceed()
        #expect(slow.text == Self.row && slow.hasEnded && slow.broken == nil)
        #expect(try ledger.get("/api/events")?.status == 503)
        #expect(ledger.hub.gate.left == LedgerLimits.eventStreams)
    }

    @Test func aClientThatDoesNotReadStopsLogdAndThenItself() throws {
        let ledger = try LedgerCase()
        let sink = try begun(ledger)
        sink.room = 0
        let reading = ledger.daemons.readings[0]
        reading.send(Self.row)
        #expect(reading.consumed == 0)
        sink.room = .max
        ledger.flow?.proceed()
        #expect(reading.consumed == Self.row.utf8.count)
        sink.room = 0
        let big = String(repeating: "x", count: LedgerLimits.unsentBytes)
        reading.send("event: request.finished\ndata: \(big)\n\n")
        ledger.hub.configurationChanged(to: 2, at: 0)
        #expect(reading.isCancelled && !sink.hasEnded)
        sink.room = .max
        ledger.flow?.proceed()
        #expect(sink.hasEnded)
    }

    @Test func placesAreFew() throws {
        let ledger = try LedgerCase()
        for _ in 0..<LedgerLimits.eventStreams { #expect(try ledger.get("/api/events") == nil) }
        #expect(try ledger.get("/api/events")?.status == 503)
        ledger.responder?.withdraw()
    }

    @Test func framesAreCutAtEveryByte() {
        let text = "retry: 1\n\nid:5\nevent: a\ndata: {\"x\":\"\\n\"}\n\n:\n\nid: 6\n\n"
        var whole = EventFrames()
        let bytes = Array(text.utf8)
        whole.add(bytes.span.bytes)
        var expected: [EventFrames.Frame] = []
        while let frame = whole.next() { expected.append(frame) }
        #expect(expected.map(\.id) == [nil, "5", nil, "6"])
        #expect(expected.map(\.event) == [nil, "a", nil, nil])
        #expect(Array(expected.map(\.bytes).joined()) == bytes && whole.waiting == 0)
        var cut = EventFrames()
        var found: [EventFrames.Frame] = []
        for byte in bytes {
            let one = [byte]
            cut.add(one.span.bytes)
            while let frame = cut.next() { found.append(frame) }
        }
        #expect(found == expected)
    }
}

extension String {
    /// How often a text stands within this one.
    fileprivate func components(separated text: String) -> Int {
        ranges(of: text).count
    }
}
