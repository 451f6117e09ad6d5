internal import NIOCore

/// The opaque texts by which a model recognises its own reasoning: signatures, encrypted content.
///
/// The mock keeps no state, so a proof carries a check of itself and is known after a restart.
/// It looks like one of its family's: Anthropic's and Google's are Base64 of a protobuf message,
/// OpenAI's are a Fernet token.
enum Proof {
    /// Whose proof it is; no family takes another one's.
    enum Family: String {
        case anthropic
        case openai
        case gemini
        case bedrock
    }

    /// Stands for a proof that Gemini takes for a call that never had one.
    static let geminiSentinels: Set = [
        "skip_thought_signature_validator", "context_engineering_is_the_way_to_go",
    ]

    /// A proof.
    ///
    /// - Parameters:
    ///   - family: Whose it is.
    ///   - text: What it is of, as it stands inside a JSON string; a changed text will not fit it.
    /// - Returns: Base64, of the kind that the family sends.
    static func issue(_ family: Family, of text: [UInt8]) -> String {
        encode(family, Array("\(start(family))\(check(family, text))".utf8))
    }

    /// Whether a proof was issued here.
    ///
    /// - Parameters:
    ///   - proof: What came back.
    ///   - family: Whose it should be.
    ///   - text: What it should be of.
    /// - Returns: Whether it is.
    static func isIssued(_ proof: String, _ family: Family, of text: [UInt8]) -> Bool {
        proof == issue(family, of: text)
    }

    /// A proof that is of no text, but differs from others.
    ///
    /// - Parameters:
    ///   - family: Whose it is.
    ///   - nonce: What it differs by; without a slash.
    /// - Returns: As `issue(_:of:)`.
    static func issue(_ family: Family, nonce: String) -> String {
        encode(family, Array("\(start(family))\(nonce)/\(check(family, Array(nonce.utf8)))".utf8))
    }

    /// Whether a proof was issued here for a nonce, whichever it was.
    static func isIssued(_ proof: String, _ family: Family) -> Bool {
        let text = proof.replacing("-", with: "+").replacing("_", with: "/")
        guard let bytes = Base64.decode(text.utf8) else { return false }
        let parts = String(decoding: bytes.dropFirst(family.start.count), as: UTF8.self)
            .split(separator: "/")
        return parts.count == 4 && proof == issue(family, nonce: String(parts[2]))
    }

    private static func start(_ family: Family) -> String { "omni-mock/\(family.rawValue)/" }

    private static func encode(_ family: Family, _ body: [UInt8]) -> String {
        let encoded = Base64.encode(family.start + body)
        return family == .openai
            ? encoded.replacing("+", with: "-").replacing("/", with: "_") : encoded
    }

    private static func check(_ family: Family, _ text: [UInt8]) -> String {
        let hash = RequestLog.hash(ByteBuffer(bytes: Array(family.rawValue.utf8) + [0] + text))
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}

extension Proof.Family {
    /// The bytes that proofs of the family begin with.
    fileprivate var start: [UInt8] {
        switch self {
        case .anthropic, .bedrock: [0x12, 0xC0, 0x02]
        case .openai: [0x80, 0, 0, 0, 0]
        case .gemini: [0x0A, 0xC0, 0x02]
        }
    }
}
