import Crypto
import Testing

@testable import Egress

/// A secret never comes out, however it is cut, and everything else does.
@Suite struct SecretMaskTests {
    private static let secret = "sk-proj-0sk-pro1"

    /// What comes out of pieces, before the end and at it.
    private func masked(_ secret: String, _ pieces: [[UInt8]]) -> (early: [UInt8], late: [UInt8]) {
        var mask = SecretMask(SecretBytes(copying: Array(secret.utf8).span.bytes))
        var early: [UInt8] = []
        for piece in pieces {
            piece.withUnsafeBytes { piece in
                mask.feed(piece) { bytes in
                    #expect(!bytes.isEmpty)
                    early += bytes
                    return true
                }
            }
            #expect(mask.held < secret.utf8.count)
        }
        return (early, mask.withHeld { Array($0) })
    }

    private func masked(_ secret: String, _ text: String) -> String {
        let (early, late) = masked(secret, [Array(text.utf8)])
        return String(decoding: early + late, as: UTF8.self)
    }

    /// Occurrences from left to right, none of them over another.
    private func naive(_ secret: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        var start = 0
        while start + secret.count <= bytes.count {
            let end = start + secret.count
            if Array(bytes[start..<end]) == secret {
                for index in start..<end { bytes[index] = UInt8(ascii: "*") }
                start = end
            } else {
                start += 1
            }
        }
        return bytes
    }

    @Test(arguments: [
        ("", ""), ("nothing here", "nothing here"), ("aab", "***"), ("aaab", "a***"),
        ("x aab y", "x *** y"), ("aabaab", "******"), ("aab, aab", "***, ***"),
        ("end aab", "end ***"),
        ("end aa", "end aa"), ("ab", "ab"), ("aaaaab!", "aaa***!"),
    ]) func replacesOccurrences(text: String, expected: String) {
        #expect(masked("aab", text) == expected)
    }

    @Test func isFoundWhereverItIsSplit() {
        let text = Array("key \(Self.secret), again \(Self.secret)".utf8)
        let expected = naive(Array(Self.secret.utf8), text)
        for first in 0...text.count {
            for second in first...text.count {
                let pieces = [text[..<first], text[first..<second], text[second...]].map(Array.init)
                let (early, late) = masked(Self.secret, pieces)
                #expect(early == expected)
                #expect(late.isEmpty)
            }
        }
    }

    @Test func isFoundByteByByte() {
        let text = Array("sk-\(Self.secret)sk-proj-0sk".utf8)
        let (early, late) = masked(Self.secret, text.map { [$0] })
        #expect(early + late == naive(Array(Self.secret.utf8), text))
        #expect(late == Array("sk-proj-0sk".utf8))
    }

    @Test func nothingWaitsButABeginning() {
        for (text, held) in [
            ("data: s\n\n", 0), ("s", 1), ("sk-proj-", 8), ("sk-proj-0s", 10), ("k-", 0),
        ] {
            #expect(masked(Self.secret, [Array(text.utf8)]).late.count == held)
        }
    }

    @Test func whatIsNotFoundIsNotCopied() {
        let text = Array("nothing to be seen, k".utf8)
        var mask = SecretMask(SecretBytes(copying: Array(Self.secret.utf8).span.bytes))
        text.withUnsafeBytes { text in
            mask.feed(text) { bytes in
                #expect(bytes.baseAddress == text.baseAddress && bytes.count == text.count)
                return true
            }
        }
    }

    @Test func nothingIsHandedOnAfterARefusal() {
        var mask = SecretMask(SecretBytes(copying: Array("aab".utf8).span.bytes))
        var calls = 0
        Array("x aab y aab".utf8).withUnsafeBytes { text in
            mask.feed(text) { _ in
                calls += 1
                return calls < 2
            }
        }
        #expect(calls == 2)
    }

    @Test func withoutASecretEverythingPasses() {
        for secret in [nil, SecretBytes(copying: [UInt8]().span.bytes)] {
            var mask = SecretMask(secret)
            var out: [UInt8] = []
            [1, 2, 3].withUnsafeBytes { bytes in
                mask.feed(bytes) { piece in
                    out += piece
                    return true
                }
            }
            #expect(out == [1, 2, 3].withUnsafeBytes { Array($0) })
            #expect(mask.held == 0)
            var text = "text"
            mask.hide(in: &text)
            #expect(text == "text")
        }
    }

    @Test func longSecretsKeepTheirLength() {
        let secret = String(repeating: "long-", count: 100)
        let text = "a \(secret) b"
        #expect(masked(secret, text) == "a \(String(repeating: "*", count: 500)) b")
    }

    @Test func texts() {
        let mask = SecretMask(SecretBytes(copying: Array(Self.secret.utf8).span.bytes))
        var text = "ä \(Self.secret)\(Self.secret) ö sk-proj"
        mask.hide(in: &text)
        #expect(text == "ä \(String(repeating: "*", count: 32)) ö sk-proj")
    }

    @Test(arguments: 0..<200) func isTheSameAsASimpleReplacement(seed: UInt64) {
        var random = Sequence(state: seed &+ 1)
        // Two letters only, so that beginnings and overlaps are everywhere.
        let letters = Array("ab".utf8)
        let secret = (0..<Int.random(in: 1...9, using: &random)).map { _ in
            letters[Int.random(in: 0...1, using: &random)]
        }
        for _ in 0..<20 {
            let text = (0..<Int.random(in: 0...80, using: &random)).map { _ in
                letters[Int.random(in: 0...1, using: &random)]
            }
            var (pieces, start): ([[UInt8]], Int) = ([], 0)
            while start < text.count {
                let end = min(text.count, start + Int.random(in: 0...7, using: &random))
                pieces.append(Array(text[start..<end]))
                start = end
            }
            let (early, late) = masked(String(decoding: secret, as: UTF8.self), pieces)
            #expect(early + late == naive(secret, text))
        }
    }

    /// Numbers that are the same in every run (xorshift64*).
    private struct Sequence: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state >> 12
            state ^= state << 25
            state ^= state >> 27
            return state &* 2_685_821_657_736_338_717
        }
    }
}
