import IPC
import Store
import Testing

@testable import Logd

/// Any operation of the disk may fail: nothing is acknowledged that is not there, and what is sent again is there once.
@Suite("faults of the disk", .serialized)
struct DiskFaultTests {
    private let script = LedgerScript(commits: 7)

    /// Sends a step until it is taken, as producers do; how often it was not.
    private func send(_ batches: [RecordBatch], to ledger: Ledger, _ name: String) -> Int {
        for refusals in 0..<12 {
            // Not acknowledged: it is sent again.
            if (try? ledger.commit(batches)) != nil { return refusals }
        }
        Issue.record("never taken: \(name)")
        return 12
    }

    /// What came of a fault.
    private struct Course {
        var happened = false
        var refusals = 0
    }

    private func run(_ nth: Int, _ more: Int, _ fault: RecordingDisk.Fault) throws -> Course {
        let name = "\(fault) at \(nth), \(more) more"
        let disk = try RecordingDisk()
        var ledger = disk.ledger()
        var course = Course()
        course.refusals += send(script.steps[0], to: ledger, name)
        disk.fail(nth, more: more, fault)
        for (step, batches) in script.steps.enumerated().dropFirst() {
            course.refusals += send(batches, to: ledger, name)
            if step == 3 {
                // What fails here is tried again later.
                try? ledger.dayFiles.file(Samples.day).perform { (store) throws(StoreError) in
                    try store.database.checkpoint()
                }
            }
            if step == 5 {
                ledger.close()
                ledger = disk.ledger()
            }
        }
        course.happened = disk.failed > 0
        disk.heal()
        #expect(ledger.setAside.isEmpty, "\(name)")
        let count = script.steps.count
        #expect(try script.differences(ledger, stored: count, isAll: true) == [], "\(name)")
        ledger.close()
        let again = disk.ledger()
        try again.open()
        #expect(try script.differences(again, stored: count, isAll: true) == [], "\(name)")
        again.close()
        return course
    }

    @Test("the nth operation fails", arguments: RecordingDisk.Fault.allCases)
    func once(fault: RecordingDisk.Fault) throws {
        let courses = try (1...200).map { try run($0, 0, fault) }
        #expect(courses.filter(\.happened).count > 150)
        #expect(courses.filter { $0.refusals > 0 }.count > 100, "most faults refuse a batch")
    }

    @Test("the disk is gone for a while", arguments: RecordingDisk.Fault.allCases)
    func longer(fault: RecordingDisk.Fault) throws {
        for nth in stride(from: 1, through: 200, by: 10) { _ = try run(nth, 6, fault) }
    }
}
