internal import IPC

/// Thoughts and their proofs on their way to a client of this dialect (facts: translation-matrix, section 5).
enum AnthropicProofs {
    /// Whether a client that wants no thoughts would get some: a provider of its own dialect has hidden them itself.
    static func hidesText(_ context: AnswerContext) -> Bool {
        context.plan.showsReasoning == false && context.target.provider != .anthropic
    }

    /// As the client sees a proof: bare from a provider of its own dialect, else in the gateway's envelope.
    static func shown(
        _ proof: Proof, isRedacted: Bool = false, _ context: AnswerContext
    ) -> String {
        context.target.provider == .anthropic
            ? proof.value : ProofEnvelope.wrap(proof, isRedacted: isRedacted)
    }
}
