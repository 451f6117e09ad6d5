/// A block of an answer that has not ended.
struct BedrockOpenBlock {
    enum Kind {
        case text, reasoning, redacted, call, ignored

        /// How such a block opens, but for calls.
        var start: BlockStart {
            switch self {
            case .text, .call, .ignored: .text
            case .reasoning: .reasoning
            case .redacted: .redactedReasoning
            }
        }
    }

    /// The provider's number.
    let index: Int64
    /// The block's number in the answer.
    let number: Int
    let kind: Kind
    var hasInput = false
    /// Bytes of hidden thoughts so far.
    var hidden: [UInt8] = []
}
