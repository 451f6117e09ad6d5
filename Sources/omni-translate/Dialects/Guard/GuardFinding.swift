/// What the guard found in one request; holds nothing of the request's text.
package struct GuardFinding: Sendable, Equatable {
    /// Each family once, in their order.
    package private(set) var families: [GuardFamily] = []
    /// Passages that were found.
    package private(set) var passages = 0

    /// A finding with its first passage.
    init(_ family: GuardFamily) { note(family) }

    /// One more passage.
    mutating func note(_ family: GuardFamily) {
        passages += 1
        guard !families.contains(family) else { return }
        families.append(family)
        families.sort { $0.rawValue < $1.rawValue }
    }

    /// The gravest of the families' severities.
    package var severity: GuardSeverity { families.map(\.severity).max() ?? .medium }

    /// For the header `X-OmniRoute-Warning` and the log.
    package var warning: String { "possible prompt injection: \(labels)" }

    /// What a client is told whose request is refused for it.
    package var refusal: GatewayError {
        .badRequest(
            "The request was refused: its text looks like an attempt to change the model's "
                + "instructions (\(labels)). Take it out, or ask whoever runs the gateway to change "
                + "the guard's mode.",
            code: "prompt_injection")
    }

    private var labels: String { families.map(\.label).joined(separator: ", ") }
}
