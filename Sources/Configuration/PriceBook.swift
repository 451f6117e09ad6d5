internal import IPC

/// Prices by names and patterns of models.
struct PriceBook {
    /// A pattern and its price.
    private struct Rule {
        let wildcard: Wildcard
        let price: UserPrice
    }

    /// What is said about the models of one prefix.
    private struct Shelf {
        var exact: [String: UserPrice] = [:]
        var rules: [Rule] = []
    }

    private var shelves: [String: Shelf] = [:]
    private var anyPrefix: [Rule] = []
    /// What patterns about any prefix say of "prefix/model"; a prefix is of one provider, so that this is enough to know.
    private var answers: [String: UserPrice?] = [:]

    /// How many patterns may be about any prefix.
    var anyPrefixCount: Int { anyPrefix.count }

    /// Adds what is said about a name: "prefix/model", or a pattern.
    mutating func add(_ price: UserPrice, to name: String) {
        let prefix = String(name.prefix { $0 != "/" })
        guard !Wildcard.isPattern(prefix), prefix.utf8.count < name.utf8.count else {
            return Self.insert(Rule(wildcard: Wildcard(name), price: price), into: &anyPrefix)
        }
        let model = String(name.dropFirst(prefix.count + 1))
        if Wildcard.isPattern(model) {
            Self.insert(
                Rule(wildcard: Wildcard(model), price: price),
                into: &shelves[prefix, default: Shelf()].rules)
        } else {
            shelves[prefix, default: Shelf()].exact[model] = price
        }
    }

    /// Keeps the patterns in the order in which they count: the one that says most first.
    private static func insert(_ rule: Rule, into rules: inout [Rule]) {
        let place = rules.firstIndex { $0.wildcard.literals < rule.wildcard.literals }
        rules.insert(rule, at: place ?? rules.endIndex)
    }

    /// Gives a connection's models their prices.
    ///
    /// A name wins over a pattern, a pattern of one prefix over one of any; the connection's prefix wins over the provider's id
    /// and aliases.
    mutating func apply(to connection: inout ProviderConnection) {
        let prefixes = [connection.prefix, connection.provider] + connection.providerAliases
        let own = prefixes.compactMap { shelves[$0] }
        guard !own.isEmpty || !anyPrefix.isEmpty else { return }
        // Of what is known, not of what is said here: the order would decide otherwise.
        let isPlan = UserPrice.isPlan(connection.facts)
        for index in connection.facts.indices {
            let name = connection.facts[index].name
            guard let price = price(of: name, own, prefixes) else { continue }
            let known = connection.facts[index].price
            connection.facts[index].price =
                known.map(price.replacing) ?? price.added(toPlan: isPlan)
        }
        addFacts(own, prefixes, isPlan, to: &connection)
    }

    /// Adds models of which nothing was known: those that are listed, and without a list those that have a price by name.
    private mutating func addFacts(
        _ own: [Shelf], _ prefixes: [String], _ isPlan: Bool,
        to connection: inout ProviderConnection
    ) {
        var known = Set(connection.facts.map(\.name))
        let candidates =
            connection.models.isEmpty
            ? own.flatMap { $0.exact.keys.sorted() } : connection.models
        for name in candidates where !known.contains(name) {
            guard let price = price(of: name, own, prefixes) else { continue }
            known.insert(name)
            connection.facts.append(
                ModelFacts(name: name, price: price.added(toPlan: isPlan)))
        }
    }

    private mutating func price(of model: String, _ own: [Shelf], _ prefixes: [String])
        -> UserPrice?
    {
        for shelf in own {
            if let price = shelf.exact[model] { return price }
        }
        for shelf in own {
            if let rule = shelf.rules.first(where: { $0.wildcard.matches(model) }) {
                return rule.price
            }
        }
        guard !anyPrefix.isEmpty else { return nil }
        let names = prefixes.map { "\($0)/\(model)" }
        if let known = answers[names[0]] { return known }
        let price = anyPrefix.first { rule in names.contains(where: rule.wildcard.matches) }?.price
        answers[names[0]] = .some(price)
        return price
    }
}
