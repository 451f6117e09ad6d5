internal import IPC

/// What a request needs of a candidate, worked out once for each choice.
final class Demand {
    /// How strictly candidates are looked at; each level is for when the one before left nobody.
    enum Strictness: Int, Comparable {
        /// As asked.
        case strict
        /// Accounts of a server that has just failed are looked at as well.
        case sameServer
        /// And windows that are unknown, or too small only by a rough estimate.
        case anyWindow

        static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    /// 1 for the first.
    let attempt: UInt32
    /// Milliseconds left for the whole request; 0 for no bound.
    let remainingMs: UInt32
    /// What the key may use.
    let scope: KeyScope
    /// Ids of providers that nobody may use, in lower case.
    let blocked: Set<String>
    /// Calls of this request that failed, oldest first, as far as they are remembered.
    let failed: [FailedAttempt]
    /// How strict to be.
    var strictness = Strictness.strict
    /// Base URLs of servers that failed for this request.
    let failedServers: [String]
    private let needs: Capabilities
    private let inputTokens: UInt64
    private let outputTokens: UInt64
    private let windowExceeded: UInt64

    init(
        _ ask: RouteAsk, scope: KeyScope = .open, blocked: Set<String> = [],
        failed: [FailedAttempt] = [], failedServers: [String] = []
    ) {
        attempt = ask.attempt
        remainingMs = ask.remainingMs
        inputTokens = ask.estimatedInputTokens
        outputTokens = ask.maxOutputTokens
        windowExceeded = ask.windowExceeded
        self.scope = scope
        self.blocked = blocked
        self.failed = failed
        self.failedServers = failedServers
        needs = Capabilities(neededBy: ask)
    }

    /// Whether a candidate's model can serve the request, as far as is known.
    func suits(_ candidate: Candidate) -> Bool { shortcoming(of: candidate) == nil }

    /// Why a candidate's model cannot serve the request; nil for nothing that is known.
    func shortcoming(of candidate: Candidate) -> SkipReason? {
        lack(of: candidate) ?? (isTooLong(for: candidate) ? .contextTooSmall : nil)
    }

    private func lack(of candidate: Candidate) -> SkipReason? {
        let lacking = needs.intersection(candidate.lacks)
        return lacking.isEmpty ? nil : lacking.reason
    }

    /// Whether a model's window is too small.
    ///
    /// The estimate is bytes divided by four, which is up to a quarter too much for JSON with much markup, and a guess for
    /// pictures, sound and documents. So a model is passed over only when the estimate is a quarter above its window,
    /// and, when no other is left, still asked up to twice its window: the provider's word is better than ours.
    private func isTooLong(for candidate: Candidate) -> Bool {
        let window = candidate.window
        if windowExceeded > 0 {
            if window == 0 { return strictness < .anyWindow }
            if window <= windowExceeded { return true }
        }
        guard window > 0, needs.isDisjoint(with: [.vision, .audio, .documents]) else {
            return false
        }
        let most = candidate.maxOutput
        // A bound above what the model can answer is lowered before it is sent.
        let output = most > 0 ? min(outputTokens, most) : outputTokens
        let (need, overflow) = inputTokens.addingReportingOverflow(output)
        if overflow { return true }
        let slack = strictness < .anyWindow ? window / 4 : window
        let (room, isEndless) = window.addingReportingOverflow(slack)
        return !isEndless && need > room
    }
}
