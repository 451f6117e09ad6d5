internal import IPC

/// Carries proofs through clients of a foreign dialect, which know nothing of them.
///
/// The envelope is `gw1.<family>.<value>`: whoever made a proof is known when it comes back. Behind the family may stand
/// `!` for a redacted one and `~` with the id of the item that it belongs to.
package enum ProofEnvelope {
    /// What an envelope holds.
    package struct Content: Sendable, Equatable {
        package var proof: Proof
        /// The proof is all of a reasoning whose text is hidden.
        package var isRedacted: Bool
    }

    /// A proof for a client of another dialect.
    package static func wrap(_ proof: Proof) -> String { wrap(proof, isRedacted: false) }

    /// A proof for a client of another dialect, told apart when it is all of a redacted reasoning.
    package static func wrap(_ proof: Proof, isRedacted: Bool) -> String {
        var head = prefix + proof.family.name
        if isRedacted { head += "!" }
        if let id = proof.itemID, isItemID(id) { head += "~" + id }
        return head + "." + proof.value
    }

    /// An envelope in base64, for clients whose SDK decodes proofs (gemini: `thoughtSignature` is bytes there).
    package static func wrapBase64(_ proof: Proof, isRedacted: Bool = false) -> String {
        Base64Text.encoded(wrap(proof, isRedacted: isRedacted).utf8)
    }

    /// The proof in an envelope, plain or in base64; nil when `text` is none.
    package static func unwrap(_ text: String) -> Proof? { open(text)?.proof }

    /// What an envelope holds, plain or in base64; nil when `text` is none.
    package static func open(_ text: String) -> Content? {
        if text.utf8.starts(with: prefix.utf8) { return openPlain(text) }
        guard text.utf8.starts(with: base64Prefix.utf8),
            let bytes = Base64Text.decoded(text),
            let plain = String(validating: bytes, as: UTF8.self)
        else { return nil }
        return openPlain(plain)
    }

    /// Whether JSON bytes may hold an envelope, so that one that does not need no closer look.
    package static func isMentioned(in bytes: RawSpan) -> Bool {
        EnvelopeSearch.finds(in: bytes)
    }

    /// Whether `proof` may be sent to `target`: of its family, or of unknown maker from a client of the same dialect.
    package static func fits(_ proof: Proof, _ target: Target) -> Bool {
        if proof.family == .unknown { return target.client == target.provider }
        return proof.family == family(target)
    }

    /// Whose proofs a target makes and takes.
    package static func family(_ target: Target) -> ProofFamily {
        switch target.provider {
        case .bedrock:
            let model = target.model.lowercased()
            let isClaude = model.holds("claude") || model.holds("anthropic")
            return isClaude ? .anthropic : ProofFamily("bedrock")
        case .gemini: return .google
        case .anthropic: return known(target.profile, hosts: anthropicHosts, .anthropic)
        case .openaiChat, .openaiResponses:
            if googleHosts.contains(target.profile) { return .google }
            return known(target.profile, hosts: openaiHosts, .openai)
        case .ollama: return known(target.profile, hosts: [], ProofFamily("ollama"))
        case .cohere: return known(target.profile, hosts: [], ProofFamily("cohere"))
        case .none: return .unknown
        }
    }

    /// Profiles that stand for the maker itself.
    private static let anthropicHosts: Set<String> = [
        "anthropic", "claude", "vertex", "vertex-anthropic", "bedrock", "azure",
    ]
    private static let openaiHosts: Set<String> = ["openai", "azure", "chatgpt", "codex"]
    private static let googleHosts: Set<String> = ["gemini", "google", "vertex"]

    private static let prefix = "gw1."
    /// What base64 of the prefix begins with; the next character depends on the family.
    private static let base64Prefix = "Z3cxL"

    private static func known(
        _ profile: String, hosts: Set<String>, _ maker: ProofFamily
    ) -> ProofFamily {
        profile.isEmpty || hosts.contains(profile) ? maker : ProofFamily(profile)
    }

    private static func openPlain(_ text: String) -> Content? {
        let body = text.utf8.dropFirst(prefix.utf8.count)
        guard let dot = body.firstIndex(of: UInt8(ascii: ".")) else { return nil }
        let value = String(text[text.utf8.index(after: dot)...])
        var head = text[body.startIndex..<dot]
        var itemID: String?
        if let tilde = head.firstIndex(of: "~") {
            let id = String(head[head.index(after: tilde)...])
            guard isItemID(id) else { return nil }
            itemID = id
            head = head[..<tilde]
        }
        let isRedacted = head.last == "!"
        if isRedacted { head.removeLast() }
        guard !value.isEmpty, isFamily(head) else { return nil }
        let proof = Proof(ProofFamily(String(head)), value, itemID: itemID)
        return Content(proof: proof, isRedacted: isRedacted)
    }

    private static func isFamily(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy {
                ASCIIText.isAlphanumeric($0) && !($0 >= 0x41 && $0 <= 0x5a)
                    || $0 == UInt8(ascii: "-")
            }
    }

    private static func isItemID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 256 && text.utf8.allSatisfy(ASCIIText.isWord)
    }
}
