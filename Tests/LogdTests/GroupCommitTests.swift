import IPC
import Store
import Testing

@testable import Logd

/// A committer that a test can look into and let fail.
private final class FakeCommitter: BatchCommitter {
    var commits: [[RecordBatch]] = []
    var failure: StoreError?
    var whenCommitting: (() -> Void)?

    func commit(_ batches: [RecordBatch]) throws(StoreError) -> CommitReport {
        whenCommitting?()
        if let failure { throw failure }
        commits.append(batches)
        var report = CommitReport()
        report.stored = batches.reduce(0) { $0 + $1.records.count }
        return report
    }
}

/// The answers that came, in their order.
private final class Answers {
    var acknowledged: [UInt64] = []
    var failed: [ResetCode] = []

    func note(_ result: Result<UInt64, CallError>) {
        switch result {
        case .success(let sequence): acknowledged.append(sequence)
        case .failure(let error): failed.append(error.code)
        }
    }
}

@Suite("group commit")
struct GroupCommitTests {
    private let committer = FakeCommitter()
    private let answers = Answers()
    private let group: GroupCommit
    private let second: UInt64 = 1_000_000_000
    private let full = StoreError.failed(code: 13, extendedCode: 13, message: "disk is full")

    init() { group = GroupCommit(committer) }

    private func add(_ batch: RecordBatch, at now: UInt64 = 0) -> GroupCommit.Next {
        group.add(batch, now: now, answers.note)
    }

    @Test("batches share a transaction and are answered after it, each with its own number")
    func sharing() {
        #expect(add(Samples.requests("p", 1...3)) == .commitSoon)
        #expect(add(Samples.requests("q", 1...2)) == .nothing)
        #expect(answers.acknowledged.isEmpty && group.waitingBatches == 2)
        committer.whenCommitting = { [answers] in #expect(answers.acknowledged.isEmpty) }
        let report = group.commit(now: 5, clock: { 2_000_005 })
        #expect(report?.stored == 5)
        #expect(committer.commits.count == 1 && committer.commits[0].count == 2)
        #expect(answers.acknowledged == [3, 2])
        #expect(group.waitingBatches == 0)
        #expect(group.counts.commits == 1 && group.counts.nanoseconds == 2_000_000)
        #expect(group.counts.durations[1] == 1)
        #expect(add(Samples.requests("p", 4...4)) == .commitSoon)
    }

    @Test("nothing that waits is no commit")
    func empty() {
        #expect(group.commit(now: 0, clock: { 0 }) == nil)
        #expect(committer.commits.isEmpty)
    }

    @Test("many records are committed at once instead of piling up")
    func many() {
        let batch = Samples.requests("p", 1...UInt64(Limits.gatheredRecords))
        #expect(add(batch) == .commitNow)
    }

    @Test("beyond the bound batches are refused as overloaded")
    func bound() {
        for number in 1...Limits.waitingBatches {
            _ = add(Samples.requests("p\(number)", 1...1))
        }
        #expect(answers.failed.isEmpty)
        #expect(add(Samples.requests("one too many", 1...1)) == .nothing)
        #expect(answers.failed == [.overloaded])
        _ = group.commit(now: 0, clock: { 0 })
        #expect(answers.acknowledged.count == Limits.waitingBatches)
    }

    @Test("a commit that fails acknowledges nothing, pauses, and goes on after that")
    func failing() {
        committer.failure = full
        _ = add(Samples.requests("p", 1...3))
        #expect(group.commit(now: second, clock: { second }) == nil)
        #expect(answers.acknowledged.isEmpty && answers.failed == [.overloaded])
        #expect(group.failure == full && group.counts.failures == 1)

        #expect(group.isPaused(now: 2 * second - 1))
        #expect(add(Samples.requests("p", 1...3), at: 2 * second - 1) == .nothing)
        #expect(answers.failed.count == 2)

        committer.failure = nil
        #expect(!group.isPaused(now: 2 * second))
        #expect(add(Samples.requests("p", 1...3), at: 2 * second) == .commitSoon)
        #expect(group.commit(now: 2 * second, clock: { 2 * second }) != nil)
        #expect(answers.acknowledged == [3] && group.failure == nil)
    }

    @Test("a failure that nobody runs into again is not told for ever")
    func forgetting() {
        committer.failure = full
        _ = add(Samples.requests("p", 1...1))
        _ = group.commit(now: 0, clock: { 0 })
        group.forgetFailure(now: 59 * second)
        #expect(group.failure != nil)
        group.forgetFailure(now: 60 * second)
        #expect(group.failure == nil)
    }

    @Test(
        "a batch that names no producer or no numbers is refused for good",
        arguments: [
            RecordBatch(producer: "", firstSequence: 1, records: [Record()]),
            RecordBatch(
                producer: String(repeating: "x", count: 257), firstSequence: 1, records: [Record()]),
            RecordBatch(producer: "p", firstSequence: 0, records: [Record()]),
            RecordBatch(producer: "p", firstSequence: .max, records: [Record()]),
        ])
    func malformed(batch: RecordBatch) {
        #expect(add(batch) == .nothing)
        #expect(answers.failed == [.protocol])
    }

    @Test("a full disk: nothing is acknowledged that is not stored, and it recovers by itself")
    func fullDisk() throws {
        let folder = try TemporaryFolder()
        let ledger = folder.ledger()
        let group = GroupCommit(ledger)
        var acknowledged: UInt64 = 0
        var failed = false
        func send(_ numbers: ClosedRange<UInt64>, at now: UInt64) {
            failed = false
            _ = group.add(Samples.requests("p", numbers), now: now) { result in
                switch result {
                case .success(let sequence): acknowledged = sequence
                case .failure: failed = true
                }
            }
            _ = group.commit(now: now, clock: { now })
        }
        func allow(_ pages: Int64?) throws {
            try ledger.dayFiles.file(Samples.day).perform { (store) throws(StoreError) in
                let present = try store.database.number("PRAGMA page_count")
                try store.database.execute(
                    "PRAGMA max_page_count = \(pages.map { present + $0 } ?? 1_000_000)")
            }
        }
        send(1...10, at: 0)
        try allow(10)
        send(11...1000, at: second)
        #expect(failed && acknowledged == 10)
        #expect(group.failure?.isStorage == true)
        #expect(try ledger.count("requests") == 10)
        try allow(nil)
        send(11...1000, at: 3 * second)
        #expect(!failed && acknowledged == 1000 && group.failure == nil)
        #expect(try ledger.count("requests") == 1000)
    }
}
