import Foundation
import IPC
import Testing

@testable import Route

/// What is remembered of decisions.
@Suite struct TraceTests {
    private static func desk() -> Desk {
        let desk = Desk(
            [server("a"), server("b")], combos: [combo("c", ["gone/m", "a/m", "b/m"])])
        desk.standing.obstacles["a"] = Obstacle(.coolingDown, until: desk.now + 3_000_000_000)
        return desk
    }

    private static func trace(
        _ id: String, attempt: UInt32 = 1, lease: UInt64 = 9, desk: Desk = desk()
    ) throws -> DecisionTrace {
        let ask = RouteAsk(requestID: id, model: "c", attempt: attempt)
        let plan = try desk.resolver.resolve("c")
        var selection = Selection(plan, for: ask, standing: desk.standing, now: desk.now)
        let (decision, passed) = selection.choose(&desk.ordering)
        return DecisionTrace(
            ask, plan: plan, passed: passed, decision: decision, leaseID: lease,
            at: Moment(now: desk.now, wall: 77), nanoseconds: 1_234)
    }

    private static func object(_ bytes: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test func aDecisionSaysWhoWasPassedOverAndWhy() throws {
        var book = TraceBook()
        let request = try #require(book.keep(try Self.trace("r1")))
        book.note(
            RouteReport(
                leaseID: 9, requestID: "r1", failure: .transient, status: 500, firstTokenUs: 5,
                totalUs: 8, reason: .reasonServerError, message: "say \"no\""), of: request)
        let written = try Self.object(TraceWriter.lines(book.traces(of: "r1")))
        #expect(written["request_id"] as? String == "r1")
        #expect(written["combo"] as? String == "c")
        #expect(written["strategy"] as? String == "priority")
        #expect(written["unserved"] as? [String] == ["gone/m"])
        #expect(written["result"] as? String == "chosen")
        #expect(written["connection"] as? String == "b")
        #expect(written["lease_id"] as? Int == 9)
        #expect(written["decision_ns"] as? Int == 1_234)
        let step = try #require((written["candidates"] as? [[String: Any]])?.first)
        #expect(step["connection"] as? String == "a")
        #expect(step["state"] as? String == "cooling_down")
        #expect(step["wait_ms"] as? Int == 3_000)
        let call = try #require(written["call"] as? [String: Any])
        #expect(call["failure"] as? String == "transient")
        #expect(call["reason"] as? String == "server_error")
        #expect(call["status"] as? Int == 500)
        #expect(call["message"] as? String == "say \"no\"")
    }

    @Test func refusalsAndWaitsAreRemembered() throws {
        let desk = Self.desk()
        desk.standing.obstacles["b"] = Obstacle(.busy)
        var book = TraceBook()
        let request = book.keep(try Self.trace("r", lease: 0, desk: desk))
        desk.standing.obstacles["b"] = Obstacle(.breakerOpen)
        book.keep(try Self.trace("r", lease: 0, desk: desk), of: request)
        let lines = TraceWriter.lines(book.traces(of: "r")).split(separator: 0x0A)
        let attempts = try lines.map { try Self.object(Array($0)) }
        #expect(attempts.map { $0["result"] as? String } == ["waited", "refused"])
        #expect(attempts[1]["code"] as? String == "no_target_available")
    }

    @Test func thePlanShowsAllInTheirOrder() throws {
        let desk = Self.desk()
        let plan = try desk.resolver.resolve("c")
        let selection = Selection(
            plan, for: RouteAsk(model: "c", attempt: 1), standing: desk.standing, now: desk.now)
        let written = try Self.object(
            TraceWriter.survey(plan, selection.survey(desk.ordering), now: desk.now))
        let candidates = try #require(written["candidates"] as? [[String: Any]])
        #expect(candidates.map { $0["state"] as? String } == ["cooling_down", "next"])
        #expect(written["attempts"] as? Int == 3)
        let refused = try Self.object(
            TraceWriter.refusal(Denial(code: .modelNotFound, message: "no")))
        #expect((refused["error"] as? [String: Any])?["status"] as? Int == 404)
    }

    @Test func theOldestRequestsGo() throws {
        var book = TraceBook(requests: 3)
        var requests: [RequestTraces?] = []
        for number in 0..<10 { requests.append(book.keep(try Self.trace("r\(number)"))) }
        #expect(book.count == 3)
        #expect(book.traces(of: "r6").isEmpty)
        #expect(book.latest(of: "r6") == nil)
        #expect(book.traces(of: "r9").count == 1)
        #expect(book.latest(of: "r9") === requests[9])
        // A call under way at that time still ends, and is written.
        let bytes = book.bytes
        let first = try #require(requests[0])
        book.note(RouteReport(leaseID: 9, requestID: "r0", status: 200), of: first)
        book.end(first)
        #expect(book.count == 3 && book.bytes == bytes)
        #expect(book.takeEnded().map(\.requestID) == ["r0"])
    }

    @Test func bytesAreBounded() throws {
        let one = try #require(TraceBook.single(try Self.trace("r000"))).bytes
        var book = TraceBook(requests: 1_000, bytes: one * 10)
        for number in 0..<500 { book.keep(try Self.trace("r\(number % 400)")) }
        #expect(book.bytes <= one * 10)
        #expect(book.count >= 5)
    }

    @Test func attemptsOfOneRequestAreBounded() throws {
        var book = TraceBook()
        var request: RequestTraces?
        for attempt in UInt32(1)...50 {
            request = book.keep(
                try Self.trace("r", attempt: 1, lease: UInt64(attempt)), of: request)
        }
        #expect(book.count == 1)
        #expect(book.traces(of: "r").count == Limits.tracedAttempts)
        #expect(book.traces(of: "r").last?.leaseID == 50)
        #expect(book.bytes == request?.bytes)
    }

    @Test func callsBelongToTheDecisionThatGaveTheirLease() throws {
        var book = TraceBook()
        var request: RequestTraces?
        for lease in UInt64(1)...3 {
            request = book.keep(
                try Self.trace("r", attempt: UInt32(lease), lease: lease), of: request)
            guard lease != 2, let request else { continue }
            book.note(
                RouteReport(leaseID: lease, status: 500 + UInt32(lease), message: "no \(lease)"),
                of: request)
        }
        let traces = book.traces(of: "r")
        #expect(traces.map { $0.call?.status } == [501, nil, 503])
        #expect(traces.map { $0.call?.message } == ["no 1", nil, "no 3"])
        // On disk, without what providers said in words.
        let kept = try #require(request).kept
        #expect(String(decoding: kept.bytes, as: UTF8.self).contains("no 1") == false)
        let read = TraceCode.decoded(kept.bytes, requestID: "r")
        #expect(read.map { $0.call?.status } == [501, nil, 503])
        #expect(read.map { $0.call?.message } == ["", nil, ""])
    }

    @Test func damagedBytesAreReadAsFarAsTheyGo() throws {
        let request = try #require(TraceBook.single(try Self.trace("r")))
        let whole = request.kept.bytes
        #expect(TraceCode.decoded(whole, requestID: "r").count == 1)
        for end in whole.indices {
            #expect(TraceCode.decoded(Array(whole[..<end]), requestID: "r").isEmpty)
        }
        var twice = whole + whole
        twice[whole.count] = 0x7F
        #expect(TraceCode.decoded(twice, requestID: "r").count == 1)
        let row = KeptTraces.bytes([request.kept, request.kept])
        #expect(KeptTraces.read(row) == [request.kept, request.kept])
        #expect(KeptTraces.read(Array(row.dropLast())) == [request.kept])
    }

    @Test func withoutAnIDNothingIsKept() throws {
        var book = TraceBook()
        book.keep(try Self.trace(""))
        #expect(book.count == 0)
    }
}

extension TraceBook {
    /// The only request of a book.
    fileprivate static func single(_ trace: DecisionTrace) -> RequestTraces? {
        var book = TraceBook()
        return book.keep(trace)
    }
}
