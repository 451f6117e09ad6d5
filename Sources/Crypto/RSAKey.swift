/// A private RSA key that signs with RS256 (RFC 7518 section 3.3): RSASSA-PKCS1-v1_5 with SHA-256.
///
/// It has no description, and libcrypto wipes it when it goes.
public final class RSAKey {
    private let key: OpaquePointer

    /// Reads a key in PEM (PKCS#8 or PKCS#1, without a pass phrase).
    ///
    /// Nil when the text holds no such key, or it is too short to sign with.
    public init?(pem: SecretBytes) {
        guard let key = OpenSSL.privateRSAKey(pem: pem) else { return nil }
        self.key = key
        let probe: [UInt8] = []
        guard OpenSSL.signRSA(probe.span.bytes, key: key) != nil else { return nil }
    }

    /// The signature of `message`, as long as the key's modulus.
    public func sign(_ message: RawSpan) -> [UInt8] {
        guard let signature = OpenSSL.signRSA(message, key: key) else {
            preconditionFailure("a key that signed once signs again")
        }
        return signature
    }

    deinit { OpenSSL.free(key) }
}
