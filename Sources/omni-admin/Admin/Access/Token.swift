internal import Crypto

/// A secret of 256 random bits as text, and what is kept of it.
enum Token {
    /// Bytes of chance in one.
    static let bytes = 32
    /// Characters of one.
    static let characters = 43

    /// A new one, in base64url.
    static func make(_ random: (Int) -> [UInt8]) -> String {
        var secret = random(bytes)
        defer { Crypto.wipe(&secret) }
        return String(decoding: Crypto.base64URL(secret.span.bytes), as: UTF8.self)
    }

    /// What is kept of it: its SHA-256 hash.
    static func hash(_ token: String) -> [UInt8] { Crypto.sha256(token) }

    /// The token that a browser's own pages send beside the session's cookie; other sites cannot know it.
    static func csrf(of session: String) -> String {
        let message = Array("omniroute csrf 1".utf8)
        let code = Crypto.hmacSHA256(message.span.bytes, key: Array(session.utf8).span.bytes)
        return String(decoding: Crypto.base64URL(code.span.bytes), as: UTF8.self)
    }

    /// Whether two texts are equal, in a time that depends on their lengths only.
    static func equal(_ a: String, _ b: String) -> Bool {
        Crypto.constantTimeEqual(Array(a.utf8), Array(b.utf8))
    }
}
