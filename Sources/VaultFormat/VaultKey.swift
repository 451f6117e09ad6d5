public import Crypto

/// The key of a vault, as its file has it.
public enum VaultKey {
    /// The key of 32 raw bytes or 64 hexadecimal digits, which a line end may follow; nil when it is neither.
    public static func parse(_ bytes: [UInt8]) -> SecretBytes? {
        var digits = bytes
        defer { Crypto.wipe(&digits) }
        if digits.count == AESGCM.keyBytes { return SecretBytes(wiping: &digits) }
        if digits.last == UInt8(ascii: "\n") { digits.removeLast() }
        guard digits.count == 2 * AESGCM.keyBytes, var key = Crypto.bytes(hexDigits: digits)
        else { return nil }
        return SecretBytes(wiping: &key)
    }
}
