/// An answer reduced to what every dialect can say, so that answers of two dialects compare.
public struct CheckedAnswer: Equatable, Sendable {
    /// The visible text, all pieces joined; a refusal counts as text.
    public var text = ""

    /// The reasoning a client may read, pieces of one block joined, blocks by a blank line.
    public var reasoning = ""

    /// The calls of client-side tools, in order.
    public var toolCalls: [CheckedToolCall] = []

    /// Why the answer ended; `nil` if it does not say.
    public var stop: CheckedStop?

    /// The counts; `nil` if the answer has none.
    public var usage: CheckedUsage?

    /// An answer without anything.
    public init() {}
}
