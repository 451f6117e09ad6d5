/// A provider's error message, as far as it is passed to route and its traces.
enum ProviderWords {
    /// Bytes that are kept.
    private static let longest = 300
    /// What keys of providers begin with; egress masks the connection's own, but a message may hold another one.
    private static let keyBeginnings = [
        "sk-", "pk-", "rk-", "gsk_", "xai-", "AIza", "AKIA", "ASIA", "ghp_", "gho_", "hf_", "pplx-",
        "nvapi-", "eyJ",
    ]

    /// One line, at most 300 bytes, keys masked.
    static func of(_ message: String) -> String {
        var result = ""
        var hidesNext = false
        for word in message.prefix(4 * longest).split(whereSeparator: \.isWhitespace) {
            let shown = hidesNext ? "***" : masked(word)
            hidesNext = word.lowercased() == "bearer"
            guard result.utf8.count + shown.utf8.count < longest else {
                append(shown, to: &result)
                break
            }
            if !result.isEmpty { result += " " }
            result += shown
        }
        return result
    }

    /// As much of a last word as has room.
    private static func append(_ word: String, to result: inout String) {
        if !result.isEmpty { result += " " }
        for scalar in word.unicodeScalars {
            guard result.utf8.count + 4 <= longest else { return }
            result.unicodeScalars.append(scalar)
        }
    }

    private static func masked(_ word: Substring) -> String {
        let bytes = Array(word.utf8)
        for start in bytes.indices where keyBeginnings.contains(where: { bytes.has($0, at: start) })
        {
            let end = bytes[start...].firstIndex { !isOfKey($0) } ?? bytes.endIndex
            // Shorter ones are words: "sk-" in "risk-free".
            guard end - start >= 16 else { continue }
            return String(decoding: bytes[..<start], as: UTF8.self) + "***"
                + String(decoding: bytes[end...], as: UTF8.self)
        }
        return String(word)
    }

    private static func isOfKey(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."), UInt8(ascii: "*"):
            true
        default: false
        }
    }
}

extension [UInt8] {
    /// Whether `text` stands at `start`.
    fileprivate func has(_ text: String, at start: Int) -> Bool {
        count - start >= text.utf8.count
            && self[start..<start + text.utf8.count].elementsEqual(text.utf8)
    }
}
