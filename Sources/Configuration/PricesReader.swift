internal import IPC

/// Reads `prices`: what models cost by their names, whatever the catalogue and the connections say.
struct PricesReader {
    let problems: Problems
    let providers: Providers

    /// Reads the prices and gives them to the models that they are about.
    func read(_ fields: Fields, into connections: inout [ProviderConnection]) {
        let entries = fields.entries(
            "prices", "a model name", mayBeNothing: true, atMost: Limits.prices)
        guard !entries.isEmpty else { return }
        var book = PriceBook()
        let prefixes = Set(connections.flatMap { [$0.prefix, $0.provider] + $0.providerAliases })
        for entry in entries {
            let price = PriceReader(problems: problems).read(entry.value, "a price")
            guard check(entry.name, entry.mark, prefixes), let price else { continue }
            book.add(price, to: entry.name)
        }
        guard book.anyPrefixCount <= Limits.anyPrefix else {
            return problems.add(
                fields.mark(of: "prices"),
                "`prices` has more than \(Limits.anyPrefix) patterns that begin with a wildcard")
        }
        for index in connections.indices { book.apply(to: &connections[index]) }
    }

    private func check(_ name: String, _ mark: Mark?, _ prefixes: Set<String>) -> Bool {
        guard ModelNameRule.allows(name) else {
            problems.add(mark, "a model name \(ModelNameRule.text)")
            return false
        }
        let prefix = String(name.prefix { $0 != "/" })
        guard !Wildcard.isPattern(prefix) else { return true }
        guard prefix.utf8.count < name.utf8.count - 1 else {
            problems.add(
                mark,
                "a price is for a model such as `prefix/model`, or for a pattern such as `prefix/*`"
            )
            return false
        }
        // Of a provider that is known but not connected it is of no use now, and no mistake.
        guard !prefixes.contains(prefix), providers.entry(prefix) == nil else { return true }
        let near =
            problems.isFull
            ? nil : NearName.nearest(prefix, in: Array(prefixes.sorted().prefix(Limits.nearNames)))
        let hint = (near ?? providers.nearest(prefix)).map { "; did you mean `\($0)`?" } ?? ""
        problems.add(mark, "`\(name)` names a prefix that no connection has\(hint)")
        return false
    }
}
