internal import IPC

/// How one ask was decided.
struct DecisionTrace {
    /// A candidate that was looked at.
    struct Step {
        let connection: String
        let model: String
        /// What stood in its way; nil for nothing.
        let reason: SkipReason?
        /// Milliseconds until that would be gone; 0 for no statement.
        let waitMs: UInt64
    }

    /// What came of it.
    enum Result {
        /// This connection and model were called, under a lease, after so many milliseconds.
        case leased(connection: String, model: String, leaseID: UInt64, delayMs: UInt32)
        /// The request waited for a place.
        case waited
        case denied(RefusalCode)
    }

    /// How the call went.
    struct Call {
        let failure: FailureClass
        let reason: FailureReason
        let status: UInt32
        let firstTokenMicroseconds: UInt64
        let totalMicroseconds: UInt64
        var message: String
    }

    let requestID: String
    /// 1 for the first.
    let attempt: UInt32
    /// Microseconds since 1970.
    let wall: Int64
    /// The name asked for.
    let asked: String
    /// Empty without one.
    let combo: String
    let strategy: Strategy
    /// Entries of the combo that nobody serves.
    let unserved: [String]
    /// In the order in which they were looked at.
    let steps: [Step]
    /// Candidates looked at and not shown.
    let more: Int
    let result: Result
    /// Time the decision took.
    let nanoseconds: UInt64
    /// Nil until it was reported.
    var call: Call?
}

extension DecisionTrace {
    /// Makes the trace of a decision.
    ///
    /// `leaseID` is 0 when none was given; `plan` is nil when the name led nowhere.
    init(
        _ ask: RouteAsk, plan: Plan?, passed: [Passed], skipped: Int = 0, decision: Decision,
        leaseID: UInt64, at moment: Moment, nanoseconds: UInt64
    ) {
        requestID = ask.requestID
        attempt = ask.attempt
        wall = moment.wall
        asked = Words.shown(ask.model)
        combo = plan?.combo ?? ""
        strategy = plan?.strategy ?? .priority
        unserved = Array((plan?.unserved ?? []).prefix(Limits.traceSteps))
        steps = passed.prefix(Limits.traceSteps).map { Step($0, now: moment.now) }
        more = passed.count - steps.count + skipped
        self.nanoseconds = nanoseconds
        switch decision {
        case .lease(let candidate, let delay):
            result = .leased(
                connection: candidate.target.connection.name, model: candidate.model,
                leaseID: leaseID, delayMs: delay)
        case .wait: result = .waited
        case .denied(let denial): result = .denied(denial.code)
        }
    }
}

extension DecisionTrace.Step {
    /// The step of a candidate that was looked at.
    init(_ passed: Passed, now: UInt64) {
        let until = passed.obstacle?.until ?? 0
        self.init(
            connection: passed.candidate.target.connection.name, model: passed.candidate.model,
            reason: passed.obstacle?.reason,
            waitMs: until > now ? (until - now + 999_999) / 1_000_000 : 0)
    }
}
