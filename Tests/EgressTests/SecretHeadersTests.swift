import Crypto
import IPC
import Testing

@testable import Egress

/// Credentials that are several headers.
@Suite struct SecretHeadersTests {
    private func credential(_ secret: String, names: String) throws -> StoredCredential {
        try StoredCredential(
            Credential(
                connectionID: "telemetry", origin: "https://traces.test", place: .headers,
                headerName: names, secret: Array(secret.utf8)))
    }

    @Test func allOfThemAreWrittenAndNoCallersOwn() throws {
        let credential = try credential(
            "authorization: Basic swordfish\nx-team: blue\n", names: "Authorization,X-Team")
        let message = EgressRequest(
            method: "POST", url: "https://traces.test/v1/traces",
            headers: [Header(name: "x-team", value: "red"), Header(name: "x-mine", value: "1")])
        let block = HeaderBlock()
        let request = try OutgoingRequest(message, credential: credential)
        try request.write(to: block, hasBody: false, now: 0)
        let lines = block.offsets.map { offset in
            String(decoding: block.storage[offset...].prefix { $0 != 0 }, as: UTF8.self)
        }
        #expect(
            lines.filter { $0.hasPrefix("x-") || $0.hasPrefix("authorization") }
                == ["x-mine: 1", "authorization: Basic swordfish", "x-team: blue"])
        var echo = "you sent Basic swordfish"
        request.mask.hide(in: &echo)
        #expect(!echo.contains("swordfish"))
    }

    @Test(arguments: [
        ("", ""), ("x-a: 1", "x-a"), ("x-a:1\n", "x-a"), ("x-a: \n", "x-a"), (": 1\n", ""),
        ("host: evil\n", "host"), ("content-length: 1\n", "content-length"),
        ("x-a: 1\nx-a: 2\n", "x-a,x-a"), ("x-a: 1\r\n", "x-a"), ("x-a: 1\n", "x-b"),
        ("x-a: 1\nx-b: 2\n", "x-a"), ("x a: 1\n", "x a"),
    ])
    func whatIsNoSetOfHeadersIsNotTaken(_ secret: String, _ names: String) {
        #expect(throws: VaultError.self) { try credential(secret, names: names) }
    }

    /// Who does not know the values cannot have them sent under other names.
    @Test func whatIsKeptStaysUnderItsNames() throws {
        let stored = try credential("x-a: 1\nx-b: 2\n", names: "x-a,x-b")
        func kept(_ names: String) throws -> StoredCredential {
            try StoredCredential(
                Credential(
                    connectionID: "telemetry", origin: "https://traces.test", place: .headers,
                    headerName: names, keepSecret: true), keeping: stored)
        }
        #expect(try kept("x-a,x-b").secret.count == stored.secret.count)
        #expect(throws: VaultError.self) { try kept("x-a") }
        #expect(throws: VaultError.self) { try kept("x-a,x-c") }
    }
}
