/// Token counts in one convention: totals include their parts.
public struct CheckedUsage: Equatable, Sendable {
    /// All input tokens, cached ones and cache writes included.
    public var input: Int64

    /// Input tokens read from a cache.
    public var cached: Int64

    /// Input tokens written to a cache.
    public var written: Int64

    /// All output tokens, reasoning included.
    public var output: Int64

    /// Output tokens of reasoning, where the dialect tells.
    public var reasoning: Int64

    /// Counts in the convention of this type.
    ///
    /// - Parameters:
    ///   - input: All input tokens.
    ///   - cached: Of these, read from a cache.
    ///   - written: Of these, written to a cache.
    ///   - output: All output tokens.
    ///   - reasoning: Of these, reasoning.
    public init(
        input: Int64 = 0, cached: Int64 = 0, written: Int64 = 0, output: Int64 = 0,
        reasoning: Int64 = 0
    ) {
        self.input = input
        self.cached = cached
        self.written = written
        self.output = output
        self.reasoning = reasoning
    }
}
