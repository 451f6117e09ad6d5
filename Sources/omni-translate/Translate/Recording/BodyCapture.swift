internal import IPC

/// What is kept of a body for its record: its beginning.
///
/// Of all requests together no more than a budget; a body that comes when it is spent is cut earlier.
final class BodyCapture {
    private(set) var bytes: [UInt8] = []
    /// Bytes of the body, those that are not kept as well.
    private(set) var wholeBytes: UInt64 = 0
    let limit: Int
    private let budget: KeptBudget

    /// Keeps nothing yet, and `limit` bytes at most.
    init(limit: Int, of budget: KeptBudget) {
        self.limit = limit
        self.budget = budget
    }

    deinit { budget.change(by: -bytes.count) }

    /// The body is longer than what is kept.
    var isCut: Bool { UInt64(bytes.count) < wholeBytes }

    /// The next bytes of the body.
    func take(_ more: RawSpan) {
        let isWhole = !isCut
        wholeBytes += UInt64(more.byteCount)
        // What follows a gap is not kept.
        guard isWhole, more.byteCount > 0 else { return }
        let room = min(limit - bytes.count, budget.limit - budget.held)
        guard room > 0 else { return }
        let kept = more.extracting(first: min(room, more.byteCount))
        kept.withUnsafeBytes { bytes.append(contentsOf: $0) }
        budget.change(by: kept.byteCount)
    }
}
