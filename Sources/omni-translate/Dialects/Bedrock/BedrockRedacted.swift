/// Thoughts that are hidden: bytes here, which are Anthropic's own text where the model is a Claude.
enum BedrockRedacted {
    private static let own = ProofFamily("bedrock")

    /// The proof that a provider's bytes are.
    static func proof(_ bytes: [UInt8], _ target: Target) -> Proof {
        if ProofEnvelope.family(target) == .anthropic,
            let text = String(validating: bytes, as: UTF8.self)
        {
            return Proof(.anthropic, text)
        }
        return Proof(own, Base64Text.encoded(bytes))
    }

    /// The base64 that a provider wants back.
    static func content(_ proof: Proof) -> String {
        proof.family == own ? proof.value : Base64Text.encoded(proof.value.utf8)
    }
}
