import Crypto
import DaemonLife
import Foundation
import Testing
import VaultFormat

@testable import Egress

/// Where the vault's key comes from.
@Suite struct KeyFileTests {
    private let directory = FileManager.default.temporaryDirectory.appending(
        path: "egress-key-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private func load(credentials: String? = nil) throws(StartFailure) -> [UInt8] {
        try KeyFile.load(credentialsDirectory: credentials, stateDirectory: directory.path)
            .withBytes { Array($0) }
    }

    private func write(_ bytes: [UInt8], _ name: String, mode: Int = 0o600) throws {
        let path = directory.appending(path: name).path
        let made = FileManager.default.createFile(
            atPath: path, contents: Data(bytes), attributes: [.posixPermissions: mode])
        #expect(made)
    }

    private func clean() throws { try FileManager.default.removeItem(at: directory) }

    @Test func readsBothForms() throws {
        let raw = Crypto.randomBytes(32)
        let digits = Array(Crypto.hex(raw).utf8)
        for form in [raw, digits, digits + [0x0a]] {
            #expect(VaultKey.parse(form)?.withBytes { Array($0) } == raw)
        }
        #expect(VaultKey.parse([]) == nil)
        #expect(VaultKey.parse(Array(raw.dropLast())) == nil)
        #expect(VaultKey.parse(raw + [0]) == nil)
        #expect(VaultKey.parse(digits.map { $0 == digits[0] ? UInt8(ascii: "x") : $0 }) == nil)
    }

    @Test func makesOneAtTheFirstStart() throws {
        let made = try load()
        #expect(made.count == 32)
        #expect(try load() == made)
        let path = directory.appending(path: "vault.key").path
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        try clean()
    }

    @Test(arguments: [0o644, 0o640, 0o660, 0o604, 0o700]) func refusesLaxModes(mode: Int) throws {
        try write(Crypto.randomBytes(32), "vault.key", mode: mode)
        let failure = #expect(throws: StartFailure.self) { try load() }
        #expect(failure?.status == 78)
        try clean()
    }

    @Test(arguments: [0, 16, 31, 33, 63, 66, 1000]) func refusesOtherLengths(length: Int) throws {
        try write([UInt8](repeating: UInt8(ascii: "a"), count: length), "vault.key")
        let failure = #expect(throws: StartFailure.self) { try load() }
        #expect(failure?.status == 78)
        #expect(failure?.description.contains("32 bytes or 64 hexadecimal digits") == true)
        try clean()
    }

    @Test func theServiceManagersKeyWins() throws {
        let theirs = Crypto.randomBytes(32)
        try write(theirs, "vault-key", mode: 0o400)
        try write(Crypto.randomBytes(32), "vault.key")
        #expect(try load(credentials: directory.path) == theirs)
        #expect(try load() != theirs)
        try clean()
    }
}
