/// What a model thought before it answered.
package struct Reasoning: Sendable, Equatable {
    /// Exact text, parts of a summary joined by a blank line; empty when only the proof is known.
    package var text: String
    package var proof: Proof?
    /// The text is hidden: `proof` holds all of it.
    package var isRedacted = false

    package init(_ text: String, proof: Proof? = nil, isRedacted: Bool = false) {
        self.text = text
        self.proof = proof
        self.isRedacted = isRedacted
    }
}

/// Something opaque that a provider wants back to know its own reasoning again: a signature, encrypted reasoning.
package struct Proof: Sendable, Equatable {
    /// Who made it; only the same family understands it.
    package var family: ProofFamily
    /// As the provider sent it; never shortened or re-encoded.
    package var value: String
    /// openai-responses: id of the reasoning item that it belongs to.
    package var itemID: String?

    package init(_ family: ProofFamily, _ value: String, itemID: String? = nil) {
        self.family = family
        self.value = value
        self.itemID = itemID
    }
}

/// Makers of proofs that do not understand one another's.
package struct ProofFamily: Sendable, Equatable, Hashable {
    /// Lower-case letters, digits and dashes: "anthropic", "openai", "google", "xai", "moonshot".
    package var name: String

    package init(_ name: String) { self.name = name }

    package static let anthropic = ProofFamily("anthropic")
    package static let openai = ProofFamily("openai")
    package static let google = ProofFamily("google")
    /// A proof that a client sent in its own dialect, without our envelope: it may be of any maker that speaks it.
    package static let unknown = ProofFamily("unknown")
}
