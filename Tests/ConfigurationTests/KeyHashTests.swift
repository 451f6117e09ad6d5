import Configuration
import IPC
import Testing

/// Keys that are given by the hashes of their secrets.
@Suite struct KeyHashTests {
    // printf sk-12345678 | sha256sum
    private static let hash = "db722c9c5c5fbe334dd0e95a7406d76fcde6396e9d3495edf174ad689fda5dc2"
    private static let other = String(repeating: "ab", count: 32)

    private func key(_ fields: String) throws -> ClientKey {
        try load("keys:\n  - {name: k, \(fields)}\n").route.keys[0]
    }

    @Test func aHashIsAsGoodAsTheSecret() throws {
        #expect(
            try key("secret_sha256: \"\(Self.hash)\"") == key("secret: sk-12345678"))
        #expect(
            try key("secret_sha256: \"\(Self.hash.uppercased())\"") == key("secret: sk-12345678"))
    }

    @Test func thePreviousSecretIsAcceptedForAWhile() throws {
        let key = try key(
            "secret: sk-12345678, previous_sha256: \(Self.other), previous_until: 2027-01-31T18:00:00Z"
        )
        #expect(key.previousHash == [UInt8](repeating: 0xAB, count: 32))
        #expect(key.previousUntilUnixUs == 1_801_418_400_000_000)
    }

    @Test(arguments: [
        (
            "secret_sha256: abc",
            "2:30: `secret_sha256` must be the SHA-256 of a secret, 64 hexadecimal digits"
        ),
        (
            "secret_sha256: \"\(String(repeating: "x", count: 64))\"",
            "2:30: `secret_sha256` must be the SHA-256 of a secret, 64 hexadecimal digits"
        ),
        (
            "secret: sk-12345678, secret_sha256: abc",
            "2:36: `secret` and `secret_sha256` are given; only one may be"
        ),
        (
            "secret_sha256: abc, uid: 7",
            "2:35: `secret_sha256` and `uid` are given; only one may be"
        ),
        ("uid: 7, previous_sha256: abc", "2:23: `previous_sha256` is for keys with a secret only"),
        (
            "secret: sk-12345678, previous_sha256: \(other)",
            "2:5: `previous_sha256` and `previous_until` must be given together"
        ),
        (
            "secret: sk-12345678, previous_until: 2027-01-31",
            "2:5: `previous_sha256` and `previous_until` must be given together"
        ),
        (
            "secret: sk-12345678, previous_sha256: a, previous_until: 2027-01-31",
            "2:53: `previous_sha256` must be the SHA-256 of a secret, 64 hexadecimal digits"
        ),
        (
            "secret: sk-12345678, previous_sha256: \(other), previous_until: soon",
            "2:135: `previous_until` must be a date such as `2027-01-31`, or a moment such as `2027-01-31T18:00:00Z`"
        ),
    ]) func isRefused(fields: String, error: String) {
        #expect(errors(of: "keys:\n  - {name: k, \(fields)}\n") == "c.yaml:" + error)
    }

    @Test func twoKeysOfASecret() {
        #expect(
            errors(
                of:
                    "keys:\n  - {name: a, secret: sk-12345678}\n  - {name: b, secret_sha256: \"\(Self.hash)\"}\n"
            ) == "c.yaml:3:5: the keys `a` and `b` have the same secret")
    }
}
