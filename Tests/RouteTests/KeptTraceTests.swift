import Foundation
import IPC
import Store
import Testing

@testable import Route

/// Decisions that outlive the process.
@Suite struct KeptTraceTests {
    private static let second: UInt64 = 1_000_000_000

    private static func at(_ seconds: UInt64) -> Moment {
        Moment(now: seconds * second, wall: 2_000_000 + Int64(seconds) * 1_000_000)
    }

    private static func router(_ scratch: Scratch) throws -> Router {
        let router = try Router(store: scratch.store(), at: at(0), seed: 1)
        let result = router.apply(
            RouteConfiguration(
                connections: [connection("a", models: ["m"]), connection("b", models: ["m"])],
                settings: .standard), at: at(0))
        precondition(result.ok, result.error)
        return router
    }

    /// Asks; the lease, or nil for a refusal.
    private static func ask(
        _ router: Router, _ model: String, id: String, at moment: Moment = at(1)
    ) -> Lease? {
        var lease: Lease?
        router.ask(RouteAsk(requestID: id, model: model, attempt: 1), at: moment) { answer in
            if case .lease(let given)? = answer?.answer { lease = given }
        }
        return lease
    }

    private static func report(
        _ router: Router, _ lease: Lease?, id: String, failure: FailureClass = .none,
        message: String = "", last: Bool = true
    ) {
        router.reported(
            RouteReport(
                leaseID: lease?.leaseID ?? 0, requestID: id, failure: failure,
                status: failure == .none ? 200 : 500, message: message, last: last), at: at(2))
    }

    private static func explain(_ router: Router, _ id: String) throws -> [[String: Any]] {
        let lines = router.lines(RouteQuery(topic: .topicExplain, subject: id), at: at(9))
        return try lines.split(separator: 0x0A).map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        }
    }

    @Test func aRequestIsExplainedAfterARestart() throws {
        let scratch = try Scratch()
        do {
            let router = try Self.router(scratch)
            let first = Self.ask(router, "a/m", id: "r1")
            Self.report(
                router, first, id: "r1", failure: .transient, message: "cannot do: my secret",
                last: false)
            var ask = RouteAsk(requestID: "r1", model: "a/m", attempt: 2)
            ask.failedLeases = [first?.leaseID ?? 0]
            var second: Lease?
            router.ask(ask, at: Self.at(2)) { answer in
                if case .lease(let given)? = answer?.answer { second = given }
            }
            Self.report(router, second, id: "r1")
            #expect(router.flush(at: Self.at(3)))
        }
        let router = try Router(store: scratch.store(), at: Self.at(5), seed: 2)
        let lines = try Self.explain(router, "r1")
        #expect(lines.map { $0["attempt"] as? Int } == [1, 2])
        #expect(lines.map { $0["result"] as? String } == ["chosen", "chosen"])
        let call = try #require(lines[0]["call"] as? [String: Any])
        #expect(call["failure"] as? String == "transient")
        // What a provider says may repeat what it was asked.
        #expect(call["message"] == nil)
        #expect(try Self.explain(router, "r2").isEmpty)
    }

    @Test func refusalsAreWrittenWhenThereAreManyOrTheTimeHasCome() throws {
        let scratch = try Scratch()
        let router = try Self.router(scratch)
        // Rows count the requests that they have.
        func kept() throws -> Int64 {
            try router.store.database.number("SELECT max(number) FROM decisions")
        }
        for number in 0..<Limits.tracesAtOnce - 1 {
            #expect(Self.ask(router, "none", id: "r\(number)") == nil)
        }
        #expect(router.flush(at: Self.at(2)))
        #expect(try kept() == 0)
        #expect(Self.ask(router, "none", id: "more") == nil)
        #expect(router.flush(at: Self.at(2)))
        #expect(try kept() == Int64(Limits.tracesAtOnce))
        #expect(Self.ask(router, "none", id: "last") == nil)
        #expect(router.flush(at: Self.at(3), isLast: true))
        #expect(try kept() == Int64(Limits.tracesAtOnce) + 1)
        #expect(router.flush(at: Self.at(3), isLast: true))
        #expect(try kept() == Int64(Limits.tracesAtOnce) + 1)
    }

    @Test func requestsUnderWayAreWrittenWhenTheProcessStops() throws {
        let scratch = try Scratch()
        do {
            let router = try Self.router(scratch)
            #expect(Self.ask(router, "b/m", id: "under-way") != nil)
            #expect(router.flush(at: Self.at(2), isLast: true))
            router.drain()
            #expect(router.flush(at: Self.at(2), isLast: true))
        }
        let router = try Router(store: scratch.store(), at: Self.at(5), seed: 2)
        let lines = try Self.explain(router, "under-way")
        #expect(lines.count == 1 && lines[0]["connection"] as? String == "b")
    }

    @Test func theLatestAreKept() throws {
        let scratch = try Scratch()
        let store = try scratch.store()
        for first in stride(from: 0, to: Limits.tracedRequests + 20, by: 10) {
            let some = (first..<first + 10).map { Self.kept("r\($0)", attempt: 1) }
            try store.keep(StandingChange(traces: some))
        }
        #expect(
            try store.database.number("SELECT count(*) FROM decisions")
                == Int64((Limits.tracedRequests + 9) / 10))
        #expect(try store.trace(of: "r9").isEmpty)
        #expect(try store.trace(of: "r\(Limits.tracedRequests + 19)").map(\.attempt) == [1])
        #expect(try store.trace(of: "r30").map(\.attempt) == [1])
        // An id that comes again stands for the later request.
        try store.keep(StandingChange(traces: [Self.kept("r30", attempt: 7)]))
        #expect(try store.trace(of: "r30").map(\.attempt) == [7])
    }

    /// A refused request as it is kept.
    private static func kept(_ id: String, attempt: UInt32) -> KeptTrace {
        var book = TraceBook()
        let trace = DecisionTrace(
            RouteAsk(requestID: id, attempt: attempt), plan: nil, passed: [],
            decision: .denied(Denial(code: .noTarget, message: "")), leaseID: 0,
            at: Moment(now: 0, wall: 0), nanoseconds: 0)
        if let request = book.keep(trace) { book.end(request) }
        return book.takeEnded()[0]
    }

    @Test func longOnesAreCutToTheLatestDecisions() throws {
        let desk = Desk([server("a")])
        let plan = try desk.resolver.resolve("a/m")
        let traces = (UInt32(1)...24).map { attempt in
            DecisionTrace(
                RouteAsk(
                    requestID: "r", model: String(repeating: "x", count: 60), attempt: attempt),
                plan: plan,
                passed: Array(
                    repeating: Passed(
                        candidate: plan.candidates[0], obstacle: Obstacle(.coolingDown)),
                    count: Limits.traceSteps),
                decision: .denied(Denial(code: .noTarget, message: "")), leaseID: 0,
                at: Moment(now: 0, wall: 0), nanoseconds: 0)
        }
        var book = TraceBook()
        var request: RequestTraces?
        for trace in traces { request = book.keep(trace, of: request) }
        let kept = try #require(request).kept
        #expect(kept.bytes.count <= Limits.keptTraceBytes)
        let read = TraceCode.decoded(kept.bytes, requestID: kept.requestID)
        #expect(read.count > 1 && read.count < 24)
        #expect(read.map(\.attempt) == Array(UInt32(25 - read.count)...24))
    }

    @Test func aStoreThatFailsKeepsNothingBack() throws {
        let scratch = try Scratch()
        let router = try Self.router(scratch)
        try router.store.database.execute("DROP TABLE decisions")
        let lease = Self.ask(router, "a/m", id: "r1")
        Self.report(router, lease, id: "r1")
        #expect(!router.flush(at: Self.at(3)))
        // The report is written once it can be; the trace is not worth another try.
        #expect(router.unsaved.traces.isEmpty && router.unsaved.reported.count == 1)
        #expect(router.flush(at: Self.at(4)))
        // In memory it is known all the same.
        #expect(try Self.explain(router, "r1").count == 1)
    }
}
