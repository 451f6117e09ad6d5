package import IPC

/// Which names of tools a dialect takes (facts: translation-matrix, section 3).
package struct ToolNameRule: Sendable, Equatable {
    /// Most characters.
    package var limit: Int
    /// `.` and `:` are legal beside letters, digits, `_` and `-`.
    package var allowsDots = false
    /// The first character is a letter or `_`.
    package var startsWithLetter = false

    /// Letters, digits, `_` and `-`, up to so many.
    package init(limit: Int) { self.limit = limit }

    /// openai-chat.
    package static let chat = ToolNameRule(limit: 64)
    /// openai-responses.
    package static let responses = ToolNameRule(limit: 128)
    /// anthropic.
    package static let anthropic = ToolNameRule(limit: 128)
    /// anthropic before the fourth generation, and many hosts that speak it.
    package static let anthropicShort = ToolNameRule(limit: 64)
    /// bedrock.
    package static let bedrock = ToolNameRule(limit: 64)
    /// cohere.
    package static let cohere = ToolNameRule(limit: 64)
    /// gemini.
    package static let gemini: ToolNameRule = {
        var rule = ToolNameRule(limit: 64)
        rule.allowsDots = true
        rule.startsWithLetter = true
        return rule
    }()
    /// ollama, whose models learnt the names of openai.
    package static let ollama = ToolNameRule(limit: 64)

    /// The rule of a provider's dialect.
    package static func of(_ dialect: Dialect) -> ToolNameRule {
        switch dialect {
        case .openaiResponses: responses
        case .anthropic: anthropic
        case .gemini: gemini
        case .bedrock: bedrock
        case .cohere: cohere
        case .ollama: ollama
        case .openaiChat, .none: chat
        }
    }

    /// Whether a name obeys.
    package func allows(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= limit else { return false }
        return name.utf8.allSatisfy(isLegal) && isLegalFirst(first)
    }

    /// The name with each illegal character replaced by `_`; it may still be too long.
    func sanitised(_ name: String) -> String {
        var bytes: [UInt8] = []
        for scalar in name.unicodeScalars {
            let byte = UInt8(exactly: scalar.value)
            bytes.append(byte.flatMap { isLegal($0) ? $0 : nil } ?? UInt8(ascii: "_"))
        }
        guard let first = bytes.first else { return "tool" }
        if !isLegalFirst(first) { bytes.insert(UInt8(ascii: "_"), at: 0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The tail of the name, `_` and 8 hexadecimal digits of the name's hash.
    func hashed(_ name: String, attempt: Int) -> String {
        let hash = SHA256.hex(attempt == 0 ? name : "\(name)\0\(attempt)", digits: 8)
        let tail = sanitised(name).utf8.suffix(max(0, limit - 9))
        var text = String(decoding: tail, as: UTF8.self)
        // Sanitising made the first character legal, cutting may have brought another to the front.
        if let first = text.utf8.first, !isLegalFirst(first) { text = "_" + text.dropFirst() }
        return text + "_" + hash
    }

    private func isLegal(_ byte: UInt8) -> Bool {
        ASCIIText.isWord(byte)
            || allowsDots && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":"))
    }

    private func isLegalFirst(_ byte: UInt8) -> Bool {
        guard startsWithLetter else { return true }
        return byte == UInt8(ascii: "_")
            || ASCIIText.isAlphanumeric(byte) && byte > UInt8(ascii: "9")
    }
}
