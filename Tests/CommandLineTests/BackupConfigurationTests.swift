import Store
import Testing

@testable import OmniCommand

/// What admin, route and the vault have of the configuration is of one moment in a backup.
@Suite struct BackupConfigurationTests {
    /// A state directory in which admin's file and the vault say which change they have.
    private final class Place {
        let scratch: ScratchDirectory
        let place: StatePlace
        var archive: String { scratch.path + "/x.tar" }

        init() throws {
            scratch = try ScratchDirectory(beside: "/tmp/omni-together")
            place = StatePlace(path: scratch.path, isSystem: false)
            for directory in ["route", "egress", "admin", "logd"] { try scratch.create(directory) }
            for file in ["route/route.db", "egress/vault.db", "logd/ledger.db"] {
                try execute(file, "CREATE TABLE t (x); PRAGMA user_version = 1")
            }
            try execute(
                "admin/admin.db",
                """
                CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
                PRAGMA user_version = 1
                """)
        }

        func execute(_ file: String, _ sql: String) throws {
            let database = try Database(path: "\(scratch.path)/\(file)")
            defer { database.close() }
            try database.execute(sql)
        }

        func number(_ file: String, _ sql: String) throws -> Int64 {
            let database = try Database(path: "\(scratch.path)/\(file)")
            defer { database.close() }
            return try database.number(sql)
        }

        /// Has admin say something.
        func say(_ name: String, _ value: Int64) throws {
            try execute(
                "admin/admin.db", "INSERT OR REPLACE INTO meta VALUES ('\(name)', \(value))")
        }

        /// Makes a change, as admin and egress do.
        func change(to number: Int64) throws {
            try execute("egress/vault.db", "DELETE FROM t; INSERT INTO t VALUES (\(number))")
            try say("begun", number)
            try say("generation", number)
        }

        var maker: BackupMaker {
            BackupMaker(
                place: place, withKey: false, now: 1_700_000_000_000_000, room: { _ in nil },
                pause: {})
        }

        deinit { scratch.remove() }
    }

    /// Does what must not fail where nothing may throw.
    private static func must(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            Issue.record(error)
        }
    }

    private static let together = ["route/route.db", "egress/vault.db", "admin/admin.db"]

    @Test func aChangeBetweenTheCopiesHasThemMadeAgain() throws {
        let place = try Place()
        try place.change(to: 1)
        var copied: [String] = []
        var maker = place.maker
        maker.whenCopied = { name in
            copied.append(name.text)
            // A connection and its key, once the vault is copied and before admin's file is.
            guard copied == Array(Self.together.dropLast()) else { return }
            Self.must { try place.change(to: 2) }
        }
        let manifest = try maker.make(place.archive)
        #expect(copied == Self.together + Self.together + ["logd/ledger.db"])
        #expect(manifest.files.map(\.name) == Self.together + ["logd/ledger.db"])
        try BackupTrial.run(place.archive)
        try place.change(to: 3)
        try Restoration(place: place.place, stamp: "then").run(BackupArchive(place.archive))
        #expect(
            try place.number("admin/admin.db", "SELECT value FROM meta WHERE name = 'generation'")
                == 2)
        #expect(try place.number("egress/vault.db", "SELECT x FROM t") == 2)
    }

    @Test func aChangeThatLeavesTheNumberCountsToo() throws {
        let place = try Place()
        try place.change(to: 1)
        var copied = 0
        var maker = place.maker
        maker.whenCopied = { _ in
            copied += 1
            // A secret alone is another one, or what was begun was taken back.
            guard copied == 2 else { return }
            Self.must { try place.say("begun", 2) }
        }
        _ = try maker.make(place.archive)
        #expect(copied == 7)
    }

    @Test func changesAllTheTimeEndIt() throws {
        let place = try Place()
        var changes: Int64 = 0
        var pauses = 0
        var maker = place.maker
        maker.pause = { pauses += 1 }
        maker.whenCopied = { name in
            guard name.daemon == .egress else { return }
            changes += 1
            Self.must { try place.change(to: changes) }
        }
        let error = try #require(throws: CommandFailure.self) { try maker.make(place.archive) }
        #expect(error.status == 75 && error.message.contains("was changed"))
        #expect(changes == 3 && pauses == 2)
        #expect(SmallFile.names(in: place.scratch.path).allSatisfy { !$0.hasPrefix("x.tar") })
    }

    @Test func aChangeUnderWayIsWaitedFor() throws {
        let place = try Place()
        try place.say("pending_process", 7)
        var pauses = 0
        var maker = place.maker
        maker.pause = {
            pauses += 1
            Self.must { try place.say("pending_process", 0) }
        }
        _ = try maker.make(place.archive)
        #expect(pauses == 1)
    }

    @Test func oneThatWasCutOffIsNotWaitedForForEver() throws {
        let place = try Place()
        try place.say("pending_process", 7)
        var pauses = 0
        var maker = place.maker
        maker.pause = { pauses += 1 }
        _ = try maker.make(place.archive)
        #expect(pauses == 2)
        try BackupTrial.run(place.archive)
    }

    @Test func adminSaysItByTheseNames() throws {
        let root = String(#filePath).split(separator: "/").dropLast(3)
            .reduce("") { "\($0)/\($1)" }
        let text = try #require(
            SmallFile.read("\(root)/Sources/omni-admin/Admin/Layers/AdminStore+LayerStore.swift"))
        for name in ConfigurationMark.names { #expect(text.contains("setMeta(\"\(name)\"")) }
    }
}
