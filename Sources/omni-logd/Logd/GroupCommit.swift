package import IPC
package import Store

/// Gathers batches so that they share a transaction, and answers each after it.
///
/// Pure but for its committer: the caller brings the time and calls `commit` when `add` says so.
package final class GroupCommit {
    /// Told once: the number up to which all is on disk, or why the batch is not.
    package typealias Answer = (Result<UInt64, CallError>) -> Void

    /// What the caller does after `add`.
    package enum Next: Equatable, Sendable {
        /// The batch was refused, or a commit is due already.
        case nothing
        /// Commit after the gathering time.
        case commitSoon
        /// Commit now.
        case commitNow
    }

    /// Counts for metrics.
    package private(set) var counts = CommitCounts()
    /// Why the last commit failed; nil once one has succeeded.
    package private(set) var failure: StoreError?
    /// When the last commit failed, in monotonic nanoseconds.
    package private(set) var failedAt: UInt64 = 0

    private let committer: any BatchCommitter
    private var waiting: [(batch: RecordBatch, answer: Answer)] = []
    private var waitingRecords = 0

    /// Commits through `committer`.
    package init(_ committer: any BatchCommitter) {
        self.committer = committer
    }

    /// Batches that wait for their commit.
    package var waitingBatches: Int { waiting.count }

    /// Whether batches are refused because the disk took none a moment ago.
    package func isPaused(now: UInt64) -> Bool {
        failure != nil && now < failedAt &+ Limits.pauseNanoseconds
    }

    /// Takes a batch; one that cannot be taken is answered at once.
    package func add(
        _ batch: RecordBatch, now: UInt64, _ answer: @escaping Answer
    ) -> Next {
        if let refusal = refusal(of: batch, now: now) {
            counts.refused += 1
            answer(.failure(refusal))
            return .nothing
        }
        waiting.append((batch, answer))
        waitingRecords += batch.records.count
        counts.batches += 1
        if waitingRecords >= Limits.gatheredRecords { return .commitNow }
        return waiting.count == 1 ? .commitSoon : .nothing
    }

    private func refusal(of batch: RecordBatch, now: UInt64) -> CallError? {
        if isPaused(now: now) {
            return CallError(code: .overloaded, message: "records cannot be stored now")
        }
        guard waiting.count < Limits.waitingBatches,
            waitingRecords + batch.records.count <= Limits.waitingRecords
        else { return CallError(code: .overloaded, message: "too many records wait") }
        let length = batch.producer.utf8.count
        guard length > 0, length <= Limits.producerBytes else {
            return CallError(code: .protocol, message: "a batch names its producer")
        }
        // Numbers are stored in 63 bits.
        guard batch.firstSequence >= 1, batch.firstSequence <= UInt64(Int64.max) / 2 else {
            return CallError(code: .protocol, message: "numbers begin at 1")
        }
        return nil
    }

    /// Puts all that waits on disk together, then answers.
    ///
    /// - Parameters:
    ///   - now: Monotonic nanoseconds at the start.
    ///   - clock: Reads them again at the end.
    /// - Returns: What was stored; nil when nothing waited or the commit failed.
    package func commit(now: UInt64, clock: () -> UInt64) -> CommitReport? {
        guard !waiting.isEmpty else { return nil }
        let taken = waiting
        waiting.removeAll(keepingCapacity: true)
        waitingRecords = 0
        do throws(StoreError) {
            let report = try committer.commit(taken.map(\.batch))
            failure = nil
            counts.add(report, nanoseconds: clock() &- now)
            for (batch, answer) in taken {
                answer(.success(batch.firstSequence + UInt64(batch.records.count) - 1))
            }
            return report
        } catch {
            failure = error
            failedAt = clock()
            counts.failures += 1
            let refusal = CallError(code: .overloaded, message: "records cannot be stored now")
            for (_, answer) in taken { answer(.failure(refusal)) }
            return nil
        }
    }

    /// Counts what was stored without a batch.
    package func count(_ report: CommitReport) { counts.add(report) }

    /// Forgets a failure that nobody ran into again, so that the health does not tell it for ever.
    package func forgetFailure(now: UInt64) {
        if failure != nil, now >= failedAt &+ Limits.failureNoteNanoseconds { failure = nil }
    }
}
