/// What route is told of a request's last question, to find one that means the same.
struct QuestionMeaning {
    /// Hash of everything else that shapes the answer; empty where the question is only known word for word.
    var group: [UInt8] = []
    /// The question's vector, as little-endian 32-bit floats; empty before it was asked for.
    var embedding: [UInt8] = []
    /// A vector was asked for and could not be had.
    var isUnknown = false

    /// It has been asked for.
    var isSettled: Bool { isUnknown || !embedding.isEmpty }

    /// The vector was had.
    mutating func became(_ embedding: [UInt8]) { self.embedding = embedding }

    /// The vector could not be had; `isFault`: the embeddings model is to blame.
    mutating func stayedUnknown(isFault: Bool) {
        isUnknown = true
        // route counts a failure for those that are of a group.
        if !isFault { group = [] }
    }
}
