/// Authenticated encryption: AES-256 in Galois/Counter Mode (NIST SP 800-38D) with random nonces.
///
/// A sealed box is nonce (12 bytes), ciphertext, tag (16 bytes). With random 96-bit nonces one key is good for 2^32
/// boxes; a vault writes some hundred.
public enum AESGCM {
    /// Bytes of a key.
    public static let keyBytes = 32
    /// Bytes of a nonce, at the front of a box.
    public static let nonceBytes = 12
    /// Bytes of a tag, at the end of a box.
    public static let tagBytes = 16

    /// Why a box was not opened.
    ///
    /// It does not tell a wrong key from changed bytes: nobody can.
    public enum Failure: Error, Equatable, Sendable {
        /// The box is shorter than a nonce and a tag.
        case tooShort(length: Int)
        /// The box does not belong to this key and associated data, or was changed.
        case notAuthentic
    }

    /// Encrypts `plaintext` under a fresh random nonce.
    ///
    /// - Parameters:
    ///   - plaintext: What to hide.
    ///   - key: 32 bytes.
    ///   - associated: What the box belongs to; not hidden, needed again to open it.
    /// - Returns: The box: nonce, ciphertext, tag.
    public static func seal(
        _ plaintext: RawSpan, key: SecretBytes, associated: [UInt8]
    ) -> [UInt8] {
        precondition(key.count == keyBytes, "a key of AES-256 has 32 bytes")
        let nonce = Crypto.randomBytes(nonceBytes)
        return OpenSSL.seal(plaintext, key: key, nonce: nonce, associated: associated)
    }

    /// Decrypts a box.
    ///
    /// - Parameters:
    ///   - box: Nonce, ciphertext, tag.
    ///   - key: 32 bytes, the key it was sealed with.
    ///   - associated: What it was sealed with.
    /// - Returns: The plaintext.
    /// - Throws: `Failure` when the box is too short or not authentic; nothing of the plaintext is kept then.
    public static func open(
        _ box: [UInt8], key: SecretBytes, associated: [UInt8]
    ) throws(Failure) -> SecretBytes {
        precondition(key.count == keyBytes, "a key of AES-256 has 32 bytes")
        guard box.count >= nonceBytes + tagBytes else { throw .tooShort(length: box.count) }
        guard let secret = OpenSSL.open(box, key: key, associated: associated) else {
            throw .notAuthentic
        }
        return secret
    }
}
