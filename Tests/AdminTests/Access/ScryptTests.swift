import Crypto
import Testing

@testable import Admin

@Suite struct ScryptTests {
    private func made(_ password: String, _ salt: String, _ cost: ScryptCost) -> String? {
        let bytes = Array(password.utf8)
        return Crypto.scrypt(bytes.span.bytes, salt: Array(salt.utf8), cost: cost, count: 64)
            .map(Crypto.hex)
    }

    /// The examples of RFC 7914 section 12 that fit the memory allowed here.
    @Test(arguments: [
        (
            "", "", 4, 1, 1,
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        ),
        (
            "password", "NaCl", 10, 8, 16,
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        ),
        (
            "pleaseletmein", "SodiumChloride", 14, 8, 1,
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        ),
    ])
    func examples(
        _ password: String, _ salt: String, _ log2N: Int, _ r: Int, _ p: Int, _ key: String
    ) {
        #expect(made(password, salt, ScryptCost(log2N: log2N, r: r, p: p)) == key)
    }

    @Test func whatCannotBePaidIsRefused() {
        #expect(made("x", "y", ScryptCost(log2N: 20, r: 8, p: 1)) == nil)
        #expect(made("x", "y", ScryptCost(log2N: 0, r: 8, p: 1)) == nil)
        #expect(made("x", "y", ScryptCost(log2N: 4, r: 0, p: 1)) == nil)
    }

    @Test func passwordsAreCompared() throws {
        let hash = try #require(
            PasswordHash(of: "correct horse", cost: Desk.cost, random: Crypto.randomBytes))
        #expect(hash.matches("correct horse"))
        for wrong in ["", "correct hors", "correct horse ", "Correct horse", "12345678"] {
            #expect(!hash.matches(wrong))
        }
        let other = try #require(
            PasswordHash(of: "correct horse", cost: Desk.cost, random: Crypto.randomBytes))
        #expect(other != hash)
    }

    /// The cost in use fits the memory allowed.
    @Test func theRealCostIsPaid() {
        #expect(PasswordHash(of: "correct horse", random: Crypto.randomBytes) != nil)
    }
}
