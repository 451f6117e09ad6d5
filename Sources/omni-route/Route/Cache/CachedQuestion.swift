/// What a question is found by that is asked in other words.
struct CachedQuestion: Equatable {
    /// Hash of all else that shapes the answer, and whose question it is.
    var group: [UInt8]
    var vector: QuestionVector

    /// Memory that it takes, roughly.
    var bytes: Int { group.count + vector.bytes + 128 }
}
