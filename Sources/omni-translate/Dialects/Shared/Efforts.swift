/// Reasoning strength between efforts and budgets (facts: translation-matrix, section 4).
package enum Efforts {
    /// Models that want a number of tokens for an effort.
    package enum BudgetTable: Sendable {
        /// Claude with manual budgets: at least 1024 and below the output limit.
        case anthropic
        /// Gemini 2.5 Flash.
        case geminiFlash
        /// Gemini 2.5 Flash-Lite: 0 or at least 512.
        case geminiFlashLite
        /// Gemini 2.5 Pro, which always thinks.
        case geminiPro
    }

    /// The least budget that Claude takes.
    package static let leastAnthropicBudget = 1024

    /// The effort that a budget of tokens stands for; nil for -1, which leaves it to the model.
    package static func effort(budget: Int) -> ReasoningRequest.Effort? {
        if budget < 0 { return nil }
        return ceilings.first { budget <= $0.tokens }?.effort ?? .xhigh
    }

    /// The effort that a client asked for in whatever way; nil when it said nothing.
    package static func effort(_ request: ReasoningRequest) -> ReasoningRequest.Effort? {
        if request.isDisabled { return ReasoningRequest.Effort.none }
        return request.effort ?? request.budget.flatMap(effort(budget:))
    }

    /// The budget that an effort stands for.
    package static func budget(_ effort: ReasoningRequest.Effort, _ table: BudgetTable) -> Int {
        let row = budgets[effort.rank]
        switch table {
        case .anthropic: return row.anthropic
        case .geminiFlash: return row.flash
        case .geminiFlashLite: return row.flashLite
        case .geminiPro: return row.pro
        }
    }

    /// A budget that Claude takes beside an output limit; nil when there is no room for thinking (pitfall 121).
    package static func anthropicBudget(_ budget: Int, maxTokens: Int) -> Int? {
        guard budget > 0, maxTokens > leastAnthropicBudget else { return nil }
        return min(max(budget, leastAnthropicBudget), maxTokens - 1)
    }

    /// The nearest of `allowed` (ascending): same, else next lower, else the lowest.
    ///
    /// Only `none` may become `none`: a client that asked for a little thinking does not get it switched off.
    package static func nearest(
        _ effort: ReasoningRequest.Effort, in allowed: [ReasoningRequest.Effort]
    ) -> ReasoningRequest.Effort {
        if effort == .none || allowed.contains(effort) {
            return allowed.contains(effort) ? effort : allowed.first ?? effort
        }
        let thinking = allowed.filter { $0 != .none }
        return thinking.last { $0 < effort } ?? thinking.first ?? allowed.first ?? effort
    }

    private static let ceilings: [(tokens: Int, effort: ReasoningRequest.Effort)] = [
        (0, .none), (512, .minimal), (1024, .low), (8192, .medium), (24_576, .high),
    ]

    /// In the order of `Effort.allCases`.
    private static let budgets: [(anthropic: Int, flash: Int, flashLite: Int, pro: Int)] = [
        (0, 0, 0, 128),
        (1024, 512, 512, 512),
        (2048, 1024, 1024, 1024),
        (8192, 8192, 8192, 8192),
        (16_384, 24_576, 24_576, 24_576),
        (32_768, 24_576, 24_576, 32_768),
        (Int.max, 24_576, 24_576, 32_768),
    ]
}

extension ReasoningRequest.Effort {
    /// Place in `allCases`.
    fileprivate var rank: Int {
        switch self {
        case .none: 0
        case .minimal: 1
        case .low: 2
        case .medium: 3
        case .high: 4
        case .xhigh: 5
        case .max: 6
        }
    }
}
