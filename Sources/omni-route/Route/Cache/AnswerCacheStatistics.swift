/// What the cache of answers holds, and what it was good for since the start.
struct AnswerCacheStatistics: Equatable {
    var entries = 0
    var bytes = 0
    /// Answers given to the same question.
    var hits: UInt64 = 0
    /// Questions looked for and not found, neither the same nor one that means it.
    var misses: UInt64 = 0
    /// Answers given to a question that means the same.
    var semanticHits: UInt64 = 0
    /// Questions that are found by what they mean.
    var vectors = 0
    /// Tokens, in and out, that no provider was asked for.
    var tokensSaved: UInt64 = 0
}
