internal import IPC

/// What a request has come to so far: what its attempts used, what they cost, and what was saved.
struct Tally {
    /// Used by the attempts whose output the client has a part of; nil while there is none.
    private(set) var usage: Usage?
    /// What those cost together.
    private(set) var cost: Cost?
    /// Billed beside the answer, in picodollars: attempts that came to nothing, and a question that was embedded.
    private(set) var besides: UInt64 = 0
    /// Something of it has no known price.
    private(set) var isBesidesUnknown = false
    /// What an answer that was given before would have cost, in picodollars.
    private(set) var saved: UInt64 = 0
    /// Nobody knows what it would have cost.
    private(set) var isSavedUnknown = false
    /// How it was had without a provider.
    private(set) var cache = CacheUse.none

    /// A call is over.
    ///
    /// - Parameters:
    ///   - used: What it used.
    ///   - price: What that costs; nil where nothing can have been used.
    ///   - isAnswer: The client has a part of its output.
    mutating func count(_ used: Usage, _ price: Cost?, isAnswer: Bool) {
        guard isAnswer else {
            guard let price else { return }
            // What nobody counted is left out; the attempt's own record says so.
            guard let billed = price.billed else {
                isBesidesUnknown = isBesidesUnknown || used.isCounted
                return
            }
            let sum = besides.addingReportingOverflow(billed)
            besides = sum.overflow ? .max : sum.partialValue
            return
        }
        usage = usage.map { $0.adding(used) } ?? used
        guard let price else { return }
        cost = cost.map { Cost.sum([$0, price]) ?? price } ?? price
    }

    /// The answer was given before.
    mutating func count(_ kept: KeptAnswer) {
        usage = kept.usage
        cost = .nothing
        let worth = Cost(of: kept.usage ?? Usage(), at: kept.lease?.price).billed
        saved = worth ?? 0
        isSavedUnknown = worth == nil
        cache = kept.idempotent ? .idempotent : kept.similarityPermille > 0 ? .semantic : .exact
    }

    /// Puts it into what ingress is told at the end.
    func fill(_ end: inout ResponseEnd) {
        end.usage = usage
        end.cost = cost
        end.failedCost = besides
        end.savedCost = saved
        end.failedUnknown = isBesidesUnknown
        end.savedUnknown = isSavedUnknown
        end.cache = cache
    }
}
