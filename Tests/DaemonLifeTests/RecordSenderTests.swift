import EventLoop
import IPC
import Testing

@testable import DaemonLife

@Suite struct RecordSenderTests {
    /// A sender whose logd is not there.
    private func sender() throws -> RecordSender {
        let reactor = try Reactor()
        let client = Client(reactor, path: "/nowhere/logd.sock", name: "logd", hello: Hello())
        return RecordSender(reactor, client: client, producer: "p")
    }

    private func body(_ bytes: Int) -> Record {
        Record(entry: .body(BodyRecord(content: [UInt8](repeating: 1, count: bytes))))
    }

    private let row = Record(entry: .request(RequestRecord(requestID: "r")))

    @Test func bodiesTakeNoRoomFromRows() throws {
        let sender = try sender()
        for _ in 0..<100 { sender.add(body(256 << 10)) }
        // 16 MiB are kept.
        #expect(sender.pending == 63 || sender.pending == 64)
        #expect(sender.droppedBodies == 100 - UInt64(sender.pending))
        let before = sender.pending
        for _ in 0..<1000 { sender.add(row) }
        #expect(sender.pending == before + 1000 && sender.dropped == 0)
    }

    @Test func aRecordHasABoundOfItsClass() throws {
        let sender = try sender()
        sender.add(body(256 << 10))
        sender.add(body(330 << 10))
        #expect(sender.pending == 1 && sender.droppedBodies == 1)
        let long = String(repeating: "x", count: 70_000)
        sender.add(Record(entry: .request(RequestRecord(requestID: long))))
        #expect(sender.pending == 1 && sender.dropped == 1)
        sender.add(Record(entry: .console(ConsoleRecord(message: long))))
        #expect(sender.pending == 1 && sender.droppedLines == 1)
    }

    @Test func nobodyWaitsForLines() throws {
        let sender = try sender()
        for _ in 0..<3000 { sender.add(Record(entry: .console(ConsoleRecord(message: "m")))) }
        #expect(sender.pending == 2000 && sender.droppedLines == 1000 && sender.isSettled)
        sender.add(row)
        #expect(!sender.isSettled)
    }

    @Test func tellsWhatWouldBeLostWithIt() throws {
        let sender = try sender()
        for _ in 0..<3 { sender.add(row) }
        sender.add(body(10))
        sender.add(Record(entry: .console(ConsoleRecord(message: "m"))))
        #expect(sender.pendingRows == 3 && sender.pendingBodies == 1 && sender.pending == 5)
        // Those of a batch that is under way are not on the disk either.
        sender.hasten()
        #expect(sender.pendingRows == 3 && sender.pendingBodies == 1 && sender.pending == 5)
    }

    @Test func rowsAreBoundedToo() throws {
        let sender = try sender()
        for _ in 0..<RecordSender.capacity + 10 { sender.add(row) }
        #expect(sender.pending == RecordSender.capacity && sender.dropped == 10)
    }
}
