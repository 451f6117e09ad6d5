/// What the cache of answers holds, and what it was good for since the start.
struct AnswerCacheStatistics: Equatable {
    var entries = 0
    var bytes = 0
    var hits: UInt64 = 0
    var misses: UInt64 = 0
    /// Tokens, in and out, that no provider was asked for.
    var tokensSaved: UInt64 = 0
}
