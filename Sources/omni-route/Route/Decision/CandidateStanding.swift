internal import IPC

/// How candidates stand at the moment of a choice: what health, quotas, budgets and rates have to say.
protocol CandidateStanding {
    /// What stands in the way of a call now; nil for nothing.
    func obstacle(_ candidate: Candidate) -> Obstacle?
    /// What beside a rest stands in the way of a call now: a rest hides nothing here, and is passed over.
    func obstacleBesideRest(_ candidate: Candidate) -> Obstacle?
    /// Health; higher is better.
    func score(_ candidate: Candidate) -> Int
    /// Whether its account rests: there is an obstacle then. Answered for many at little cost.
    func rests(_ candidate: Candidate) -> Bool
    /// Rank by latency: the usual time to the first token in microseconds.
    ///
    /// Who was never called comes first, so that all become known; who was called and has no latency yet comes last, so that
    /// not all requests of that moment run there.
    func latencyRank(_ candidate: Candidate) -> UInt64
    /// When it was last called, nanoseconds of the monotonic clock; 0 for never.
    func lastUsed(_ candidate: Candidate) -> UInt64
    /// The ranks of many connections by a strategy, by their places in the gauges; nil where they are asked for one by one.
    func ranks(of places: ArraySlice<Int>, by strategy: Strategy) -> [UInt64]?
}
