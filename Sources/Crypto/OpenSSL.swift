// The one file of this library that talks to C.
internal import COpenSSL

enum OpenSSL {
    // Fetched once: an implicit fetch on each hash would cost more than hashing a key. Written once before the first use
    // (the initialiser of a static runs once) and never freed; libcrypto's algorithm objects are immutable.
    private nonisolated(unsafe) static let sha256Algorithm = EVP_MD_fetch(nil, "SHA256", nil)
    private nonisolated(unsafe) static let aes256GCM = EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)

    // MARK: Hashes and random bytes

    static func sha256(_ bytes: RawSpan) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Crypto.sha256Bytes) { hash, count in
            let done = bytes.withUnsafeBytes { bytes in
                EVP_Digest(
                    bytes.baseAddress, bytes.count, hash.baseAddress, nil, sha256Algorithm, nil)
            }
            precondition(done == 1, "libcrypto has SHA-256")
            count = Crypto.sha256Bytes
        }
    }

    static func hmacSHA256(_ message: RawSpan, key: RawSpan) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Crypto.sha256Bytes) { code, count in
            var length: UInt32 = 0
            let done = message.withUnsafeBytes { message in
                key.withUnsafeBytes { key in
                    HMAC(
                        sha256Algorithm, key.baseAddress, CInt(key.count), bytePointer(message),
                        message.count, code.baseAddress, &length)
                }
            }
            precondition(done != nil && length == Crypto.sha256Bytes, "libcrypto has HMAC")
            count = Crypto.sha256Bytes
        }
    }

    /// Nil when libcrypto refuses the cost.
    static func scrypt(
        _ password: RawSpan, salt: [UInt8], cost: ScryptCost, count: Int
    ) -> [UInt8]? {
        guard (1...30).contains(cost.log2N), cost.r > 0, cost.p > 0, count > 0 else { return nil }
        var key = [UInt8](repeating: 0, count: count)
        // libcrypto takes a null password for a question about the cost alone.
        let done = password.withUnsafeBytes { password in
            let empty: [CChar] = [0]
            return empty.withUnsafeBufferPointer { empty in
                EVP_PBE_scrypt(
                    password.baseAddress?.assumingMemoryBound(to: CChar.self)
                        ?? empty.baseAddress, password.count, salt, salt.count,
                    1 << UInt64(cost.log2N), UInt64(cost.r), UInt64(cost.p),
                    UInt64(ScryptCost.memoryBytes), &key, count)
            }
        }
        guard done == 1 else {
            ERR_clear_error()
            return nil
        }
        return key
    }

    static func randomBytes(_ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
            let done = RAND_priv_bytes(bytes.baseAddress, CInt(count))
            precondition(done == 1, "the kernel gives random bytes")
            filled = count
        }
    }

    /// Both must be equally long.
    static func constantTimeEqual(_ a: RawSpan, _ b: RawSpan) -> Bool {
        a.withUnsafeBytes { a in
            b.withUnsafeBytes { b in
                // memcmp of nothing may not be given null pointers.
                a.isEmpty || CRYPTO_memcmp(a.baseAddress, b.baseAddress, a.count) == 0
            }
        }
    }

    static func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        OPENSSL_cleanse(base, bytes.count)
    }

    // MARK: Encryption

    static func seal(
        _ plaintext: RawSpan, key: SecretBytes, nonce: [UInt8], associated: [UInt8]
    ) -> [UInt8] {
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        let length = plaintext.byteCount
        let total = AESGCM.nonceBytes + length + AESGCM.tagBytes
        return [UInt8](unsafeUninitializedCapacity: total) { box, count in
            guard let start = box.baseAddress else { preconditionFailure("a box is not empty") }
            _ = box.update(fromContentsOf: nonce)
            let body = start + AESGCM.nonceBytes
            var moved: CInt = 0
            let done =
                key.withBytes { key in
                    EVP_EncryptInit_ex(context, aes256GCM, nil, bytePointer(key), start)
                } == 1
                && EVP_EncryptUpdate(
                    context, nil, &moved, associated, CInt(associated.count)) == 1
                && plaintext.withUnsafeBytes { plain in
                    EVP_EncryptUpdate(context, body, &moved, bytePointer(plain), CInt(length))
                } == 1
                && EVP_EncryptFinal_ex(context, body + length, &moved) == 1
                && EVP_CIPHER_CTX_ctrl(
                    context, EVP_CTRL_AEAD_GET_TAG, CInt(AESGCM.tagBytes), body + length) == 1
            precondition(done, "libcrypto has AES-256-GCM, and sealing cannot fail otherwise")
            count = total
        }
    }

    /// Nil when the tag does not fit; `box` is long enough for nonce and tag.
    static func open(
        _ box: [UInt8], key: SecretBytes, associated: [UInt8]
    ) -> SecretBytes? {
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        let length = box.count - AESGCM.nonceBytes - AESGCM.tagBytes
        // One byte more than needed: an empty array may have no address.
        var plain = [UInt8](repeating: 0, count: length + 1)
        defer { Crypto.wipe(&plain) }
        var tag = Array(box.suffix(AESGCM.tagBytes))
        var moved: CInt = 0
        let done = box.withUnsafeBufferPointer { box -> Bool in
            guard let start = box.baseAddress else { return false }
            return key.withBytes { key in
                EVP_DecryptInit_ex(context, aes256GCM, nil, bytePointer(key), start)
            } == 1
                && EVP_DecryptUpdate(
                    context, nil, &moved, associated, CInt(associated.count)) == 1
                && EVP_DecryptUpdate(
                    context, &plain, &moved, start + AESGCM.nonceBytes, CInt(length)) == 1
                && EVP_CIPHER_CTX_ctrl(
                    context, EVP_CTRL_AEAD_SET_TAG, CInt(AESGCM.tagBytes), &tag) == 1
                && EVP_DecryptFinal_ex(context, nil, &moved) == 1
        }
        guard done else { return nil }
        return SecretBytes(copying: plain.span.bytes.extracting(0..<length))
    }

    // MARK: Signatures

    /// The RSA key of a PEM text; nil when there is none in it, or it is locked by a pass phrase.
    ///
    /// The caller frees it.
    static func privateRSAKey(pem: SecretBytes) -> OpaquePointer? {
        pem.withBytes { pem -> OpaquePointer? in
            guard let text = BIO_new_mem_buf(pem.baseAddress, CInt(pem.count)) else { return nil }
            defer { BIO_free(text) }
            // Without this function of ours libcrypto would ask for a pass phrase on the terminal.
            let key = PEM_read_bio_PrivateKey(text, nil, { _, _, _, _ in -1 }, nil)
            guard let key else {
                // Left there, the error would be taken for that of a later call.
                ERR_clear_error()
                return nil
            }
            guard EVP_PKEY_is_a(key, "RSA") == 1 else {
                EVP_PKEY_free(key)
                return nil
            }
            return key
        }
    }

    static func free(_ key: OpaquePointer) { EVP_PKEY_free(key) }

    /// RSASSA-PKCS1-v1_5 with SHA-256; nil when the key is too short for it.
    static func signRSA(_ message: RawSpan, key: OpaquePointer) -> [UInt8]? {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var length = Int(EVP_PKEY_get_size(key))
        let done = EVP_DigestSignInit(context, nil, sha256Algorithm, nil, key) == 1
        var signature = [UInt8](repeating: 0, count: length)
        let signed = message.withUnsafeBytes { message in
            done
                && EVP_DigestSign(
                    context, &signature, &length, bytePointer(message), message.count) == 1
        }
        guard signed else {
            ERR_clear_error()
            return nil
        }
        return Array(signature.prefix(length))
    }

    private static func bytePointer(_ bytes: UnsafeRawBufferPointer) -> UnsafePointer<UInt8>? {
        bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    }
}
