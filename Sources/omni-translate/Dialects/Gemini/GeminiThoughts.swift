internal import IPC

/// Thoughts that are being written, as far as their signature needs it.
struct GeminiThoughts {
    let isRedacted: Bool
    var proof: Proof?
    /// Of the text so far.
    var hash = SHA256()

    init(isRedacted: Bool) { self.isRedacted = isRedacted }

    /// The signature that another part carries; nil without a proof.
    var carried: String? {
        guard let proof, !proof.value.isEmpty else { return nil }
        return GeminiProofs.carried(proof, hash: hash, isRedacted: isRedacted)
    }
}
