import Testing

@testable import IPC

@Suite struct SHA256Tests {
    /// The examples of FIPS 180-4 and the long message of NIST's test vectors.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
                + "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
    ])
    func standardVectors(text: String, hash: String) {
        #expect(HexText.of(SHA256.hash(Array(text.utf8))) == hash)
    }

    @Test func millionLetters() {
        let hash = SHA256.hash([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
        #expect(
            HexText.of(hash) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func piecesMakeTheSameHashAsTheWhole() {
        let text = Array("the quick brown fox jumps over the lazy dog, twice: ".utf8)
        let whole = text + text + text
        for cut in 0...whole.count {
            var hash = SHA256()
            hash.update(whole[..<cut])
            hash.update(whole[cut...])
            #expect(hash.finish() == SHA256.hash(whole))
        }
    }

    @Test func hexIsCut() {
        #expect(SHA256.hex("abc", digits: 8) == "ba7816bf")
    }
}
