internal import IPC

/// Reads which models a connection offers, and what is known of them: `models`, `model_facts` and `prices`.
struct ModelsReader {
    /// What was found.
    struct Found {
        /// Empty when any name is passed on.
        var names: [String] = []
        var facts: [ModelFacts] = []
    }

    /// The fields that it reads.
    static let names = ["models", "model_facts", "prices"]

    private let problems: Problems
    private var found = Found()
    /// Where the facts of a model are, by its name.
    private var places: [String: Int] = [:]
    /// The file's own.
    private var prices: [String: UserPrice] = [:]

    private static let facts = [
        "name", "context", "max_output", "tools", "vision", "audio", "documents", "json_schema",
        "price",
    ]

    init(_ problems: Problems) { self.problems = problems }

    /// Reads the models of a connection.
    ///
    /// - Parameters:
    ///   - fields: Of the connection.
    ///   - known: What the catalogue knows; the file's own values win.
    /// - Returns: Names and facts, those of the file first.
    mutating func read(_ fields: Fields, known: [ModelFacts]) -> Found {
        readModels(fields)
        let listed = Set(found.names)
        for node in fields.list("model_facts", atMost: Limits.models) ?? [] {
            guard let name = readFacts(node), !listed.isEmpty else { continue }
            checkListed(name, listed, node.mark)
        }
        for entry in fields.entries("prices", "a model name", atMost: Limits.models) {
            readPrice(entry.name, entry.mark, entry.value, listed)
        }
        addKnown(known.filter { listed.isEmpty || listed.contains($0.name) })
        addPrices(beside: known)
        return found
    }

    private mutating func readModels(_ fields: Fields) {
        guard let nodes = fields.list("models", atMost: Limits.models) else { return }
        if nodes.isEmpty {
            problems.add(
                fields.valueMark(of: "models"),
                "`models` is empty; leave it out to pass every model name on")
        }
        var seen: Set<String> = []
        for node in nodes {
            let name: String?
            if case .mapping = node {
                name = readFacts(node)
            } else {
                name = Fields.text(node, "a model name", problems).flatMap {
                    checked($0, node.mark)
                }
            }
            guard let name else { continue }
            if !seen.insert(name).inserted {
                problems.add(node.mark, "the model `\(name)` is listed twice")
            }
            found.names.append(name)
        }
    }

    private func checked(_ name: String, _ mark: Mark?) -> String? {
        if ModelNameRule.allows(name) { return name }
        problems.add(mark, "a model name \(ModelNameRule.text)")
        return nil
    }

    /// Reads a mapping about one model; its name.
    private mutating func readFacts(_ node: Node) -> String? {
        guard let fields = Fields(node, "a model", known: Self.facts, problems),
            let written = fields.requiredText("name", "a model"),
            let name = checked(written, fields.valueMark(of: "name"))
        else { return nil }
        var facts = ModelFacts(name: name)
        facts.contextWindow = UInt64(fields.integer("context", in: Limits.tokens) ?? 0)
        facts.maxOutput = UInt64(fields.integer("max_output", in: Limits.tokens) ?? 0)
        facts.tools = fields.bool("tools")
        facts.vision = fields.bool("vision")
        facts.audio = fields.bool("audio")
        facts.documents = fields.bool("documents")
        facts.jsonSchema = fields.bool("json_schema")
        if let node = fields.node("price") {
            prices[name] = PriceReader(problems: problems).read(node, "a price")
        }
        guard places[name] == nil else {
            problems.add(node.mark, "the model `\(name)` is described twice")
            return name
        }
        places[name] = found.facts.count
        found.facts.append(facts)
        return name
    }

    private mutating func readPrice(
        _ name: String, _ mark: Mark?, _ node: Node, _ listed: Set<String>
    ) {
        guard checked(name, mark) != nil else { return }
        if !listed.isEmpty { checkListed(name, listed, mark) }
        guard let price = PriceReader(problems: problems).read(node, "a price") else { return }
        guard prices.updateValue(price, forKey: name) == nil else {
            return problems.add(mark, "the model `\(name)` has two prices")
        }
        guard places[name] == nil else { return }
        places[name] = found.facts.count
        found.facts.append(ModelFacts(name: name))
    }

    private func checkListed(_ name: String, _ listed: Set<String>, _ mark: Mark?) {
        guard !listed.contains(name), !problems.isFull else { return }
        let near = NearName.nearest(name, in: listed.sorted())
        let hint = near.map { "; did you mean `\($0)`?" } ?? ""
        problems.add(mark, "the model `\(name)` is not in `models`\(hint)")
    }

    /// Fills in what the file does not say; a price is one thing, so that no part of it is of another day.
    private mutating func addKnown(_ known: [ModelFacts]) {
        for entry in known {
            guard let place = places[entry.name] else {
                places[entry.name] = found.facts.count
                found.facts.append(entry)
                continue
            }
            var facts = found.facts[place]
            if facts.contextWindow == 0 { facts.contextWindow = entry.contextWindow }
            if facts.maxOutput == 0 { facts.maxOutput = entry.maxOutput }
            facts.tools = facts.tools ?? entry.tools
            facts.vision = facts.vision ?? entry.vision
            facts.audio = facts.audio ?? entry.audio
            facts.documents = facts.documents ?? entry.documents
            facts.jsonSchema = facts.jsonSchema ?? entry.jsonSchema
            facts.price = entry.price
            found.facts[place] = facts
        }
    }

    /// The file's own prices win; whether they are billed may depend on those of the account that they replace, or beside them.
    private mutating func addPrices(beside known: [ModelFacts]) {
        let isPlan = UserPrice.isPlan(known)
        for index in found.facts.indices {
            guard let price = prices[found.facts[index].name] else { continue }
            let replaced = found.facts[index].price
            found.facts[index].price =
                replaced.map(price.replacing) ?? price.added(toPlan: isPlan)
        }
    }
}
