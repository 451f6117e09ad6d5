internal import IPC

/// Reads `cache`: true, or what it is bounded by.
struct CacheReader {
    let problems: Problems
    let book: NameBook

    private static let known = [
        "enabled", "ttl", "entries", "size", "any_temperature", "semantic",
    ]

    /// The settings; nil when nothing is said.
    func read(_ fields: Fields) -> CacheSettings? {
        guard let node = fields.node("cache") else { return nil }
        if node.scalar != nil {
            return fields.bool("cache") == true ? CacheSettings(enabled: true) : nil
        }
        guard let fields = Fields(node, "`cache`", known: Self.known, problems) else { return nil }
        var settings = CacheSettings(enabled: fields.bool("enabled") ?? true)
        if let seconds = fields.quantity("ttl", .window) { settings.ttlS = UInt32(seconds) }
        if let entries = fields.integer("entries", in: Limits.cacheEntries) {
            settings.maxEntries = UInt32(entries)
        }
        let size = Quantity.byteCount.within(Limits.cacheBytes, "between 1MB and 1GiB")
        settings.maxBytes = fields.quantity("size", size) ?? 0
        settings.anyTemperature = fields.bool("any_temperature") ?? false
        if let node = fields.node("semantic") { readSemantic(node, into: &settings) }
        return settings
    }

    private func readSemantic(_ node: Node, into settings: inout CacheSettings) {
        guard
            let fields = Fields(node, "`semantic`", known: ["model", "threshold"], problems),
            let model = fields.requiredText("model", "`semantic`")
        else { return }
        let mark = fields.valueMark(of: "model")
        settings.semanticThresholdPermille = readThreshold(fields)
        guard ModelNameRule.allows(model), let slash = model.firstIndex(of: "/"),
            model.index(after: slash) < model.endIndex
        else {
            return problems.add(mark, "`model` must be an embeddings model such as `prefix/model`")
        }
        guard book.isPrefix(String(model[..<slash])) else {
            return problems.add(mark, "`model` names a prefix that no connection has")
        }
        settings.semanticModel = model
    }

    /// Thousandths; 0 for the default.
    private func readThreshold(_ fields: Fields) -> UInt32 {
        guard let millionths = fields.decimal("threshold", in: 0...1) else { return 0 }
        let (permille, rest) = millionths.quotientAndRemainder(dividingBy: 1_000)
        guard rest == 0, Limits.similarity.contains(permille) else {
            problems.add(
                fields.valueMark(of: "threshold"),
                "`threshold` must be between 0.5 and 1, with at most 3 decimals")
            return 0
        }
        return UInt32(permille)
    }
}
