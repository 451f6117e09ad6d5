internal import JSON

extension JSONTape {
    /// No answer has this many tokens, calls or seconds: whoever says so has a fault, which must not empty a budget.
    private static let mostCounted: Int64 = 1_000_000_000

    /// A count that a provider tells; some write 12.0 or 1e2.
    ///
    /// - Returns: Zero for a negative one; nil for what is no number, or larger than any answer.
    func tokenCount(_ node: Node, in bytes: RawSpan) -> UInt64? {
        if let value = int(node, in: bytes) {
            return value <= Self.mostCounted ? UInt64(max(0, value)) : nil
        }
        guard let value = double(node, in: bytes), value <= Double(Self.mostCounted) else {
            return nil
        }
        return UInt64(max(0, value))
    }

    /// The count that a member of an object tells; zero where there is none.
    func tokenCount(_ name: StaticString, of node: Node, in bytes: RawSpan) -> UInt64 {
        member(name, of: node, in: bytes).flatMap { tokenCount($0, in: bytes) } ?? 0
    }
}
