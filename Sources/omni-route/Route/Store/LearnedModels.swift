/// A provider's own list of models.
struct LearnedModels: Equatable {
    /// When it was asked for, microseconds since 1970.
    var learned: Int64
    /// The names, as the provider gave them.
    var names: [String]

    /// Whether the list should be asked for again.
    func isStale(at now: Int64) -> Bool {
        // A list from the future comes from a clock that was set back.
        now - learned > Limits.learnedLifetimeMicroseconds || learned > now
    }
}
