internal import Crypto
internal import EventLoop
internal import IPC

/// The API key that is made when there is none.
///
/// Shown once; only its hash leaves this process.
struct FirstKey {
    /// What marks our keys, for people and for secret scanners.
    static let prefix = "sk-omni-"

    /// The key itself.
    let secret: String
    /// What route keeps.
    let record: ClientKey

    /// Makes a key from 32 random bytes.
    init(randomBytes: [UInt8], now: Int64) {
        secret = Self.prefix + Self.base64URL(randomBytes)
        let hash = Crypto.sha256(secret)
        record = ClientKey(
            id: "first-\(Crypto.hex(Array(hash.prefix(4))))", name: "first", hash: hash,
            createdUnixUs: now)
    }

    /// Makes a key that nobody can guess.
    static func make() -> FirstKey {
        FirstKey(randomBytes: Crypto.randomBytes(32), now: wallMicroseconds())
    }

    /// RFC 4648 section 5, without padding.
    static func base64URL(_ bytes: [UInt8]) -> String {
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
            bits &= (1 << UInt32(count)) - 1
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }
}
