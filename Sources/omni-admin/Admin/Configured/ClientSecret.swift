internal import Crypto

/// The secret of a client's key: shown once, kept as its hash.
struct ClientSecret {
    /// What marks our keys, for people and for secret scanners.
    static let prefix = "sk-omni-"

    /// What the client shows.
    let text: String

    /// A new one, of 256 random bits.
    init(_ random: (Int) -> [UInt8]) { text = Self.prefix + Token.make(random) }

    /// Its SHA-256 hash in hexadecimal, as the configuration keeps it.
    var hash: String { Crypto.hex(Token.hash(text)) }
}
