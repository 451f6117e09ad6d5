/// What is kept of all answers for others than their client: to be given again, or gone on with elsewhere.
final class KeptBudget {
    /// Bytes that may be kept.
    let limit: Int
    /// Bytes that are kept.
    private(set) var held = 0

    init(limit: Int) { self.limit = limit }

    /// There is no room for one more.
    var isSpent: Bool { held >= limit }

    /// So many bytes more are kept, or fewer.
    func change(by bytes: Int) { held += bytes }
}

/// The part of one answer in the budget.
struct KeptShare {
    private let budget: KeptBudget
    private var counted = 0

    /// Nothing yet.
    init(of budget: KeptBudget) { self.budget = budget }

    /// So many bytes are kept now; false when that is too much for all together, and nothing more may be kept of this one.
    mutating func holds(_ bytes: Int) -> Bool {
        budget.change(by: bytes - counted)
        counted = bytes
        return bytes == 0 || budget.held <= budget.limit
    }

    /// Nothing is kept any more.
    mutating func giveBack() {
        budget.change(by: -counted)
        counted = 0
    }
}
