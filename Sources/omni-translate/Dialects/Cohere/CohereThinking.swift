/// Whether and how much a model thinks (facts: translation-matrix, section 4).
enum CohereThinking: Equatable {
    case off
    /// As much as the model likes.
    case on
    case budget(Int)

    /// What the request asks for; nil when it asks nothing.
    static func plan(_ request: ModelRequest) -> CohereThinking? {
        guard let reasoning = request.reasoning else { return nil }
        if reasoning.isDisabled || reasoning.budget == 0 { return .off }
        if let budget = reasoning.budget, budget > 0 { return limited(budget, request) }
        if let effort = reasoning.effort {
            switch effort {
            case .none: return .off
            case .minimal, .low, .medium:
                return limited(Efforts.budget(effort, .anthropic), request)
            case .high, .xhigh, .max: return .on
            }
        }
        return reasoning.isAdaptive || reasoning.budget == -1 ? .on : nil
    }

    /// A budget below the output's limit, or none where there is no room for thoughts (pitfall 121).
    private static func limited(_ budget: Int, _ request: ModelRequest) -> CohereThinking {
        guard let limit = request.sampling.maxOutputTokens else { return .budget(budget) }
        return limit > 1 ? .budget(min(budget, limit - 1)) : .off
    }
}
