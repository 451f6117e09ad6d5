internal import IPC
internal import JSON

/// How much a model is told to think, and whether it shows that (facts: translation-matrix, section 4).
struct GeminiThinkingPlan: Equatable {
    private(set) var budget: Int?
    private(set) var level: ReasoningRequest.Effort?
    private(set) var includesThoughts = false

    init(_ request: ModelRequest, _ model: GeminiModel, client: Dialect) {
        guard let reasoning = request.reasoning else { return }
        switch model.thinking {
        case .none: return
        case .budget(let table, let range, let canBeOff):
            budget = Self.budget(reasoning, table, range, canBeOff)
            if let limit = request.sampling.maxOutputTokens, limit > 0, let tokens = budget,
                tokens >= limit
            {
                budget = max(canBeOff ? 0 : range.lowerBound, min(tokens, limit - 1))
            }
        case .levels(let levels): level = Self.level(reasoning, levels)
        }
        includesThoughts = Self.shows(reasoning, to: client)
    }

    private static func budget(
        _ reasoning: ReasoningRequest, _ table: Efforts.BudgetTable, _ range: ClosedRange<Int>,
        _ canBeOff: Bool
    ) -> Int? {
        if reasoning.isDisabled { return canBeOff ? 0 : range.lowerBound }
        var tokens = reasoning.budget
        if tokens == nil, let effort = reasoning.effort { tokens = Efforts.budget(effort, table) }
        guard let tokens else { return reasoning.isAdaptive ? -1 : nil }
        if tokens < 0 { return -1 }
        if tokens == 0, canBeOff { return 0 }
        return min(max(tokens, range.lowerBound), range.upperBound)
    }

    /// The same level, else the next higher one, else the highest.
    private static func level(
        _ reasoning: ReasoningRequest, _ levels: [ReasoningRequest.Effort]
    ) -> ReasoningRequest.Effort? {
        guard let effort = Efforts.effort(reasoning) else { return nil }
        return levels.first { $0 >= effort } ?? levels.last
    }

    /// Visibility is apart from strength (pitfall 144): where a client cannot say it, thoughts that it asked for are
    /// meant to be seen.
    private static func shows(_ reasoning: ReasoningRequest, to client: Dialect) -> Bool {
        if let isVisible = reasoning.isVisible { return isVisible }
        switch client {
        case .gemini, .openaiResponses, .none: return false
        case .openaiChat, .anthropic, .ollama, .cohere, .bedrock:
            if reasoning.isDisabled { return false }
            return reasoning.isAdaptive || Efforts.effort(reasoning) != ReasoningRequest.Effort.none
        }
    }

    /// Writes `thinkingConfig`, if there is anything to say.
    func write(into writer: inout JSONWriter) {
        guard budget != nil || level != nil || includesThoughts else { return }
        writer.name("thinkingConfig")
        writer.object { writer in
            if let budget { writer.member("thinkingBudget", budget) }
            if let level { writer.member("thinkingLevel", level.rawValue.uppercased()) }
            if includesThoughts { writer.member("includeThoughts", true) }
        }
    }
}
