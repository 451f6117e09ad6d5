internal import IPC

/// Which ids of tool calls a dialect takes (facts: translation-matrix, section 7).
package enum CallIDRule: Sendable, Equatable {
    /// Any text up to so many bytes.
    case length(Int)
    /// Letters, digits, `_` and `-`, up to so many.
    case word(Int)
    /// Exactly so many letters and digits.
    case alphanumeric(Int)

    /// Whether `id` obeys; the empty id never does.
    package func allows(_ id: String) -> Bool {
        let count = id.utf8.count
        switch self {
        case .length(let limit): return count > 0 && count <= limit
        case .word(let limit):
            return count > 0 && count <= limit && id.utf8.allSatisfy(ASCIIText.isWord)
        case .alphanumeric(let length):
            return count == length && id.utf8.allSatisfy(ASCIIText.isAlphanumeric)
        }
    }
}

/// Ids of tool calls: a legal one stays, any other becomes one made from it, the same for a call and its result.
package enum CallIDs {
    /// `id` as a dialect takes it.
    package static func legal(_ id: String, _ rule: CallIDRule) -> String {
        if rule.allows(id) { return id }
        switch rule {
        case .length(let limit), .word(let limit): return shortened(id, limit)
        case .alphanumeric(let length): return base62(id, length)
        }
    }

    /// The id of a provider's `index`-th call that came without one.
    package static func invented(_ target: Target, _ index: Int) -> String {
        InventedIDs.id("call_", target, "call \(index)")
    }

    /// The id of the `index`-th call of a client's history, where its dialect has none.
    ///
    /// Made from the place and the name only: the same call gets the same id in each later request, which keeps the
    /// caches of providers warm.
    package static func positional(_ index: Int, name: String) -> String {
        "call_" + SHA256.hex("history \(index)\0\(name)", digits: 24)
    }

    private static func shortened(_ id: String, _ limit: Int) -> String {
        let hash = SHA256.hex(id, digits: 16)
        let head = ASCIIText.word(id, limit: max(0, limit - 17))
        if head.isEmpty { return String("call_\(hash)".suffix(max(1, limit))) }
        return "\(head)_\(hash)"
    }

    private static func base62(_ id: String, _ length: Int) -> String {
        let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        var hash = SHA256.hash(Array(id.utf8))
        while hash.count < length { hash += SHA256.hash(hash) }
        // A remainder favours some digits a little, which does no harm here.
        return String(decoding: hash.prefix(length).map { digits[Int($0) % 62] }, as: UTF8.self)
    }
}
