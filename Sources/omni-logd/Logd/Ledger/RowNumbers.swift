internal import Store

/// Gives every row its number, out of blocks that are reserved on disk before the first of them is used.
///
/// A number is never given twice; some are never given. While a process is renewed two of them store: whoever sees that the
/// other has reserved later leaves its own block, so that numbers grow from commit to commit.
final class RowNumbers {
    private let base: GuardedFile<LedgerBase>
    private let block: Int64
    private var next: Int64 = 1
    /// The first number behind the block.
    private var end: Int64 = 1
    /// No number below it is given: days hold larger ones.
    private var least: Int64 = 1

    init(_ base: GuardedFile<LedgerBase>, block: Int64 = Limits.reservedNumbers) {
        self.base = base
        self.block = block
    }

    /// The number that was given last; 0 at first.
    var last: Int64 { next - 1 }

    /// Says that a number is in use.
    func isUsed(_ number: Int64) {
        least = max(least, number + 1)
        next = max(next, least)
        end = max(end, next)
    }

    /// Before a commit: leaves the block when another process has reserved a later one.
    func refresh() throws(StoreError) {
        guard next < end else { return }
        let reserved = try base.perform { (base) throws(StoreError) in
            try base.number(.nextSequence)
        }
        if reserved != end { end = next }
    }

    /// The next number.
    func take() throws(StoreError) -> Int64 {
        if next >= end { try reserve() }
        defer { next += 1 }
        return next
    }

    private func reserve() throws(StoreError) {
        let least = max(least, next)
        next = try base.transaction { (base) throws(StoreError) in
            let first = max(try base.number(.nextSequence), least)
            try base.keep(.nextSequence, first + block)
            return first
        }
        end = next + block
    }
}
