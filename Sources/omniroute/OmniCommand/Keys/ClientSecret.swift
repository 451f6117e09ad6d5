internal import Crypto

/// Secrets of API keys that are made here.
enum ClientSecret {
    /// What marks our keys, for people and for secret scanners.
    static let prefix = "sk-omni-"

    /// One that nobody can guess: 32 random bytes.
    static func make() -> String {
        let random = Crypto.randomBytes(32)
        return prefix + String(decoding: Crypto.base64URL(random.span.bytes), as: UTF8.self)
    }
}
