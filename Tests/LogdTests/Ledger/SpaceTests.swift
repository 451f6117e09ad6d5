import IPC
import Store
import Testing

@testable import Logd

@Suite("room on the disk")
struct SpaceTests {
    let folder: TemporaryFolder
    private final class Disk { var free: UInt64 = 1 << 40 }
    private let disk = Disk()
    private let ledger: Ledger

    init() throws {
        folder = try TemporaryFolder()
        var environment = folder.environment(space: { [disk] in
            DiskSpace(free: disk.free, total: 1 << 41)
        })
        environment.floors = SpaceGuard.Floors(bodies: 1000, records: 100)
        ledger = Ledger(environment)
    }

    private func send(_ number: UInt64) throws -> CommitReport {
        try ledger.commit([
            Samples.batch(
                "p", from: number * 3 - 2,
                [
                    Record(entry: .request(Samples.request("r\(number)"))),
                    Record(entry: .body(Samples.body("r\(number)", "what was said"))),
                    Record(entry: .console(Samples.line("line \(number)"))),
                ])
        ])
    }

    @Test("bodies and console lines go first, then records are held back; all of it recovers")
    func levels() throws {
        #expect(try send(1).rows.bodies == 1)
        disk.free = 999
        let second = try send(2)
        #expect(second.rows.requests == 1 && second.rows.bodies == 0 && second.rows.console == 0)
        #expect(second.bodiesDropped == 1 && second.consoleDropped == 1)
        #expect(ledger.troubles.contains { $0.contains("little room") })
        disk.free = 99
        let error = #expect(throws: StoreError.self) { try send(3) }
        #expect(error?.isStorage == true)
        #expect(ledger.holdsBack && ledger.facts().holdsBack)
        #expect(try ledger.count("requests") == 2)
        disk.free = 111
        #expect(throws: StoreError.self) { try send(3) }
        disk.free = 113
        #expect(try send(3).rows.requests == 1)
        #expect(!ledger.holdsBack && ledger.facts().refusesBodies)
        disk.free = 1125
        #expect(try send(4).rows == send(5).rows)
        #expect(ledger.troubles.isEmpty)
        #expect(try ledger.count("requests") == 5)
    }

    @Test("the floors fit the file system, and nothing is refused where it cannot be asked")
    func floors() {
        #expect(SpaceGuard.Floors(total: 1 << 41).bodies == Limits.bodiesFloor)
        #expect(SpaceGuard.Floors(total: 1 << 41).records == Limits.recordsFloor)
        #expect(SpaceGuard.Floors(total: 100_000_000).bodies == 5_000_000)
        #expect(SpaceGuard.Floors(total: 100_000_000).records == 2_000_000)
        var guardian = SpaceGuard()
        guardian.look(DiskSpace(free: 1, total: 1 << 40))
        #expect(guardian.level == .nothing)
        guardian.look(nil)
        #expect(guardian.level == .all)
    }

    @Test("deleting days needs no room")
    func deleting() throws {
        _ = try send(1)
        ledger.close()
        disk.free = 0
        let again = Ledger(
            {
                var environment = folder.environment()
                environment.space = { DiskSpace(free: 0, total: 1 << 41) }
                return environment
            }())
        #expect(throws: StoreError.self) { try again.commit([Samples.requests("q", 1...1)]) }
        #expect(try again.deleteDay(before: Samples.later(days: 2)))
        #expect(try folder.names(in: "days") == [])
    }
}
