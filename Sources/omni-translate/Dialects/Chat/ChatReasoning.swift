internal import JSON

/// How hosts of this dialect are asked to think (facts: openai-chat, sections 8 and 9; translation-matrix, section 4).
enum ChatReasoning {
    /// Whether the model will reason.
    static func isOn(_ request: ReasoningRequest?, _ profile: ChatProfile) -> Bool {
        guard let request, isAsked(request) else { return profile.alwaysReasons }
        return !isOff(request)
    }

    private static func isAsked(_ request: ReasoningRequest) -> Bool {
        request.effort != nil || request.budget != nil || request.isAdaptive || request.isDisabled
    }

    private static func isOff(_ request: ReasoningRequest) -> Bool {
        Efforts.effort(request) == ReasoningRequest.Effort.none
    }

    /// Writes the fields of the profile's form; none when the client said nothing of strength (pitfall 144).
    static func write(
        _ request: ReasoningRequest, _ profile: ChatProfile, into writer: inout JSONWriter
    ) {
        switch profile.reasoning {
        case .none: return
        case .effort(let allowed): write(effort: request, allowed, into: &writer)
        case .object: write(object: request, into: &writer)
        case .thinkingType(let allowed):
            guard isAsked(request) else { return }
            let isOff = isOff(request)
            writer.name("thinking")
            writer.object { $0.member("type", isOff ? "disabled" : "enabled") }
            if !isOff { write(effort: request, allowed, into: &writer) }
        case .enableThinking:
            guard isAsked(request) else { return }
            writer.member("enable_thinking", !isOff(request))
            if let budget = request.budget, budget > 0 { writer.member("thinking_budget", budget) }
        case .template(let flag):
            guard isAsked(request) else { return }
            let isOn = !isOff(request)
            writer.name("chat_template_kwargs")
            writer.object { writer in
                writer.name(text: flag)
                writer.bool(isOn)
            }
        }
    }

    /// Writes the effort alone, where the profile's form has one.
    static func writeEffort(
        _ request: ReasoningRequest, _ profile: ChatProfile, into writer: inout JSONWriter
    ) {
        guard let allowed = profile.reasoning.efforts else { return }
        write(effort: request, allowed, into: &writer)
    }

    private static func write(
        effort request: ReasoningRequest, _ allowed: [ReasoningRequest.Effort],
        into writer: inout JSONWriter
    ) {
        guard !allowed.isEmpty, let effort = Efforts.effort(request) else { return }
        writer.member("reasoning_effort", Efforts.nearest(effort, in: allowed).rawValue)
    }

    private static func write(object request: ReasoningRequest, into writer: inout JSONWriter) {
        writer.name("reasoning")
        writer.object { writer in
            if isAsked(request), isOff(request) {
                writer.member("enabled", false)
            } else if let budget = request.budget, budget > 0 {
                writer.member("max_tokens", budget)
            } else if let effort = request.effort {
                writer.member("effort", Efforts.nearest(effort, in: objectEfforts).rawValue)
            } else if isAsked(request) {
                writer.member("enabled", true)
            }
            if request.isVisible == false { writer.member("exclude", true) }
        }
    }

    private static let objectEfforts: [ReasoningRequest.Effort] = [
        .minimal, .low, .medium, .high, .xhigh,
    ]
}

extension ChatProfile.ReasoningForm {
    /// Values of `reasoning_effort`; nil where the form has none or takes any.
    var efforts: [ReasoningRequest.Effort]? {
        switch self {
        case .effort(let allowed), .thinkingType(let allowed): allowed.isEmpty ? nil : allowed
        case .none, .object, .enableThinking, .template: nil
        }
    }
}
