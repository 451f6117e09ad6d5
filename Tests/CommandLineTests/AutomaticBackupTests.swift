import EventLoop
import Glibc
import JSON
import Store
import Testing

@testable import OmniCommand

/// Backups that are made by themselves, and the trial that every backup has to stand.
@Suite struct AutomaticBackupTests {
    /// A state directory that goes away.
    private final class Place {
        let scratch: ScratchDirectory
        let place: StatePlace

        init() throws {
            scratch = try ScratchDirectory(beside: "/tmp/omni-automatic")
            place = StatePlace(path: scratch.path, isSystem: false)
            for directory in ["route", "egress", "logd/days"] { try scratch.create(directory) }
            for name in ["route/route.db", "egress/vault.db", "logd/ledger.db"] { try fill(name) }
            try fill("logd/days/2026-11-30.db")
            #expect(SmallFile.write("x", to: "\(scratch.path)/logd/days/2026-11-29.db.damaged"))
        }

        func fill(_ name: String, rows: Int = 3) throws {
            let database = try Database(path: "\(scratch.path)/\(name)")
            try database.execute("CREATE TABLE IF NOT EXISTS t (x)")
            for row in 0..<rows { try database.execute("INSERT INTO t VALUES (\(row))") }
            try database.execute("PRAGMA user_version = 1")
            database.close()
        }

        func run(
            _ now: Int64, every: Int64? = 24 * 3_600_000_000, kept: Int = 2, history: Bool = false,
            room: BackupRoom? = nil
        )
            throws -> AutomaticBackup.Outcome
        {
            try AutomaticBackup(
                place: place, settings: BackupSettings(everyMicroseconds: every, kept: kept),
                now: now, withHistory: history, room: { _ in room }
            ).run()
        }

        /// A file that is named as if it had been made at a time.
        func pretend(_ time: Int64) throws {
            try scratch.create("backups")
            let name = "\(AutomaticBackup.prefix)\(TimeStamp.text(time)).tar"
            #expect(SmallFile.write("x", to: "\(place.backups)/\(name)"))
        }

        /// When the backups were made, by their names.
        var times: [Int64] { files.compactMap(AutomaticBackup.time) }

        var files: [String] { SmallFile.names(in: place.backups).sorted() }

        deinit { scratch.remove() }
    }

    private static let hour: Int64 = 3_600_000_000
    /// 2026-11-30T12:00:00Z.
    private static let noon: Int64 = 1_796_040_000_000_000

    @Test func oneADayTheOldestDeleted() throws {
        let place = try Place()
        let first = try place.run(Self.noon)
        #expect(first == .made("\(place.place.backups)/omniroute-auto-20261130T120000Z.tar"))
        #expect(try place.run(Self.noon + Self.hour) == .notDue)
        #expect(try place.run(Self.noon + 23 * Self.hour) == .notDue)
        for day in 1...3 {
            guard case .made = try place.run(Self.noon + Int64(day) * 24 * Self.hour) else {
                Issue.record("none on day \(day)")
                return
            }
        }
        #expect(
            place.files == [
                "omniroute-auto-20261202T120000Z.tar", "omniroute-auto-20261203T120000Z.tar",
            ])
        var status = stat()
        #expect(stat("\(place.place.backups)/\(place.files[0])", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(stat(place.place.backups, &status) == 0 && status.st_mode & 0o777 == 0o700)
    }

    @Test func othersFilesStayAndLeftoversGo() throws {
        let place = try Place()
        try place.scratch.create("backups/.unproven-20261101T000000Z.abcdef/route")
        for name in ["backups/mine.tar", "backups/.unproven-20261101T000000Z"] {
            #expect(SmallFile.write("x", to: "\(place.scratch.path)/\(name)"))
        }
        _ = try place.run(Self.noon, kept: 1)
        _ = try place.run(Self.noon + 25 * Self.hour, kept: 1)
        #expect(place.files == ["mine.tar", "omniroute-auto-20261201T130000Z.tar"])
    }

    @Test func withoutRoomNoneIsBegun() throws {
        let place = try Place()
        _ = try place.run(Self.noon)
        let before = place.files
        // A twentieth of the file system is what the daemons need, twice 24 KiB what a backup needs.
        let tight = BackupRoom(free: (50 << 20) + 40_000, total: 1000 << 20)
        let error = try #require(throws: CommandFailure.self) {
            try place.run(Self.noon + 25 * Self.hour, room: tight)
        }
        #expect(error.status == 75 && error.message.contains("free space in"))
        #expect(place.files == before)
        let enough = BackupRoom(free: (50 << 20) + 100_000, total: 1000 << 20)
        guard case .made = try place.run(Self.noon + 25 * Self.hour, room: enough) else {
            Issue.record("none was made")
            return
        }
    }

    @Test func theRoomThatABackupNeeds() {
        let room = BackupRoom(free: 0, total: 100 << 30)
        #expect(room.needed(for: 10, besideDaemons: false) == 20)
        #expect(room.needed(for: 10, besideDaemons: true) == 20 + (512 << 20))
        let small = BackupRoom(free: 0, total: 2000)
        #expect(small.needed(for: 10, besideDaemons: true) == 120)
    }

    @Test func aClockThatWasWrongDelaysNone() throws {
        let place = try Place()
        _ = try place.run(Self.noon + 1_000 * Self.hour)
        // It is put right; what was made then is from the future.
        guard case .made(let file) = try place.run(Self.noon, kept: 1) else {
            Issue.record("none was made")
            return
        }
        #expect(access(file, F_OK) == 0)
    }

    @Test func thoseOfAClockThatWasAheadMakeWay() throws {
        let place = try Place()
        let day = 24 * Self.hour
        for number in 0..<7 { try place.pretend(Self.noon + (365 + Int64(number)) * day) }
        for number in 0..<10 {
            // One a run, so that a clock that is wrong now takes no more.
            #expect(place.times.count { $0 > Self.noon + 300 * day } == max(0, 7 - number))
            guard case .made = try place.run(Self.noon + Int64(number) * day, kept: 7) else {
                Issue.record("none on day \(number)")
                return
            }
        }
        #expect(place.times == (3..<10).map { Self.noon + Int64($0) * day })
    }

    @Test func aClockThatIsSetBackTakesNoMoreThanARightOne() throws {
        let place = try Place()
        let day = 24 * Self.hour
        let real = (0..<7).map { Self.noon + Int64($0) * day }
        for time in real { try place.pretend(time) }
        let left = Array(real.dropFirst())
        let wrong = Self.noon - 10_000 * Self.hour
        guard case .made = try place.run(wrong, kept: 7) else {
            Issue.record("none was made")
            return
        }
        // As a right clock would have done.
        #expect(place.times == [wrong] + left)
        #expect(try place.run(wrong + Self.hour, kept: 7) == .notDue)
        // Set right again, what was made meanwhile goes first.
        _ = try place.run(Self.noon + 7 * day, kept: 7)
        #expect(place.times == left + [Self.noon + 7 * day])
    }

    @Test func theyCanBeSwitchedOff() throws {
        let place = try Place()
        #expect(try place.run(Self.noon, every: nil) == .off)
        #expect(place.files.isEmpty)
    }

    @Test func daysGoInOnlyWithTheHistory() throws {
        let place = try Place()
        func names(_ outcome: AutomaticBackup.Outcome) throws -> [String] {
            guard case .made(let file) = outcome else { return [] }
            return try BackupArchive(file).manifest.files.map(\.name)
        }
        let state = ["route/route.db", "egress/vault.db", "logd/ledger.db"]
        #expect(try names(place.run(Self.noon)) == state)
        #expect(
            try names(place.run(Self.noon + 48 * Self.hour, history: true))
                == state + ["logd/days/2026-11-30.db"])
    }

    @Test func aDayThatGoesMeanwhileIsLeftOut() throws {
        let place = try Place()
        let day = "\(place.scratch.path)/logd/days/2026-11-30.db"
        var toldOf: [String] = []
        let maker = BackupMaker(
            place: place.place, withKey: false, withHistory: true, now: Self.noon,
            // The room is asked for once the days are listed.
            room: { _ in
                unlink(day)
                return nil
            }, whenLeftOut: { toldOf.append($0) })
        let manifest = try maker.make("\(place.scratch.path)/x.tar")
        #expect(
            manifest.files.map(\.name) == ["route/route.db", "egress/vault.db", "logd/ledger.db"])
        #expect(toldOf.isEmpty)
    }

    @Test(arguments: [false, true])
    func aDamagedDayIsNamedAndLeftOut(isOpen: Bool) throws {
        let place = try Place()
        let path = "\(place.scratch.path)/logd/days/2026-11-29.db"
        #expect(SmallFile.write(String(repeating: "no database ", count: 500), to: path))
        // As if somebody had it open: then it cannot be copied as it is.
        if isOpen { #expect(SmallFile.write("log", to: path + "-wal")) }
        var toldOf: [String] = []
        let maker = BackupMaker(
            place: place.place, withKey: false, withHistory: true, now: Self.noon,
            room: { _ in nil }, whenLeftOut: { toldOf.append($0) })
        let archive = "\(place.scratch.path)/x.tar"
        let manifest = try maker.make(archive)
        #expect(manifest.files.map(\.name).last == "logd/days/2026-11-30.db")
        #expect(manifest.files.count == 4)
        #expect(toldOf.count == 1 && toldOf[0].contains("2026-11-29.db is damaged"))
        try BackupTrial.run(archive)
    }

    @Test func anotherDamagedFileEndsIt() throws {
        let place = try Place()
        let path = "\(place.scratch.path)/route/route.db"
        #expect(SmallFile.write(String(repeating: "no database ", count: 500), to: path))
        let error = try #require(throws: CommandFailure.self) { try place.run(Self.noon) }
        #expect(error.status == 65 && error.message.contains("route.db is damaged"))
        unlink(path)
    }

    @Test func daysAreRestoredAlsoWhereThereAreNone() throws {
        let place = try Place()
        let path = place.scratch.path
        guard case .made(let file) = try place.run(Self.noon, history: true) else { return }
        for name in SmallFile.names(in: "\(path)/logd/days") { unlink("\(path)/logd/days/\(name)") }
        rmdir("\(path)/logd/days")
        try Restoration(place: place.place, stamp: "then").run(BackupArchive(file))
        #expect(
            try DatabaseFacts("\(path)/logd/days/2026-11-30.db")
                == DatabaseFacts("\(path)/route/route.db"))
    }

    @Test func aBackupThatLostRowsIsNone() throws {
        let place = try Place()
        let archive = "\(place.scratch.path)/x.tar"
        let manifest = try BackupMaker(place: place.place, withKey: false, now: Self.noon).make(
            archive)
        #expect(manifest.files.map(\.rows) == [3, 3, 3])
        try BackupTrial.run(archive)
        // A manifest that promises one row more.
        var files = manifest.files
        files[0].rows = 4
        let head = BackupManifest(created: Self.noon, files: files).bytes
        #expect(head.count == manifest.bytes.count)
        let descriptor = open(archive, O_WRONLY)
        #expect(pwrite(descriptor, head, head.count, 512) == head.count)
        closeDescriptor(descriptor)
        let error = try #require(throws: CommandFailure.self) { try BackupTrial.run(archive) }
        #expect(error.status == 65 && error.message.contains("3 rows, not 4"))
        #expect(
            !SmallFile.names(in: place.scratch.path).contains { $0.hasPrefix("x.tar.") })
    }

    @Test func aClosedDatabaseIsCopiedAsItIs() throws {
        let place = try Place()
        let path = "\(place.scratch.path)/route/route.db"
        let copy = "\(place.scratch.path)/copy.db"
        #expect(ClosedDatabase.copy(path, to: copy))
        #expect(try DatabaseFacts(copy) == DatabaseFacts(path))
        // One with changes beside it is not whole.
        let open = try Database(path: path)
        try open.execute("INSERT INTO t VALUES (9)")
        #expect(!ClosedDatabase.copy(path, to: copy))
        open.close()
    }

    @Test(
        arguments: [
            ("{}", 24 * 3_600_000_000, 7),
            (#"{"ledger":{"backup_every":"6h"}}"#, 6 * 3_600_000_000, 7),
            (#"{"ledger":{"backup_every":12,"backups_kept":3}}"#, 12 * 3_600_000_000, 3),
            (#"{"ledger":{"backup_every":"off"}}"#, nil, 7),
            (#"{"ledger":{"backup_every":null,"backups_kept":0}}"#, 24 * 3_600_000_000, 1),
        ] as [(String, Int64?, Int)])
    func settings(text: String, every: Int64?, kept: Int) throws {
        let settings = BackupSettings(try JSONDocument(Array(text.utf8)).root)
        #expect(settings == BackupSettings(everyMicroseconds: every, kept: kept))
    }

    @Test(arguments: ["logd/days/2026-11-30.db", "logd/ledger.db"])
    func namesOfTheLedger(name: String) {
        #expect(BackupName(name)?.text == name)
        #expect(BackupName(name)?.daemon == .logd)
    }

    @Test(arguments: [
        "logd/bodies/2026-11-30.db", "logd/days/../x.db", "route/days/x.db", "logd/days/x/y.db",
        "logd/days/x.db.damaged", "logd//x.db", "/logd/x.db",
    ])
    func noNames(name: String) {
        #expect(BackupName(name) == nil)
    }

    @Test func stampsAreRead() {
        #expect(TimeStamp.microseconds(TimeStamp.text(Self.noon)) == Self.noon)
        #expect(AutomaticBackup.time("omniroute-20261130T120000Z.tar") == nil)
        #expect(AutomaticBackup.time("omniroute-auto-2026.tar") == nil)
    }
}
