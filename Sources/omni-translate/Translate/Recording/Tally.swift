internal import IPC

/// What a request has come to so far: what its attempts used, what they cost, and what was saved.
struct Tally {
    /// Used by the attempts whose output the client has a part of; nil while there is none.
    private(set) var usage: Usage?
    /// What those cost together.
    private(set) var cost: Cost?
    /// Billed beside the answer, in picodollars: attempts that came to nothing, and a question that was embedded.
    private(set) var besides: UInt64 = 0
    /// What an answer that was given before would have cost, in picodollars.
    private(set) var saved: UInt64 = 0
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
            // What is unknown is left out; the attempt's own record says so.
            let sum = besides.addingReportingOverflow(price?.billed ?? 0)
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
        saved = Cost(of: kept.usage ?? Usage(), at: kept.lease?.price).billed ?? 0
        cache = kept.idempotent ? .idempotent : kept.similarityPermille > 0 ? .semantic : .exact
    }

    /// Puts it into what ingress is told at the end.
    func fill(_ end: inout ResponseEnd) {
        end.usage = usage
        end.cost = cost
        end.failedCost = besides
        end.savedCost = saved
        end.cache = cache
    }
}
