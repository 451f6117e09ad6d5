import Foundation
import Testing

@testable import Store

@Suite("one file, several connections")
struct SharingTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Locks of any process on a file (proc_locks(5)).
    private func locks(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.file(name))
        let number = try #require(attributes[.systemFileNumber] as? Int)
        let all = try String(contentsOfFile: "/proc/locks", encoding: .utf8)
        return all.split(separator: "\n").filter { $0.contains(":\(number) ") }.count
    }

    /// Whether there are so many.
    ///
    /// The kernel does not give its list at one moment while others lock and unlock: it is read until it says so.
    private func hasLocks(_ count: Int, _ name: String) throws -> Bool {
        for _ in 0..<50 where try locks(name) == count { return true }
        return false
    }

    @Test("opening a file again does not drop the locks that this process has on it")
    func locks() throws {
        let first = try Database(path: folder.file("a.db"))
        try first.execute("CREATE TABLE t (x)")
        let before = try locks("a.db")
        try #require(before > 0)
        let second = try Database(path: folder.file("a.db"))
        #expect(try hasLocks(before, "a.db"))
        second.close()
        #expect(try hasLocks(before, "a.db"))
    }

    @Test("a reader of a file that was replaced leaves the log of the new one alone")
    func replaced() throws {
        let path = folder.file("a.db")
        let first = try Database(path: path)
        try first.execute("CREATE TABLE t (x); INSERT INTO t VALUES (1)")
        let reader = try Database(path: path, readOnly: true)
        #expect(try reader.number("SELECT count(*) FROM t") == 1)
        for suffix in ["", "-wal", "-shm"] {
            try FileManager.default.removeItem(atPath: path + suffix)
        }
        first.close(keepingLog: true)
        let second = try Database(path: path)
        try second.execute("CREATE TABLE t (x); INSERT INTO t VALUES (2), (3)")
        reader.close()
        #expect(folder.exists("a.db-wal"))
        #expect(try Database(path: path, readOnly: true).number("SELECT count(*) FROM t") == 2)
    }

    @Test("migrations of many files leave no copies when told so")
    func noCopies() throws {
        let database = try Database(path: folder.file("a.db"))
        try database.migrate(["CREATE TABLE t (x)"])
        try database.migrate(
            ["CREATE TABLE t (x)", "ALTER TABLE t ADD COLUMN y"], keepingCopy: false)
        #expect(!folder.exists("a.db.before-v2"))
        try database.migrate(["", "", "CREATE TABLE u (x)"])
        #expect(folder.exists("a.db.before-v3"))
    }

    @Test("a file system that is not registered is told")
    func unknownFileSystem() {
        #expect(throws: StoreError.self) {
            try Database(path: folder.file("a.db"), fileSystem: "no such file system")
        }
    }
}
