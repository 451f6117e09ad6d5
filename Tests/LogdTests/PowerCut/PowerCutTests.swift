import IPC
import Store
import Testing

@testable import Logd

/// The disk keeps what it was waited for; of the rest it keeps nothing, everything, or any part in any order.
@Suite("power cuts", .serialized)
struct PowerCutTests {
    /// Ledger settings that were acknowledged, as one step among the others.
    private static let settings = LedgerSettings(retentionDays: 42, zone: "Europe/Berlin")

    /// Operations after which a step was acknowledged.
    private struct Acknowledged {
        var steps: [Int] = []
        var settings = Int.max
    }

    /// Plays a script: commits, checkpoints, a second life, settings.
    private func play(_ script: LedgerScript, on disk: RecordingDisk) throws -> Acknowledged {
        var acknowledged = Acknowledged()
        var ledger = disk.ledger()
        for (step, batches) in script.steps.enumerated() {
            _ = try ledger.commit(batches)
            acknowledged.steps.append(disk.operations)
            if step % 5 == 3 {
                try ledger.dayFiles.file(Samples.day).perform { (store) throws(StoreError) in
                    try store.database.checkpoint()
                }
            }
            if step == 7 {
                try ledger.apply(Self.settings)
                acknowledged.settings = disk.operations
            }
            if step % 8 == 6 {
                ledger.close()
                ledger = disk.ledger()
            }
        }
        ledger.close()
        return acknowledged
    }

    @Test("whatever a power cut leaves opens, holds what was acknowledged, and takes the rest once")
    func images() throws {
        let disk = try RecordingDisk()
        let script = LedgerScript(commits: 20)
        let acknowledged = try play(script, on: disk)
        let operations = disk.operations
        try #require(operations > 400)
        let stride = max(1, operations / 130)
        var images = 0
        for upto in Swift.stride(from: 0, through: operations, by: stride) {
            for seed in UInt64(0)..<4 {
                let image = try disk.image(after: upto, seed: UInt64(upto) * 4 + seed)
                try check(
                    disk, image, script, acknowledged, upto, "after \(upto), seed \(seed)")
                images += 1
            }
        }
        #expect(images >= 500)
    }

    private func check(
        _ disk: RecordingDisk, _ image: TemporaryFolder, _ script: LedgerScript,
        _ acknowledged: Acknowledged,
        _ upto: Int, _ name: String
    ) throws {
        let stored = acknowledged.steps.prefix { $0 <= upto }.count
        let ledger = disk.ledger(on: image)
        try ledger.open()
        #expect(ledger.setAside.isEmpty, "\(name)")
        #expect(try script.differences(ledger, stored: stored, isAll: false) == [], "\(name)")
        if acknowledged.settings <= upto { #expect(ledger.settings == Self.settings, "\(name)") }
        // Producers send again what was not acknowledged, and a little more.
        for batches in script.steps[max(0, stored - 2)...] { _ = try ledger.commit(batches) }
        let count = script.steps.count
        #expect(try script.differences(ledger, stored: count, isAll: true) == [], "\(name)")
        #expect(try bodies(ledger) == script.steps.reduce(0) { $0 + $1.count }, "\(name)")
        ledger.close()
    }

    private func bodies(_ ledger: Ledger) throws -> Int {
        try ledger.bodies.days.reduce(0) { sum, day in
            let database = try Database(path: ledger.bodyFiles.path(day))
            #expect(try database.integrityCheck() == "ok")
            return sum + Int(try database.number("SELECT count(*) FROM bodies"))
        }
    }

    /// Without it the test above could not fail.
    @Test("a store that does not wait for the disk loses what it acknowledged")
    func control() throws {
        let disk = try RecordingDisk()
        let script = LedgerScript(commits: 6)
        let ledger = disk.ledger()
        try ledger.open()
        for batches in script.steps {
            for day in 0..<LedgerScript.days {
                try ledger.dayFiles.file(Samples.day + day).perform { (store) throws(StoreError) in
                    try store.database.setSynchronous(.off)
                }
            }
            _ = try ledger.commit(batches)
        }
        let image = try disk.image(after: disk.operations, seed: 0)
        let again = disk.ledger(on: image)
        try again.open()
        let lost = try script.differences(again, stored: script.steps.count, isAll: true).count
        #expect(lost > 0)
    }
}
