import Crypto
import EventLoop
import Glibc
import Store
import Testing

@testable import OmniCommand

/// Backups of a data directory, and back.
@Suite struct BackupTests {
    /// A data directory with a database for each daemon that keeps something.
    private final class Place {
        let scratch: ScratchDirectory
        let place: StatePlace
        var archive: String { scratch.path + ".tar" }

        init() throws {
            scratch = try ScratchDirectory(beside: "/tmp/omni-backup")
            place = StatePlace(path: scratch.path, isSystem: false)
        }

        /// Makes the databases, each with one row that says `text`.
        func fill(_ text: String, schema: Int = 1) throws {
            try DataDirectory(scratch.path).create()
            for (directory, file) in Self.files {
                let path = "\(scratch.path)/\(directory)/\(file)"
                let database = try Database(path: path)
                try database.execute(
                    "CREATE TABLE IF NOT EXISTS t (x TEXT); DELETE FROM t; INSERT INTO t VALUES ('\(text)')"
                )
                try database.execute("PRAGMA user_version = \(schema)")
                database.close(keepingLog: true)
            }
            #expect(SmallFile.write("key of \(text)", to: "\(scratch.path)/egress/vault.key"))
        }

        static let files = [
            ("route", "route.db"), ("egress", "vault.db"), ("admin", "admin.db"),
            ("logd", "log.db"),
        ]

        func text(_ directory: String, _ file: String) throws -> String {
            let database = try Database(
                path: "\(scratch.path)/\(directory)/\(file)", readOnly: true)
            defer { database.close() }
            let statement = try database.prepare("SELECT x FROM t")
            return try statement.step() ? statement.text(0) : ""
        }

        func make(withKey: Bool = false, replaces: Bool = false) throws -> BackupManifest {
            try BackupMaker(
                place: place, withKey: withKey, now: 1_700_000_000_000_000, replaces: replaces,
                room: { _ in nil }
            )
            .make(archive)
        }

        func restore() throws {
            try Restoration(place: place, stamp: "then").run(BackupArchive(archive))
        }

        deinit {
            unlink(archive)
            for daemon in DaemonName.allCases {
                let path = "\(scratch.path)/\(daemon.rawValue)"
                for name in SmallFile.names(in: path) { unlink("\(path)/\(name)") }
                rmdir(path)
            }
            scratch.remove()
        }
    }

    @Test func bringsBackWhatWas() throws {
        let place = try Place()
        try place.fill("before")
        let manifest = try place.make()
        #expect(
            manifest.files.map(\.name) == [
                "route/route.db", "egress/vault.db", "admin/admin.db", "logd/log.db",
            ])
        #expect(manifest.files.allSatisfy { $0.schema == 1 && $0.size > 0 })
        try place.fill("after")
        try place.restore()
        for (directory, file) in Place.files {
            #expect(try place.text(directory, file) == "before")
            #expect(try place.text(directory, "\(file).before-then") == "after")
        }
        // The key was not in it and stays.
        let key = "\(place.scratch.path)/egress/vault.key"
        #expect(SmallFile.read(key) == "key of after")
        // Nor is anything left of what SQLite makes beside a database that it reads.
        #expect(
            !SmallFile.names(in: "\(place.scratch.path)/route").contains {
                $0.contains(".restored")
            })
    }

    @Test func theKeyGoesWithItOnlyWhenAsked() throws {
        let place = try Place()
        try place.fill("before")
        #expect(try place.make(withKey: true).files.last?.name == BackupName.vaultKey)
        try place.fill("after")
        try place.restore()
        let key = "\(place.scratch.path)/egress/vault.key"
        #expect(SmallFile.read(key) == "key of before")
        #expect(SmallFile.read(key + ".before-then") == "key of after")
        var status = stat()
        #expect(stat(key, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(stat(place.archive, &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test func whatAnotherRestorationKeptStays() throws {
        let place = try Place()
        try place.fill("first")
        _ = try place.make()
        for text in ["second", "third", "fourth"] {
            try place.fill(text)
            // All within one second: with the same stamp.
            try place.restore()
            #expect(try place.text("route", "route.db") == "first")
        }
        #expect(try place.text("route", "route.db.before-then") == "second")
        #expect(try place.text("route", "route.db.before-then-2") == "third")
        #expect(try place.text("logd", "log.db.before-then-3") == "fourth")
    }

    @Test func noBackupIsReplacedUnasked() throws {
        let place = try Place()
        try place.fill("x")
        #expect(SmallFile.write("another", to: place.archive))
        let error = try #require(throws: CommandFailure.self) { try place.make() }
        #expect(error.status == 65 && error.message.contains("--force"))
        #expect(SmallFile.read(place.archive) == "another")
        let made = try place.make(replaces: true)
        #expect(try BackupArchive(place.archive).manifest == made)
    }

    @Test func aBackupSaysWhatIsInIt() throws {
        let place = try Place()
        try place.fill("x")
        let made = try place.make()
        let read = try BackupArchive(place.archive).manifest
        #expect(read == made)
        #expect(read.createdText == "2023-11-14T22:13:20.000Z")
        #expect(TimeStamp.text(read.created) == "20231114T221320Z")
    }

    @Test(arguments: [2_000, 9_000, 30_000])
    func aDamagedBackupChangesNothing(offset: Int) throws {
        let place = try Place()
        try place.fill("before")
        _ = try place.make()
        try place.fill("after")
        let descriptor = open(place.archive, O_RDWR)
        var byte: UInt8 = 0
        #expect(pread(descriptor, &byte, 1, off_t(offset)) == 1)
        byte ^= 0x55
        #expect(pwrite(descriptor, [byte], 1, off_t(offset)) == 1)
        closeDescriptor(descriptor)
        #expect(throws: CommandFailure.self) { try place.restore() }
        for (directory, file) in Place.files { #expect(try place.text(directory, file) == "after") }
        #expect(
            !SmallFile.names(in: "\(place.scratch.path)/route").contains {
                $0.hasSuffix(".restored")
            })
    }

    @Test func aCutBackupChangesNothing() throws {
        let place = try Place()
        try place.fill("before")
        _ = try place.make()
        try place.fill("after")
        #expect(truncate(place.archive, 20_000) == 0)
        let error = try #require(throws: CommandFailure.self) { try place.restore() }
        #expect(error.status == 65)
        #expect(try place.text("route", "route.db") == "after")
    }

    @Test func theFutureIsRefused() throws {
        let place = try Place()
        try place.fill("before", schema: 99)
        _ = try place.make()
        try place.fill("after")
        let error = try #require(throws: CommandFailure.self) { try place.restore() }
        #expect(error.status == 65 && error.message.contains("schema 99"))
        #expect(try place.text("route", "route.db") == "after")
    }

    @Test func withoutStateThereIsNoBackup() throws {
        let place = try Place()
        let error = try #require(throws: CommandFailure.self) { try place.make() }
        #expect(error.status == 78)
    }

    @Test(arguments: [
        "route/route.db", "egress/vault.key", "egress-eu/vault.db", "admin/admin.db", "logd/log.db",
    ])
    func namesOfBackups(name: String) {
        #expect(BackupName(name)?.text == name)
    }

    @Test(arguments: [
        "", "route.db", "/route/route.db", "../route/route.db", "route/../x.db", "route//x.db",
        "ingress/x.db", "route/.x.db", "route/x", "route/vault.key", "egress-/../x.db",
        "route/x.db/y", "egress-eu/vault.key",
    ])
    func otherNamesAreRefused(name: String) {
        #expect(BackupName(name) == nil)
    }

    @Test func manifestsAreReadStrictly() {
        let manifest = BackupManifest(
            created: 1,
            files: [
                BackupManifest.File(
                    name: "route/route.db", size: 3, sha256: Crypto.hex(Crypto.sha256("x")),
                    schema: 3)
            ])
        let text = String(decoding: manifest.bytes, as: UTF8.self)
        #expect(BackupManifest(Array(text.utf8)) == manifest)
        for (from, to) in [
            ("\"format\":1", "\"format\":2"), ("route/route.db", "route/../../x.db"),
            ("\"bytes\":3", "\"bytes\":-3"), ("omniroute", "other"),
        ] {
            #expect(BackupManifest(Array(text.replacing(from, with: to).utf8)) == nil)
        }
        #expect(BackupManifest([]) == nil)
    }
}
