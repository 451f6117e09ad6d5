// Crypto: the few primitives OmniRoute needs, from OpenSSL's libcrypto.
//
// SHA-256, HMAC, scrypt, random bytes, comparison in constant time, hexadecimal and base64url, AES-256-GCM, RSA signatures and
// memory that wipes itself.
// Trusts libcrypto and the kernel's random source; a process in which either fails cannot keep a secret and stops.
// Refuses sealed bytes that were changed, cut, moved to another place or made with another key, without saying which.
// C types stop at OpenSSL.swift. Nothing here logs, and no secret has a description.

/// Hashes, random bytes and comparison.
public enum Crypto {
    /// Bytes of a SHA-256 hash.
    public static let sha256Bytes = 32

    /// The SHA-256 hash (FIPS 180-4) of `bytes`, 32 bytes long.
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        sha256(bytes.span.bytes)
    }

    /// The SHA-256 hash (FIPS 180-4) of `bytes`, 32 bytes long.
    public static func sha256(_ bytes: RawSpan) -> [UInt8] {
        OpenSSL.sha256(bytes)
    }

    /// The SHA-256 hash of the UTF-8 bytes of `text`, 32 bytes long.
    public static func sha256(_ text: String) -> [UInt8] {
        sha256(Array(text.utf8))
    }

    /// The message authentication code HMAC-SHA256 (RFC 2104), 32 bytes long.
    ///
    /// - Parameters:
    ///   - message: What to vouch for.
    ///   - key: Of any length.
    /// - Returns: The code.
    public static func hmacSHA256(_ message: RawSpan, key: RawSpan) -> [UInt8] {
        OpenSSL.hmacSHA256(message, key: key)
    }

    /// Unpredictable bytes, fit for keys.
    ///
    /// - Parameter count: How many, at least 0.
    /// - Returns: The bytes.
    public static func randomBytes(_ count: Int) -> [UInt8] {
        OpenSSL.randomBytes(count)
    }

    /// Compares in a time that depends on the lengths only, so that it tells nothing about the bytes.
    public static func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        constantTimeEqual(a.span.bytes, b.span.bytes)
    }

    /// Compares in a time that depends on the lengths only, so that it tells nothing about the bytes.
    public static func constantTimeEqual(_ a: RawSpan, _ b: RawSpan) -> Bool {
        a.byteCount == b.byteCount && OpenSSL.constantTimeEqual(a, b)
    }

    /// A key made from a password by scrypt (RFC 7914), so slowly and with so much memory that guesses are dear.
    ///
    /// - Parameters:
    ///   - password: What a person chose.
    ///   - salt: Random bytes, kept beside the result.
    ///   - cost: How dear it is.
    ///   - count: How many bytes to make.
    /// - Returns: The key; nil when the cost is none that scrypt knows, or beyond `ScryptCost.memoryBytes`.
    public static func scrypt(
        _ password: RawSpan, salt: [UInt8], cost: ScryptCost, count: Int
    ) -> [UInt8]? {
        OpenSSL.scrypt(password, salt: salt, cost: cost, count: count)
    }

    /// Overwrites `bytes` with zeros, in a way that the compiler does not leave out.
    ///
    /// Only the array's own storage is wiped: it must not be shared, or the copy is wiped instead.
    public static func wipe(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { OpenSSL.wipe($0) }
    }

    /// Overwrites memory with zeros, in a way that the compiler does not leave out.
    public static func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
        OpenSSL.wipe(bytes)
    }
}
