/// What a request takes along to its provider, and has to be given back with its end.
struct AnswerTicket: Equatable {
    /// The question's place in the cache; empty when the answer does not go there.
    var cacheKey: [UInt8] = []
    /// The flight of requests with the same key of idempotency that it leads; 0 for none.
    var repeated: UInt64 = 0
    /// The flight of equal questions that it leads; 0 for none.
    var asked: UInt64 = 0
    /// Its question among those that were embedded; 0 for none.
    var question: UInt64 = 0
    /// The model that was asked to embed its question; empty while none was.
    var embeddingsModel = ""

    /// Somebody may want the answer: `Lease.keep`.
    var isAnswerWanted: Bool { !cacheKey.isEmpty || repeated != 0 || asked != 0 }
    /// The answer is looked for in the cache when it is asked for again: `Lease.cacheable`.
    var isCacheable: Bool { !cacheKey.isEmpty }
}
