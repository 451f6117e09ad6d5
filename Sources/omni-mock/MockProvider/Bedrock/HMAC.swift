internal import Crypto

/// Keyed hashes (RFC 2104).
enum HMAC {
    /// Bytes that SHA-256 takes at a time.
    private static let blockBytes = 64

    /// The hash of a text by a key.
    static func sha256(_ text: [UInt8], key: [UInt8]) -> [UInt8] {
        var block = key.count > blockBytes ? Crypto.sha256(key) : key
        block += [UInt8](repeating: 0, count: blockBytes - block.count)
        let inner = Crypto.sha256(block.map { $0 ^ 0x36 } + text)
        return Crypto.sha256(block.map { $0 ^ 0x5C } + inner)
    }
}
