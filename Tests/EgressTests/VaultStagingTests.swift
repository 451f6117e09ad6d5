import Crypto
import Foundation
import IPC
import Store
import Testing

@testable import Egress

/// Sets that are staged, so that they can be taken back.
@Suite struct VaultStagingTests {
    private let directory = FileManager.default.temporaryDirectory.appending(
        path: "egress-staging-\(UUID().uuidString)")
    private let key = SecretBytes(random: AESGCM.keyBytes)
    private let vault: Vault

    init() throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        vault = try Vault(path: directory.appending(path: "vault.db").path, key: key)
        try vault.apply(
            VaultApply(
                credentials: [Self.entry("a", "old"), Self.entry("gone", "past")],
                caPem: Array("-----BEGIN CERTIFICATE-----".utf8)))
    }

    private static func entry(
        _ id: String, _ secret: String, origin: String = "https://api.test"
    ) -> Credential {
        Credential(
            connectionID: id, origin: origin, place: .bearer, secret: Array(secret.utf8),
            keepSecret: secret.isEmpty)
    }

    private func open() throws -> Vault {
        try Vault(path: directory.appending(path: "vault.db").path, key: key)
    }

    private func secret(_ vault: Vault, _ id: String, _ origin: String = "https://api.test")
        -> String?
    {
        vault.credential(for: id, url: origin + "/x")?.secret.withBytes {
            String(decoding: $0, as: UTF8.self)
        }
    }

    private func clean() throws { try FileManager.default.removeItem(at: directory) }

    @Test func theSetOfBeforeServesWhatTheNewOneDoesNot() throws {
        let taken = try vault.stage(
            VaultApply(credentials: [Self.entry("a", "new", origin: "https://new.test")]))
        #expect(taken == Vault.Taken(generation: 2, changed: ["a"]))
        // Over a restart too.
        for vault in [vault, try open()] {
            #expect(vault.isStaged)
            #expect(vault.authorities == nil)
            #expect(secret(vault, "a") == "old")
            #expect(secret(vault, "a", "https://new.test") == "new")
            #expect(secret(vault, "gone") == "past")
            // No set is for that.
            #expect(
                vault.credential(for: "a", url: "https://evil.test/")?.origin.host == "api.test")
            #expect(vault.credential(for: "other", url: "https://api.test/") == nil)
        }
        try clean()
    }

    @Test func revertingTakesBackAll() throws {
        try vault.stage(VaultApply(credentials: [Self.entry("b", "new")]))
        try vault.settle(revert: true)
        for vault in [vault, try open()] {
            #expect(!vault.isStaged)
            #expect(vault.generation == 1)
            #expect(vault.count == 2)
            #expect(vault.authorities != nil)
            #expect(secret(vault, "a") == "old")
            #expect(secret(vault, "b") == nil)
        }
        try clean()
    }

    @Test func settlingForgetsTheSetOfBefore() throws {
        try vault.stage(VaultApply(credentials: [Self.entry("b", "new")]))
        try vault.settle(revert: false)
        for vault in [vault, try open()] {
            #expect(!vault.isStaged)
            #expect(vault.generation == 2)
            #expect(secret(vault, "gone") == nil)
            #expect(secret(vault, "b") == "new")
        }
        // Nothing is staged any more.
        try vault.settle(revert: true)
        #expect(secret(vault, "b") == "new")
        try clean()
    }

    @Test func stagedTwiceGoesBackToTheFirst() throws {
        try vault.stage(VaultApply(credentials: [Self.entry("a", "second")]))
        // What is kept is that of the set which holds now.
        try vault.stage(VaultApply(credentials: [Self.entry("a", ""), Self.entry("b", "third")]))
        #expect(secret(vault, "a") == "second")
        try vault.settle(revert: true)
        #expect(secret(vault, "a") == "old")
        #expect(secret(vault, "gone") == "past")
        #expect(vault.count == 2)
        try clean()
    }

    @Test func aPlainSetEndsAStage() throws {
        try vault.stage(VaultApply(credentials: [Self.entry("b", "new")]))
        try vault.apply(VaultApply(credentials: [Self.entry("c", "newer")]))
        #expect(!vault.isStaged)
        try vault.settle(revert: true)
        #expect(vault.count == 1)
        #expect(secret(vault, "gone") == nil)
        #expect(secret(try open(), "c") == "newer")
        try clean()
    }

    @Test func aSuccessorSettlesWhatItsPredecessorStaged() throws {
        let successor = try open()
        try vault.stage(VaultApply(credentials: [Self.entry("b", "new")]))
        try successor.settle(revert: true)
        #expect(secret(successor, "a") == "old")
        #expect(secret(successor, "b") == nil)
        #expect(try open().count == 2)
        try clean()
    }

    /// Makes the row of "gone" one that does not open.
    private func lock() throws {
        try Database(path: directory.appending(path: "vault.db").path).execute(
            "UPDATE credential SET box = x'00' WHERE connection_id = 'gone'")
    }

    @Test(arguments: [true, false])
    func aRowThatDoesNotOpenOutlivesAStage(revert: Bool) throws {
        try lock()
        let taken = try vault.stage(
            VaultApply(credentials: [Self.entry("a", "new"), Self.entry("gone", "")]))
        #expect(taken == Vault.Taken(generation: 2, changed: ["a"]))
        for vault in [vault, try open()] {
            #expect(vault.isStaged)
            #expect(vault.unusable == ["gone"])
            #expect(secret(vault, "gone") == nil)
        }
        try vault.settle(revert: revert)
        for vault in [vault, try open()] {
            #expect(vault.unusable == ["gone"])
            #expect(secret(vault, "gone") == nil)
            #expect(secret(vault, "a") == (revert ? "old" : "new"))
        }
        try clean()
    }

    @Test func aRowThatDoesNotOpenComesBackWithItsSet() throws {
        try lock()
        try vault.stage(VaultApply(credentials: [Self.entry("gone", "given")]))
        #expect(vault.unusable.isEmpty)
        #expect(secret(vault, "gone") == "given")
        try vault.settle(revert: true)
        #expect(vault.unusable == ["gone"])
        #expect(secret(vault, "a") == "old")
        // The set after the stage is without it.
        try vault.stage(VaultApply(credentials: [Self.entry("a", "")]))
        #expect(vault.unusable.isEmpty)
        try vault.settle(revert: false)
        #expect(try open().unusable.isEmpty)
        try clean()
    }

    /// Settles once more after the first time was written, but what came back could not be read.
    @Test func settlingTwiceLosesNothing() throws {
        try vault.stage(VaultApply(credentials: [Self.entry("b", "new")]))
        // Rows can be read as long as something is staged.
        let other = try Database(path: directory.appending(path: "vault.db").path)
        try other.execute(
            """
            ALTER TABLE credential RENAME TO kept;
            CREATE VIEW credential AS
                SELECT connection_id, origin, place, header_name, box, region,
                    CASE WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'staged') THEN service
                    ELSE abs(-9223372036854775808 + 0 * length(connection_id)) END AS service,
                    proxy
                FROM kept;
            CREATE TRIGGER remove INSTEAD OF DELETE ON credential BEGIN
                DELETE FROM kept WHERE connection_id = old.connection_id;
            END;
            CREATE TRIGGER add_row INSTEAD OF INSERT ON credential BEGIN
                INSERT INTO kept VALUES (new.connection_id, new.origin, new.place, new.header_name,
                    new.box, new.region, new.service, new.proxy);
            END
            """)
        #expect(throws: VaultError.self) { try vault.settle(revert: true) }
        #expect(!vault.isStaged)
        #expect(secret(vault, "a") == "old")
        #expect(secret(vault, "b") == nil)
        // It has not been read yet, and nothing is changed until it is.
        #expect(throws: VaultError.self) { try vault.settle(revert: true) }
        #expect(throws: VaultError.self) {
            try vault.apply(VaultApply(credentials: [Self.entry("b", "newer")]))
        }
        try other.execute("DROP VIEW credential; ALTER TABLE kept RENAME TO credential")
        try vault.settle(revert: true)
        for vault in [vault, try open()] {
            #expect(vault.generation == 1)
            #expect(vault.count == 2)
            #expect(secret(vault, "a") == "old")
            #expect(secret(vault, "gone") == "past")
        }
        try clean()
    }

    @Test func whatIsRefusedLeavesAStageAlone() throws {
        try vault.stage(VaultApply(credentials: [Self.entry("b", "new")]))
        #expect(throws: VaultError.noSecret(connectionID: "x")) {
            try vault.stage(VaultApply(credentials: [Self.entry("x", "")]))
        }
        #expect(vault.isStaged)
        #expect(secret(vault, "b") == "new")
        #expect(secret(vault, "a") == "old")
        try clean()
    }
}
