import IPC
import Testing

@testable import DaemonLife

@Suite struct RecordQueueTests {
    private func record(_ number: Int, model: String = "m") -> Record {
        Record(
            entry: .attempt(
                AttemptRecord(requestID: "r\(number)", attempt: UInt32(number), model: model)))
    }

    private func queue(records: Int = 1000, bytes: Int = 1 << 20) -> RecordQueue {
        RecordQueue(chunkLoad: RecordLoad(records: records, bytes: bytes))
    }

    /// Adds records, which there is room for.
    private func add(_ records: [Record], to queue: inout RecordQueue, limit: Int = 1 << 20) {
        for record in records {
            let isTaken = queue.append(record, RecordClass(record), limit: limit)
            #expect(isTaken)
        }
    }

    /// The next batch.
    private func next(of queue: inout RecordQueue) throws -> RecordChunk {
        let chunk = queue.take()
        return try #require(chunk)
    }

    private func read(_ chunk: RecordChunk) throws -> [Record] {
        try RecordBatch(bytes: chunk.batch(producer: "p", firstSequence: 1).encoded()).records
    }

    @Test func aBatchIsWhatTheMessageWouldBe() throws {
        var queue = queue()
        let records = (1...300).map { record($0, model: String(repeating: "x", count: $0)) }
        add(records, to: &queue)
        let sent = try next(of: &queue).batch(producer: "p", firstSequence: 7).encoded()
        let read = try RecordBatch(bytes: sent)
        #expect(read == RecordBatch(producer: "p", firstSequence: 7, records: records))
    }

    @Test func batchesAreBoundedByRecordsAndBytes() throws {
        var few = queue(records: 3)
        add((0..<7).map { record($0) }, to: &few)
        #expect(few.hasWholeChunk && few.load.records == 7)
        let sizes = [few.take(), few.take(), few.take(), few.take()].map { $0?.load.records }
        #expect(sizes == [3, 3, 1, nil] && few.load == RecordLoad())

        var small = queue(bytes: 150)
        let long = String(repeating: "x", count: 100)
        add((0..<4).map { record($0, model: long) }, to: &small)
        // One that has enough gets no more, so that it is larger by one record at most.
        let pairs = [small.take(), small.take(), small.take()].map { $0?.load.records }
        #expect(pairs == [2, 2, nil])
    }

    @Test func whatIsTooLargeLeavesNothing() throws {
        var queue = queue()
        add([record(1)], to: &queue)
        let before = queue.load
        let long = String(repeating: "x", count: 2000)
        let isTaken = queue.append(record(2, model: long), .rows, limit: 1000)
        #expect(!isTaken && queue.load == before)
        add([record(3)], to: &queue)
        let chunk = try next(of: &queue)
        #expect(try read(chunk) == [record(1), record(3)])
    }

    @Test func aQueueOfNothingTooLargeIsEmpty() {
        var queue = queue()
        let long = String(repeating: "x", count: 2000)
        let isTaken = queue.append(record(2, model: long), .rows, limit: 1000)
        let chunk = queue.take()
        #expect(!isTaken && chunk == nil && queue.load == RecordLoad())
    }

    @Test func classesAreCountedApart() throws {
        var queue = queue()
        let line = Record(entry: .console(ConsoleRecord(message: "m")))
        let body = Record(entry: .body(BodyRecord(content: [1, 2, 3])))
        add([record(1), line, body, line], to: &queue)
        #expect(RecordClass.allCases.map { queue.load($0).records } == [1, 1, 2])
        let bytes = RecordClass.allCases.reduce(0) { $0 + queue.load($1).bytes }
        #expect(bytes == queue.load.bytes)
        let chunk = try next(of: &queue)
        #expect(try read(chunk) == [record(1), line, body, line])
        #expect(RecordClass.allCases.allSatisfy { queue.load($0) == RecordLoad() })
    }

    @Test func orderIsKeptOverManyRounds() throws {
        var queue = queue(records: 4)
        var (next, expected) = (0, 0)
        for round in 0..<1000 {
            add((next..<next + round % 9).map { record($0) }, to: &queue)
            next += round % 9
            guard let chunk = queue.take() else { continue }
            for entry in try read(chunk) {
                #expect(entry == record(expected))
                expected += 1
            }
            queue.reuse(chunk)
        }
        while let chunk = queue.take() { expected += chunk.load.records }
        #expect(expected == next && queue.load == RecordLoad())
    }
}
