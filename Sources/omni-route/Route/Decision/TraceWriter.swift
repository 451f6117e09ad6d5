internal import IPC
internal import JSON

/// Writes decisions as JSON, for `omniroute explain` and `omniroute route`.
enum TraceWriter {
    /// The decisions of one request, oldest first, an object a line.
    static func lines(_ traces: [DecisionTrace]) -> [UInt8] {
        JSONLines.of(traces) { trace, object in write(trace, &object) }
    }

    /// Who would answer now: `{"model", "combo", "strategy", "candidates": […]}`.
    static func survey(_ plan: Plan, _ passed: [Passed], now: UInt64) -> [UInt8] {
        var writer = JSONWriter()
        let next = passed.firstIndex { $0.obstacle == nil }
        writer.object { object in
            object.member("model", plan.name)
            object.member("combo", plan.combo)
            object.member("strategy", plan.strategy.name)
            object.member("attempts", plan.attempts)
            if !plan.unserved.isEmpty { object.member("unserved", plan.unserved) }
            object.name("candidates")
            object.array { array in
                for (index, step) in passed.prefix(Limits.surveySteps).enumerated() {
                    let state = index == next ? "next" : "ready"
                    write(DecisionTrace.Step(step, now: now), state, &array)
                }
            }
            object.member("more", max(0, passed.count - Limits.surveySteps))
        }
        return writer.take()
    }

    /// A refusal instead of either: `{"error": {"code", "message", "status"}}`.
    static func refusal(_ denial: Denial) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.name("error")
            object.object { error in
                error.member("code", denial.code.rawValue)
                error.member("message", denial.message)
                error.member("status", denial.code.status)
            }
        }
        return writer.take()
    }

    private static func write(_ trace: DecisionTrace, _ object: inout JSONWriter) {
        object.member("request_id", trace.requestID)
        object.member("attempt", trace.attempt)
        object.member("time_unix_us", trace.wall)
        object.member("model", trace.asked)
        object.member("combo", trace.combo)
        object.member("strategy", trace.strategy.name)
        if !trace.unserved.isEmpty { object.member("unserved", trace.unserved) }
        object.name("candidates")
        object.array { array in
            for step in trace.steps { write(step, "ready", &array) }
        }
        object.member("more", trace.more)
        write(trace.result, &object)
        object.member("decision_ns", trace.nanoseconds)
        if let call = trace.call { write(call, &object) }
    }

    private static func write(
        _ step: DecisionTrace.Step, _ ready: String, _ writer: inout JSONWriter
    ) {
        writer.object { object in
            object.member("connection", step.connection)
            object.member("model", step.model)
            object.member("state", step.reason?.rawValue ?? ready)
            if step.waitMs > 0 { object.member("wait_ms", step.waitMs) }
        }
    }

    private static func write(_ result: DecisionTrace.Result, _ object: inout JSONWriter) {
        switch result {
        case .leased(let connection, let model, let id, let delay):
            object.member("result", "chosen")
            object.member("connection", connection)
            object.member("target_model", model)
            object.member("lease_id", id)
            if delay > 0 { object.member("delay_ms", delay) }
        case .waited: object.member("result", "waited")
        case .denied(let code):
            object.member("result", "refused")
            object.member("code", code.rawValue)
        }
    }

    private static func write(_ call: DecisionTrace.Call, _ object: inout JSONWriter) {
        object.name("call")
        object.object { object in
            object.member("failure", "\(call.failure)")
            object.member("reason", "\(call.reason.word)")
            object.member("status", call.status)
            object.member("first_token_us", call.firstTokenMicroseconds)
            object.member("total_us", call.totalMicroseconds)
            if !call.message.isEmpty { object.member("message", call.message) }
        }
    }
}

extension Strategy {
    /// As the configuration file spells it.
    var name: String {
        switch self {
        case .priority: "priority"
        case .roundRobin: "round-robin"
        case .p2C: "p2c"
        case .random: "random"
        case .leastUsed: "least-used"
        case .costOptimized: "cost-optimized"
        case .weighted: "weighted"
        case .lowestLatency: "lowest-latency"
        case .tiered: "tiered"
        }
    }
}
