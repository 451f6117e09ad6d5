internal import IPC

/// Says why no candidate is left, so that a person knows what to do or how long to wait.
struct Refusals<Standing: CandidateStanding> {
    let plan: Plan
    let demand: Demand
    let passed: [Passed]
    let standing: Standing
    let now: UInt64

    /// The request has made all its attempts.
    var exhausted: Denial {
        Denial(
            code: .noTarget,
            message:
                "No provider that serves the model `\(Words.shown(plan.name))` could answer.")
    }

    /// One obstacle refuses the request as a whole.
    func ended(by obstacle: Obstacle) -> Denial {
        Denial(
            code: obstacle.status == 402 ? .paymentRequired : .budgetExhausted,
            message: "The budget for this request is used up." + again(obstacle.until),
            retryAfterMs: milliseconds(obstacle.until))
    }

    /// Why none of all candidates can be called.
    var denial: Denial {
        let allowed = passed.filter { $0.obstacle?.reason.kind != .permission }
        guard !allowed.isEmpty else {
            return Denial(
                code: .modelNotAllowed, message: "This key may not use the model `\(name)`.")
        }
        let active = allowed.filter { $0.obstacle?.reason.kind != .setting }
        guard !active.isEmpty else { return inactive(allowed) }
        let able = active.filter { $0.obstacle?.reason.kind != .capability }
        guard !able.isEmpty else { return unable(active) }
        return temporary(able)
    }

    private var name: String { Words.shown(plan.name) }

    // MARK: Lasting reasons

    private func inactive(_ steps: [Passed]) -> Denial {
        if steps.allSatisfy({ $0.obstacle?.reason == .disabled }) {
            return Denial(
                code: .modelNotFound,
                message: "Every connection that serves the model `\(name)` is switched off.")
        }
        return Denial(
            code: .providerBlocked,
            message: "The provider of the model `\(name)` is blocked.")
    }

    private func unable(_ steps: [Passed]) -> Denial {
        let reasons = SkipReason.allCases.filter { reason in
            steps.contains { $0.obstacle?.reason == reason }
        }
        if reasons.contains(.contextTooSmall) {
            let window = steps.map(\.candidate.window).max() ?? 0
            let most = window > 0 ? " The largest window has \(window) tokens." : ""
            return Denial(
                code: .contextTooLong,
                message: "The request is too long for the model `\(name)`.\(most)")
        }
        let lacks = reasons.map(\.need)
        return Denial(
            code: .unsupported,
            message: "The model `\(name)` does not take \(Words.list(lacks)).",
            param: reasons.first?.param)
    }

    // MARK: Reasons that pass

    private func temporary(_ steps: [Passed]) -> Denial {
        let known = steps.compactMap { step -> Passed? in
            guard var obstacle = step.obstacle else { return nil }
            if obstacle.reason == .failedBefore, let present = standing.obstacle(step.candidate) {
                obstacle.until = present.until
                if present.status != 0 { obstacle.status = present.status }
            }
            return Passed(candidate: step.candidate, obstacle: obstacle)
        }
        let soonest = known.compactMap(\.obstacle?.until).min()
        let reasons = sentence(known)
        return Denial(
            code: code(known.compactMap(\.obstacle)),
            message: "No provider can answer for the model `\(name)` now: \(reasons)."
                + again(soonest),
            retryAfterMs: milliseconds(soonest))
    }

    private func code(_ obstacles: [Obstacle]) -> RefusalCode {
        if obstacles.allSatisfy({ $0.reason == .budgetExhausted }) {
            return obstacles.allSatisfy { $0.status == 402 } ? .paymentRequired : .budgetExhausted
        }
        if obstacles.allSatisfy({ $0.reason == .quotaExhausted }) { return .quotaExhausted }
        return obstacles.allSatisfy(\.isOfRate) ? .rateLimited : .noTarget
    }

    /// "`a/m` rests after a failure (2 accounts), `b/m` is at its rate limit and 3 more".
    private func sentence(_ steps: [Passed]) -> String {
        var groups: [(text: String, accounts: Int)] = []
        for step in steps {
            guard let reason = step.obstacle?.reason else { continue }
            let text = "`\(Words.shown(step.candidate.name))` \(reason.words)"
            if let index = groups.firstIndex(where: { $0.text == text }) {
                groups[index].accounts += 1
            } else if groups.count < 2 * Limits.namesInMessage {
                groups.append((text, 1))
            }
        }
        let shown = groups.prefix(Limits.namesInMessage)
        let texts = shown.map { $0.accounts > 1 ? "\($0.text) (\($0.accounts) accounts)" : $0.text }
        let rest = steps.count - shown.reduce(0) { $0 + $1.accounts }
        return Words.list(texts + (rest > 0 ? ["\(rest) more cannot"] : []))
    }

    // MARK: Times

    private func milliseconds(_ until: UInt64?) -> UInt32 {
        guard let until, until > now else { return 0 }
        return UInt32(clamping: (until - now + 999_999) / 1_000_000)
    }

    private func again(_ until: UInt64?) -> String {
        guard let until, until > now else { return "" }
        let milliseconds = (until - now + 999_999) / 1_000_000
        return " Try again in \(Words.duration(milliseconds: milliseconds))."
    }
}

extension Obstacle {
    /// The request came too often or used too much, rather than that something is broken.
    fileprivate var isOfRate: Bool {
        switch reason {
        case .rateLimited, .busy, .quotaExhausted, .budgetExhausted: true
        case .coolingDown, .failedBefore: status == 429
        default: false
        }
    }
}

extension SkipReason {
    /// What a request has that a model lacks.
    fileprivate var need: String {
        switch self {
        case .noTools: "tools"
        case .noVision: "pictures"
        case .noAudio: "audio"
        case .noDocuments: "documents"
        case .noJSONSchema: "a schema for its answer"
        default: "this request"
        }
    }

    /// The parameter in which it stands.
    fileprivate var param: String {
        switch self {
        case .noTools: "tools"
        case .noJSONSchema: "response_format"
        default: "messages"
        }
    }
}
