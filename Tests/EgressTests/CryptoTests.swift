import Crypto
import Testing

/// The primitives below the vault.
@Suite struct CryptoTests {
    @Test func hashesAsPublished() {
        // FIPS 180-4 examples.
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(Crypto.hex(Crypto.sha256("")) == empty)
        #expect(Crypto.hex(Crypto.sha256("abc")) == abc)
        let bytes = Array("abc".utf8)
        #expect(Crypto.hex(Crypto.sha256(bytes)) == abc)
        let hash = Crypto.sha256(bytes.span.bytes)
        #expect(Crypto.hex(hash) == abc)
    }

    @Test func authenticatesAsPublished() {
        // RFC 4231 test cases 2 and 6.
        let short = Crypto.hmacSHA256(
            Array("what do ya want for nothing?".utf8).span.bytes,
            key: Array("Jefe".utf8).span.bytes)
        #expect(
            Crypto.hex(short) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        let long = Crypto.hmacSHA256(
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8).span.bytes,
            key: [UInt8](repeating: 0xaa, count: 131).span.bytes)
        #expect(
            Crypto.hex(long) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }

    @Test(arguments: [
        // RFC 4648 section 10, without padding; and the two letters that differ from base64.
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"), ("\u{3ff}\u{3fe}", "z7_Pvg"),
        (">>>???", "Pj4-Pz8_"),
    ]) func writesBase64URL(text: String, expected: String) {
        let bytes = Array(text.utf8)
        #expect(String(decoding: Crypto.base64URL(bytes.span.bytes), as: UTF8.self) == expected)
    }

    @Test func signsAsOthersDo() throws {
        let key = try #require(RSAKey(pem: AccountExample.secret(AccountExample.pem)))
        let signature = key.sign(Array("abc".utf8).span.bytes)
        #expect(signature.count == 256)
        // Made with openssl-dgst(1).
        #expect(
            Crypto.hex(Crypto.sha256(signature))
                == "1126919b0221e7f1618ce7a94db6ebfc6e58768d660356ef7094124cb2d7c900")
    }

    @Test(arguments: [
        "", "no key", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n",
    ])
    func readsNoKeyWhereThereIsNone(text: String) {
        #expect(RSAKey(pem: AccountExample.secret(text)) == nil)
    }

    @Test func randomBytesDiffer() {
        #expect(Crypto.randomBytes(0).isEmpty)
        #expect(Crypto.randomBytes(32).count == 32)
        #expect(Crypto.randomBytes(32) != Crypto.randomBytes(32))
    }

    @Test func comparesAllBytes() {
        #expect(Crypto.constantTimeEqual([], []))
        #expect(Crypto.constantTimeEqual([1, 2, 3], [1, 2, 3]))
        #expect(!Crypto.constantTimeEqual([1, 2, 3], [1, 2, 4]))
        #expect(!Crypto.constantTimeEqual([1, 2, 3], [1, 2]))
    }

    @Test func hexadecimalReadsWhatItWrites() {
        let all = (0...255).map { UInt8($0) }
        #expect(Crypto.bytes(hex: Crypto.hex(all)) == all)
        #expect(Crypto.bytes(hex: "00FFaB") == [0, 255, 0xab])
        #expect(Crypto.bytes(hex: "") == [])
        #expect(Crypto.bytes(hex: "0") == nil)
        #expect(Crypto.bytes(hex: "0g") == nil)
    }

    @Test func wipes() {
        var bytes: [UInt8] = [1, 2, 3]
        Crypto.wipe(&bytes)
        #expect(bytes == [0, 0, 0])
        bytes = [7, 8]
        let secret = SecretBytes(wiping: &bytes)
        #expect(bytes.isEmpty)
        #expect(content(secret) == [7, 8])
    }

    @Test func secretsArePrintedByNobody() {
        var bytes = Array("swordfish".utf8)
        let secret = SecretBytes(wiping: &bytes)
        var text = "\(secret) \(String(reflecting: secret))"
        dump(secret, to: &text)
        #expect(!text.contains("swordfish"))
        #expect(!text.contains("storage"))
    }

    @Test(arguments: [0, 1, 15, 16, 17, 5000]) func sealedBoxesOpen(length: Int) throws {
        let key = SecretBytes(random: AESGCM.keyBytes)
        let plain = Crypto.randomBytes(length)
        let box = seal(plain, key, associated: [1])
        #expect(box.count == length + AESGCM.nonceBytes + AESGCM.tagBytes)
        let opened = try AESGCM.open(box, key: key, associated: [1])
        #expect(content(opened) == plain)
    }

    @Test func noncesAreFresh() {
        let key = SecretBytes(random: AESGCM.keyBytes)
        let first = seal([1], key, associated: [])
        let second = seal([1], key, associated: [])
        #expect(first != second)
    }

    @Test func anyChangeIsFound() throws {
        let key = SecretBytes(random: AESGCM.keyBytes)
        let box = seal([1, 2, 3], key, associated: [9])
        for index in box.indices {
            var changed = box
            changed[index] ^= 1
            #expect(throws: AESGCM.Failure.notAuthentic) {
                try AESGCM.open(changed, key: key, associated: [9])
            }
        }
        for length in box.indices {
            #expect(throws: AESGCM.Failure.self) {
                try AESGCM.open(Array(box.prefix(length)), key: key, associated: [9])
            }
        }
        #expect(throws: AESGCM.Failure.notAuthentic) {
            try AESGCM.open(box, key: key, associated: [8])
        }
        #expect(throws: AESGCM.Failure.notAuthentic) {
            try AESGCM.open(box, key: SecretBytes(random: AESGCM.keyBytes), associated: [9])
        }
    }

    @Test func opensAPublishedExample() throws {
        // Test case 16 of the GCM specification (McGrew and Viega, appendix B), with the nonce before and the tag behind.
        let key = try secret("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
        let box = try bytes(
            "cafebabefacedbaddecaf888"
                + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b")
        let associated = try bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2")
        let plain =
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
        let opened = try AESGCM.open(box, key: key, associated: associated)
        #expect(Crypto.hex(content(opened)) == plain)
    }

    private func bytes(_ hex: String) throws -> [UInt8] { try #require(Crypto.bytes(hex: hex)) }

    private func seal(_ plain: [UInt8], _ key: SecretBytes, associated: [UInt8]) -> [UInt8] {
        AESGCM.seal(plain.span.bytes, key: key, associated: associated)
    }

    private func content(_ secret: SecretBytes) -> [UInt8] { secret.withBytes { Array($0) } }

    private func secret(_ hex: String) throws -> SecretBytes {
        var key = try bytes(hex)
        return SecretBytes(wiping: &key)
    }
}
