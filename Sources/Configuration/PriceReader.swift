internal import IPC

/// Reads what a model costs: US dollars for a million tokens, kept as picodollars for one.
struct PriceReader {
    let problems: Problems

    private static let parts = ["input", "output", "cached_input", "cache_write"]

    /// The price; nil after a report.
    func read(_ node: Node, _ what: String) -> Price? {
        guard let fields = Fields(node, what, known: Self.parts + ["billed"], problems) else {
            return nil
        }
        guard Self.parts.contains(where: fields.has) || fields.has("billed") else {
            problems.add(node.mark, "\(what) names no price")
            return nil
        }
        // A dollar for a million tokens is a millionth of a dollar, 1,000,000 picodollars, for one: the same number.
        let values = Self.parts.map { fields.decimal($0, in: Limits.price) }
        return Price(
            input: values[0], output: values[1], cachedInput: values[2], cacheWrite: values[3],
            notional: fields.bool("billed") == false)
    }
}
