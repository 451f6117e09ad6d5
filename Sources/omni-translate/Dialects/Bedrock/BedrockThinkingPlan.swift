internal import IPC

/// Whether and how much a model thinks; each line of models says it in a field of its own (facts: others, section 4).
enum BedrockThinkingPlan: Equatable {
    /// Nothing is said, or the model cannot be told.
    case unsaid
    case claude(AnthropicThinkingPlan)
    /// `reasoning_effort`.
    case effort(ReasoningRequest.Effort)
    /// `reasoningConfig`; nil is off.
    case nova(ReasoningRequest.Effort?)

    /// The plan for a request; `isForced` tells that a tool must be called.
    init(_ request: ModelRequest, _ model: BedrockModel, isForced: Bool, _ target: Target) {
        let effort = request.reasoning.flatMap { Efforts.effort($0) }
        switch (model.line, effort) {
        case (.claude(let claude), _):
            self = .claude(
                AnthropicThinkingPlan(
                    request, claude, isForced: isForced, client: target.client))
        case (.gptOSS, let effort?):
            self = .effort(Efforts.nearest(effort, in: [.low, .medium, .high]))
        case (.nova2, let effort?):
            let isOff = effort == ReasoningRequest.Effort.none
            self = .nova(isOff ? nil : Efforts.nearest(effort, in: [.low, .medium, .high]))
        case (.gptOSS, nil), (.nova2, nil), (.nova, _), (.mistral, _), (.cohere, _), (.other, _):
            self = .unsaid
        }
    }

    /// Whether a Claude has been told to think.
    var isClaudeOn: Bool {
        if case .claude(let plan) = self { plan.isOn } else { false }
    }

    /// The plan of a Claude with a budget, which older models bind to rules of their own.
    var hasBudget: Bool {
        if case .claude(let plan) = self, case .budget = plan.mode { true } else { false }
    }

    /// Nova leaves nothing else to be set at its highest effort.
    var excludesInference: Bool { self == .nova(.high) }

    /// Goes on without a budget, for a conversation that one is refused for.
    mutating func leaveBudget(_ model: BedrockModel) {
        guard case .claude(var plan) = self, hasBudget else { return }
        plan.mode = model.claude?.isAdaptive == true ? .adaptive : .unsaid
        if !plan.isOn { plan.display = nil }
        self = .claude(plan)
    }

    /// Most tokens of the answer; nil to leave it to the provider.
    func maxTokens(_ request: ModelRequest) -> Int? {
        guard let asked = request.sampling.maxOutputTokens, asked > 0 else {
            // A budget needs a limit above it.
            if case .claude(let plan) = self, case .budget = plan.mode { return plan.maxTokens }
            return nil
        }
        if case .claude(let plan) = self { return max(1, plan.maxTokens) }
        return asked
    }
}
