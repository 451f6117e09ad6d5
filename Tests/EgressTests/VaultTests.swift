import Crypto
import Foundation
import IPC
import Store
import Testing

@testable import Egress

/// The vault on disk and in memory.
@Suite struct VaultTests {
    private let directory = FileManager.default.temporaryDirectory.appending(
        path: "egress-vault-\(UUID().uuidString)")
    private let key = SecretBytes(random: AESGCM.keyBytes)

    init() throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private var path: String { directory.appending(path: "vault.db").path }

    private func open(_ key: SecretBytes? = nil) throws -> Vault {
        try Vault(path: path, key: key ?? self.key)
    }

    private func entry(
        _ id: String, origin: String = "https://api.test", place: CredentialPlace = .bearer,
        header: String = "", secret: String = "swordfish", region: String = "",
        service: String = ""
    ) -> Credential {
        Credential(
            connectionID: id, origin: origin, place: place, headerName: header,
            secret: Array(secret.utf8), region: region, service: service)
    }

    private static let keys = #"{"access_key_id":"AKIDEXAMPLE","secret_access_key":"abcdefgh"}"#

    private func signing(_ id: String, _ secret: String = keys) -> Credential {
        entry(id, place: .sigv4, secret: secret, region: "us-east-1", service: "bedrock")
    }

    private func secret(_ vault: Vault, _ id: String) -> String? {
        vault.credential(for: id)?.secret.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    private func clean() throws { try FileManager.default.removeItem(at: directory) }

    @Test func keepsASetAcrossARestart() throws {
        let first = try open()
        #expect(first.count == 0)
        try first.apply(
            VaultApply(
                credentials: [
                    entry("a"), entry("b", place: .header, header: "X-Key", secret: "other"),
                    entry("c", place: .none, secret: ""),
                ], caPem: Array("-----BEGIN CERTIFICATE-----".utf8)))
        let second = try open()
        #expect(second.generation == 1)
        #expect(second.count == 3)
        #expect(second.unusable.isEmpty)
        #expect(secret(second, "a") == "swordfish")
        #expect(secret(second, "b") == "other")
        #expect(second.credential(for: "b")?.headerName == "x-key")
        #expect(second.credential(for: "c")?.place == CredentialPlace.none)
        #expect(second.authorities != nil)
        try clean()
    }

    @Test func keepsSigningKeysAndServiceAccounts() throws {
        try open().apply(
            VaultApply(
                credentials: [
                    signing("a"),
                    entry("b", place: .serviceAccount, secret: AccountExample.file()),
                ]))
        let vault = try open()
        guard case .signature(let signer) = vault.credential(for: "a")?.use,
            case .account(let account) = vault.credential(for: "b")?.use
        else { return #expect(Bool(false), "what was kept does not open") }
        #expect(signer.scope == SignatureScope(region: "us-east-1", service: "bedrock"))
        #expect(signer.keys.accessKeyID == "AKIDEXAMPLE")
        #expect(account.email == AccountExample.email)
        try clean()
    }

    @Test func refusesWhatCannotSign() throws {
        let vault = try open()
        let bad: [(Credential, VaultError)] = [
            (signing("a", "swordfish"), .signingKeys(connectionID: "a")),
            (signing("a", #"{"access_key_id":"A"}"#), .signingKeys(connectionID: "a")),
            (
                signing("a", #"{"access_key_id":"A, b","secret_access_key":"x"}"#),
                .signingKeys(connectionID: "a")
            ),
            (
                entry("a", place: .sigv4, secret: Self.keys, region: "us east", service: "b"),
                .signingKeys(connectionID: "a")
            ),
            (
                entry("a", place: .sigv4, secret: Self.keys, region: "us-east-1"),
                .signingKeys(connectionID: "a")
            ),
            (
                entry("a", place: .serviceAccount, secret: "{}"),
                .serviceAccount(connectionID: "a")
            ),
        ]
        for (credential, error) in bad {
            #expect(throws: error) { try vault.apply(VaultApply(credentials: [credential])) }
            #expect(!"\(error)".contains("swordfish"))
        }
        try clean()
    }

    @Test func rowsFromBeforeSignaturesStillOpen() throws {
        try open().apply(VaultApply(credentials: [entry("a"), entry("b", place: .none)]))
        // What the first version of the schema had.
        try Database(path: path).execute(
            """
            ALTER TABLE credential DROP COLUMN region; ALTER TABLE credential DROP COLUMN service;
            ALTER TABLE credential DROP COLUMN proxy; DROP TABLE credential_before;
            DROP TABLE setting_before; PRAGMA user_version = 1
            """)
        let vault = try open()
        #expect(vault.unusable.isEmpty)
        #expect(secret(vault, "a") == "swordfish")
        try clean()
    }

    @Test(arguments: ["region = 'eu-west-1'", "service = 's3'", "place = 4"])
    func aMovedSignatureIsUnusable(change: String) throws {
        try open().apply(VaultApply(credentials: [signing("a")]))
        try Database(path: path).execute("UPDATE credential SET \(change)")
        let vault = try open()
        #expect(vault.unusable == ["a"])
        #expect(vault.count == 0)
        try clean()
    }

    private func proxied(_ id: String, _ proxy: String) -> Credential {
        var credential = entry(id)
        credential.proxy = proxy
        return credential
    }

    @Test func keepsTheWayToAProvider() throws {
        try open().apply(
            VaultApply(credentials: [proxied("a", "http://me:proxypass@h:1"), entry("b")]))
        let vault = try open()
        #expect(vault.unusable.isEmpty)
        #expect(secret(vault, "a") == "swordfish")
        #expect(vault.credential(for: "a")?.proxy?.address == "http://h:1")
        #expect(vault.credential(for: "a")?.proxy?.login != nil)
        #expect(vault.credential(for: "b")?.proxy == nil)
        for name in ["vault.db", "vault.db-wal"] {
            let bytes = try Data(contentsOf: directory.appending(path: name))
            #expect(bytes.range(of: Data("proxypass".utf8)) == nil)
        }
        try clean()
    }

    @Test(arguments: [
        "proxy = x''", "proxy = x'00'",
        "proxy = (SELECT proxy FROM credential WHERE connection_id = 'b')",
    ]) func aWayThatWasChangedIsUnusable(change: String) throws {
        try open().apply(
            VaultApply(
                credentials: [proxied("a", "http://h:1"), proxied("b", "http://other:1")]))
        try Database(path: path).execute(
            "UPDATE credential SET \(change) WHERE connection_id = 'a'")
        let vault = try open()
        #expect(vault.unusable == ["a"])
        #expect(vault.credential(for: "a") == nil)
        #expect(vault.credential(for: "b")?.proxy?.authority == "other:1")
        try clean()
    }

    @Test func refusesWhatIsNoProxy() throws {
        let vault = try open()
        let error = VaultError.proxy(connectionID: "a")
        #expect(throws: error) {
            try vault.apply(VaultApply(credentials: [proxied("a", "http://me:pw@h")]))
        }
        #expect(!"\(error)".contains("pw"))
        try clean()
    }

    @Test func replacesTheWholeSet() throws {
        let vault = try open()
        try vault.apply(VaultApply(credentials: [entry("a"), entry("b")]))
        try vault.apply(VaultApply(credentials: [entry("b", secret: "new")]))
        #expect(secret(vault, "a") == nil)
        #expect(secret(vault, "b") == "new")
        #expect(vault.generation == 2)
        #expect(try open().count == 1)
        try clean()
    }

    @Test func takesAllOrNothing() throws {
        let vault = try open()
        try vault.apply(VaultApply(credentials: [entry("a")]))
        let bad: [Credential] = [
            entry(""), entry("a"), entry("b", origin: "https://h/path"),
            entry("b", origin: "ftp://h"), entry("b", secret: ""), entry("b", secret: "x\r\ny: z"),
            entry("b", place: .header, header: ""), entry("b", place: .header, header: "host"),
            entry("b", place: .header, header: "a b"),
            entry("b", secret: String(repeating: "x", count: Limits.secretBytes + 1)),
        ]
        for credential in bad {
            #expect(throws: VaultError.self) {
                try vault.apply(VaultApply(credentials: [entry("a", secret: "new"), credential]))
            }
        }
        #expect(throws: VaultError.certificates) {
            try vault.apply(VaultApply(caPem: Array("no certificate".utf8)))
        }
        #expect(secret(vault, "a") == "swordfish")
        #expect(try secret(open(), "a") == "swordfish")
        try clean()
    }

    @Test func anotherKeyOpensNothing() throws {
        try open().apply(VaultApply(credentials: [entry("a"), entry("b")]))
        let vault = try open(SecretBytes(random: AESGCM.keyBytes))
        #expect(vault.count == 0)
        #expect(vault.unusable == ["a", "b"])
        #expect(!vault.complaint.isEmpty)
        try clean()
    }

    private func kept(
        _ id: String, place: CredentialPlace = .bearer, secret: String = "", proxy: String = "",
        keepsProxy: Bool = false
    ) -> Credential {
        var credential = entry(id, place: place, secret: secret)
        credential.proxy = proxy
        credential.keepSecret = place != .none
        credential.keepProxy = keepsProxy
        return credential
    }

    @Test func aRowThatDoesNotOpenKeepsNothingElseFromChanging() throws {
        var direct = entry("e", place: .none, secret: "")
        direct.proxy = "http://me:proxypass@h:1"
        let locked = [proxied("a", "http://h:1"), proxied("b", "http://me:proxypass@h:1"), direct]
        try open().apply(VaultApply(credentials: locked + [entry("gone")]))
        let other = SecretBytes(random: AESGCM.keyBytes)
        let vault = try open(other)
        #expect(vault.unusable == ["a", "b", "e", "gone"])
        let rest = [
            kept("e", place: .none, keepsProxy: true), kept("b", keepsProxy: true),
            kept("a", proxy: "http://h:1"),
        ]
        let taken = try vault.apply(VaultApply(credentials: rest + [entry("c", secret: "new")]))
        #expect(taken == Vault.Taken(generation: 1, changed: []))
        for vault in [vault, try open(other)] {
            #expect(vault.unusable == ["a", "b", "e"])
            #expect(vault.complaint.isEmpty)
            #expect(vault.count == 1)
            #expect(secret(vault, "a") == nil)
            #expect(secret(vault, "c") == "new")
        }
        // They are the rows of before: the key of then opens them.
        let before = try open()
        #expect(before.unusable == ["c"])
        #expect(secret(before, "a") == "swordfish")
        #expect(before.credential(for: "b")?.proxy?.login != nil)
        // Given again it is as any other.
        let given = VaultApply(credentials: [entry("a", secret: "again"), kept("c")])
        #expect(try vault.apply(given).changed == ["a"])
        #expect(vault.unusable.isEmpty)
        #expect(secret(vault, "a") == "again")
        #expect(try open(other).count == 2)
        try clean()
    }

    @Test func aRowThatDoesNotOpenIsKeptWholeOrNotAtAll() throws {
        try open().apply(VaultApply(credentials: [proxied("a", "http://h:1"), entry("b")]))
        let vault = try open(SecretBytes(random: AESGCM.keyBytes))
        var given = entry("a")
        given.keepProxy = true
        let bad: [([Credential], VaultError)] = [
            ([given], .noProxy(connectionID: "a")),
            ([kept("b", secret: "guess")], .contradiction(connectionID: "b")),
            (
                [kept("a", proxy: "http://h:1", keepsProxy: true)],
                .contradiction(connectionID: "a")
            ),
            ([kept("a"), kept("a")], .duplicate(connectionID: "a")),
            ([kept("a"), entry("a")], .duplicate(connectionID: "a")),
            ([kept("new")], .noSecret(connectionID: "new")),
        ]
        for (credentials, error) in bad {
            #expect(throws: error) { try vault.apply(VaultApply(credentials: credentials)) }
        }
        #expect(vault.unusable == ["a", "b"])
        #expect(try open().count == 2)
        try clean()
    }

    @Test(arguments: [
        // Rows swapped between connections.
        "UPDATE credential SET box = (SELECT box FROM credential WHERE connection_id = 'b') WHERE connection_id = 'a'",
        "UPDATE credential SET origin = 'https://evil.test:443' WHERE connection_id = 'a'",
        "UPDATE credential SET place = 0 WHERE connection_id = 'a'",
        "UPDATE credential SET place = 2, header_name = 'x-evil' WHERE connection_id = 'a'",
        "UPDATE credential SET box = substr(box, 1, length(box) - 1) WHERE connection_id = 'a'",
        "UPDATE credential SET box = x'00' WHERE connection_id = 'a'",
        "UPDATE credential SET place = 77 WHERE connection_id = 'a'",
    ]) func aTouchedRowIsUnusableAndTheOthersWork(sql: String) throws {
        try open().apply(VaultApply(credentials: [entry("a"), entry("b", secret: "other")]))
        try Database(path: path).execute(sql)
        let vault = try open()
        #expect(vault.unusable == ["a"])
        #expect(secret(vault, "a") == nil)
        #expect(secret(vault, "b") == "other")
        try clean()
    }

    @Test func seesWhatAPredecessorWrites() throws {
        let predecessor = try open()
        let successor = try open()
        #expect(!successor.refresh())
        try predecessor.apply(VaultApply(credentials: [entry("a")]))
        #expect(successor.refresh())
        #expect(secret(successor, "a") == "swordfish")
        #expect(!successor.refresh())
        try clean()
    }

    @Test func theFileHoldsNoSecret() throws {
        let vault = try open()
        try vault.apply(VaultApply(credentials: [entry("a")]))
        for name in ["vault.db", "vault.db-wal"] {
            let bytes = try Data(contentsOf: directory.appending(path: name))
            #expect(bytes.range(of: Data("swordfish".utf8)) == nil)
        }
        #expect(vault.count == 1)
        try clean()
    }
}
