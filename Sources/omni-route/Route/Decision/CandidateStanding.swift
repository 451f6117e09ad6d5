/// How candidates stand at the moment of a choice: what health, quotas, budgets and rates have to say.
protocol CandidateStanding {
    /// What stands in the way of a call now; nil for nothing.
    func obstacle(_ candidate: Candidate) -> Obstacle?
    /// What beside a rest stands in the way of a call now: a rest hides nothing here, and is passed over.
    func obstacleBesideRest(_ candidate: Candidate) -> Obstacle?
    /// Health; higher is better.
    func score(_ candidate: Candidate) -> Int
    /// Usual time to the first token in microseconds; nil before it was measured.
    func latency(_ candidate: Candidate) -> UInt64?
    /// Calls made.
    func useCount(_ candidate: Candidate) -> UInt64
    /// When it was last called, nanoseconds of the monotonic clock; 0 for never.
    func lastUsed(_ candidate: Candidate) -> UInt64
}
