import IPC
import Testing

@testable import DaemonLife

@Suite struct RecordQueueTests {
    private func record(_ number: UInt32, model: String = "m") -> Record {
        Record(
            entry: .attempt(
                AttemptRecord(requestID: "r\(number)", attempt: number, model: model)))
    }

    @Test func aBatchIsWhatTheMessageWouldBe() throws {
        var queue = RecordQueue()
        let records = (1...300).map { record($0, model: String(repeating: "x", count: Int($0))) }
        for entry in records { queue.append(entry.encoded()) }
        let sent = queue.batch(producer: "p", firstSequence: 7).encoded()
        let read = try RecordBatch(bytes: sent)
        #expect(read == RecordBatch(producer: "p", firstSequence: 7, records: records))
    }

    @Test func batchesAreBoundedByRecordsAndBytes() {
        var queue = RecordQueue()
        for _ in 0..<10 { queue.append([UInt8](repeating: 0, count: 100)) }
        #expect(queue.take(records: 3, bytes: 10_000).count == 3)
        #expect(queue.take(records: 100, bytes: 250).count == 2)
        #expect(queue.count == 5 && queue.bytes == 500)
        // One that is larger than a batch goes alone rather than never.
        #expect(queue.take(records: 100, bytes: 10).count == 1)
        #expect(queue.take(records: 100, bytes: 10_000).count == 4)
        #expect(queue.count == 0 && queue.bytes == 0)
        #expect(queue.take(records: 1, bytes: 1).count == 0)
    }

    @Test func orderIsKeptOverManyRounds() {
        var queue = RecordQueue()
        var next: UInt8 = 0
        var expected: UInt8 = 0
        for round in 0..<5000 {
            for _ in 0..<(round % 5) {
                queue.append([next])
                next &+= 1
            }
            let taken = queue.take(records: round % 4, bytes: 1000)
            for _ in 0..<taken.count { expected &+= 1 }
        }
        let rest = queue.take(records: .max, bytes: .max)
        #expect(expected &+ UInt8(truncatingIfNeeded: rest.count) == next && queue.count == 0)
    }
}
