internal import IPC

/// Whether and how much a model thinks, and how long its answer may be (facts: translation-matrix, section 4;
/// anthropic-messages, section 9).
struct AnthropicThinkingPlan: Equatable {
    enum Mode: Equatable {
        /// Nothing is said.
        case unsaid
        case off
        /// The model decides.
        case adaptive
        case budget(Int)
    }

    var mode = Mode.unsaid
    var effort: ReasoningRequest.Effort?
    var maxTokens: Int
    /// Value of `display`.
    var display: String?

    /// Where a budget leaves no more than this for the answer, it is cut.
    private static let leastAnswer = 1024
    /// What an answer gets beside thoughts when the client named no limit.
    private static let usualAnswer = 8192

    /// Whether the model has been told to think.
    var isOn: Bool {
        switch mode {
        case .adaptive, .budget: true
        case .unsaid, .off: false
        }
    }

    /// The plan for a request; `isForced` tells that a tool must be called.
    init(_ request: ModelRequest, _ model: AnthropicModel, isForced: Bool, client: Dialect) {
        let asked = request.sampling.maxOutputTokens
        let most = model.limitsOutput ? model.maxOutput : Int.max
        maxTokens = min(asked ?? min(model.maxOutput, Self.usual(model)), most)
        guard let reasoning = request.reasoning else { return }
        if Self.isOff(reasoning) {
            if model.isAdaptive || model.takesBudget { mode = .off }
            if client == .anthropic, let effort = reasoning.effort, effort != .none {
                set(effort, of: model.efforts.filter { $0 <= .high })
            }
            return
        }
        let isEffortOnly =
            client == .anthropic && !reasoning.isAdaptive && reasoning.budget == nil
        if isEffortOnly {
            if let effort = reasoning.effort { set(effort, of: model.efforts) }
            return
        }
        // That a client wants to see thoughts does not say that it wants any (pitfall 144).
        guard reasoning.isAdaptive || reasoning.budget != nil || reasoning.effort != nil else {
            return
        }
        if model.isAdaptive, isForced || !Self.namesBudget(reasoning) || !model.takesBudget {
            mode = .adaptive
            if let effort = Efforts.effort(reasoning) { set(effort, of: model.efforts) }
        } else if model.takesBudget {
            // A budget and a forced tool exclude each other (pitfall 120).
            guard !isForced else { return }
            setBudget(reasoning, asked: asked, most: most)
            if isOn, let effort = reasoning.effort { set(effort, of: model.efforts) }
        }
        if isOn { display = reasoning.isVisible.map { $0 ? "summarized" : "omitted" } }
    }

    /// Goes on without a budget, for a conversation that one is refused for.
    mutating func leaveBudget(_ model: AnthropicModel) {
        guard case .budget = mode else { return }
        if model.isAdaptive {
            mode = .adaptive
        } else {
            mode = .unsaid
            display = nil
        }
    }

    private static func usual(_ model: AnthropicModel) -> Int {
        model.limitsOutput ? AnthropicModel.usualOutput : model.maxOutput
    }

    private static func isOff(_ reasoning: ReasoningRequest) -> Bool {
        reasoning.isDisabled || reasoning.budget == 0
            || reasoning.budget == nil && reasoning.effort == ReasoningRequest.Effort.none
    }

    private static func namesBudget(_ reasoning: ReasoningRequest) -> Bool {
        !reasoning.isAdaptive && reasoning.effort == nil && (reasoning.budget ?? 0) > 0
    }

    private mutating func set(
        _ effort: ReasoningRequest.Effort, of allowed: [ReasoningRequest.Effort]
    ) {
        self.effort = allowed.isEmpty ? nil : Efforts.nearest(effort, in: allowed)
    }

    private mutating func setBudget(_ reasoning: ReasoningRequest, asked: Int?, most: Int) {
        let named = reasoning.budget ?? 0
        let effort = Efforts.effort(reasoning) ?? .medium
        var tokens = named > 0 ? named : Efforts.budget(effort, .anthropic)
        if asked == nil {
            // Nobody set a limit, so the answer's share is added to the thoughts'.
            let wanted = min(tokens, AnthropicModel.usualOutput) + Self.usualAnswer
            maxTokens = min(max(maxTokens, wanted), most)
        }
        if named <= 0, maxTokens > 2 * Self.leastAnswer {
            tokens = min(tokens, maxTokens - Self.leastAnswer)
        }
        if let budget = Efforts.anthropicBudget(tokens, maxTokens: maxTokens) {
            mode = .budget(budget)
        }
    }
}
