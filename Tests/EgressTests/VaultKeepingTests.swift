import Crypto
import Foundation
import IPC
import Testing

@testable import Egress

/// Sets in which secrets and proxies are kept, by somebody who does not know them.
@Suite struct VaultKeepingTests {
    private let directory = FileManager.default.temporaryDirectory.appending(
        path: "egress-keeping-\(UUID().uuidString)")
    private let vault: Vault

    init() throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        vault = try Vault(
            path: directory.appending(path: "vault.db").path,
            key: SecretBytes(random: AESGCM.keyBytes))
        try vault.apply(
            VaultApply(credentials: [
                Self.bearer("a", secret: "swordfish", proxy: "http://me:proxypass@h:1"),
                Self.signing("s", secret: Self.keys),
                Credential(
                    connectionID: "k", origin: "https://api.test", place: .header,
                    headerName: "X-Key", secret: Array("other".utf8)),
                Self.bearer("plain", origin: "http://h.test", secret: "cleartext"),
            ]))
    }

    private static let keys = #"{"access_key_id":"AKIDEXAMPLE","secret_access_key":"abcdefgh"}"#

    private static func bearer(
        _ id: String, origin: String = "https://api.test", secret: String = "", proxy: String = ""
    ) -> Credential {
        Credential(
            connectionID: id, origin: origin, place: .bearer, secret: Array(secret.utf8),
            proxy: proxy, keepSecret: secret.isEmpty)
    }

    private static func signing(
        _ id: String, secret: String = "", region: String = "us-east-1",
        service: String = "bedrock"
    ) -> Credential {
        Credential(
            connectionID: id, origin: "https://api.test", place: .sigv4,
            secret: Array(secret.utf8), region: region, service: service,
            keepSecret: secret.isEmpty)
    }

    private func secret(_ id: String) -> String? {
        vault.credential(for: id)?.secret.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    private func clean() throws { try FileManager.default.removeItem(at: directory) }

    @Test func whatIsKeptStays() throws {
        var kept = Self.bearer("a", origin: "https://API.test:443")
        kept.keepProxy = true
        var header = Self.bearer("k")
        header.place = .header
        header.headerName = "x-key"
        let taken = try vault.apply(
            VaultApply(credentials: [kept, Self.signing("s"), header]))
        #expect(taken == Vault.Taken(generation: 2, changed: []))
        #expect(secret("a") == "swordfish")
        #expect(vault.credential(for: "a")?.proxy?.authority == "h:1")
        #expect(vault.credential(for: "a")?.proxy?.login != nil)
        #expect(secret("s") == Self.keys)
        #expect(secret("k") == "other")
        try clean()
    }

    @Test func theSecretStaysWithItsOwnProxyOrNone() throws {
        try vault.apply(
            VaultApply(credentials: [Self.bearer("a", proxy: "http://me:proxypass@h:1")]))
        #expect(secret("a") == "swordfish")
        #expect(vault.credential(for: "a")?.proxy?.authority == "h:1")
        try vault.apply(VaultApply(credentials: [Self.bearer("a")]))
        #expect(secret("a") == "swordfish")
        #expect(vault.credential(for: "a")?.proxy == nil)
        try clean()
    }

    static let refused: [(Credential, VaultError)] = [
        (bearer("new"), .noSecret(connectionID: "new")),
        (bearer("a", origin: "https://evil.test"), .rebound(connectionID: "a", "origin")),
        (bearer("a", origin: "http://api.test"), .rebound(connectionID: "a", "origin")),
        (bearer("a", origin: "https://api.test:444"), .rebound(connectionID: "a", "origin")),
        (bearer("k"), .rebound(connectionID: "k", "kind of credential")),
        (signing("s", region: "eu-west-1"), .rebound(connectionID: "s", "region")),
        (signing("s", service: "s3"), .rebound(connectionID: "s", "service")),
        (
            Credential(
                connectionID: "k", origin: "https://api.test", place: .header,
                headerName: "x-evil", keepSecret: true), .rebound(connectionID: "k", "header")
        ),
        (
            Credential(
                connectionID: "a", origin: "https://api.test", place: .bearer,
                secret: Array("guess".utf8), keepSecret: true), .contradiction(connectionID: "a")
        ),
        (
            Credential(
                connectionID: "s", origin: "https://api.test", place: .bearer,
                secret: Array("given".utf8), keepProxy: true), .noProxy(connectionID: "s")
        ),
        (
            Credential(
                connectionID: "a", origin: "https://api.test", place: .bearer,
                secret: Array("given".utf8), proxy: "http://x:1", keepProxy: true),
            .contradiction(connectionID: "a")
        ),
        (
            bearer("plain", origin: "http://h.test", proxy: "http://evil:1"),
            .rebound(connectionID: "plain", "proxy")
        ),
        // TLS is no help where whoever names the proxy names the certificates to trust too.
        (bearer("a", proxy: "http://evil:1"), .rebound(connectionID: "a", "proxy")),
        (bearer("a", proxy: "http://h:1"), .rebound(connectionID: "a", "proxy")),
        (
            Credential(
                connectionID: "k", origin: "https://api.test", place: .header, headerName: "x-key",
                proxy: "http://evil:1", keepSecret: true), .rebound(connectionID: "k", "proxy")
        ),
    ]

    @Test(arguments: refused)
    func aSecretIsNotBoundToAnythingElse(credential: Credential, error: VaultError) throws {
        #expect(throws: error) {
            try vault.apply(
                VaultApply(credentials: [
                    Self.bearer("other", secret: "fine"), credential,
                ]))
        }
        #expect("\(error)".contains("connection \(credential.connectionID)"))
        // Nothing of the set was taken.
        #expect(vault.generation == 1)
        #expect(vault.credential(for: "other") == nil)
        #expect(secret("a") == "swordfish")
        try clean()
    }

    @Test func anotherProxyComesWithTheSecret() throws {
        try vault.apply(
            VaultApply(credentials: [Self.bearer("a", secret: "given", proxy: "http://new:2")]))
        #expect(secret("a") == "given")
        #expect(vault.credential(for: "a")?.proxy?.authority == "new:2")
        try clean()
    }

    @Test func saysWhichSecretsAreOthersNow() throws {
        let way = "http://me:proxypass@h:1"
        func changed(_ credentials: [Credential]) throws -> [String] {
            try vault.apply(VaultApply(credentials: credentials)).changed
        }
        let same = Self.bearer("a", secret: "swordfish", proxy: way)
        let other = Self.bearer("plain", origin: "http://h.test", secret: "another")
        #expect(try changed([same, other, Self.bearer("new", secret: "one")]) == ["plain"])
        #expect(try changed([same]).isEmpty)
        // Another way is worth another try.
        #expect(try changed([Self.bearer("a", secret: "swordfish")]) == ["a"])
        try clean()
    }
}
