internal import IPC

/// Reads the list of combos.
struct ComboReader {
    /// A combo and where it stands.
    struct Found {
        var combo: Combo
        let mark: Mark?
        /// Of its entries, in their order.
        let marks: [Mark?]
    }

    private let problems: Problems
    private var names: [String: Mark?] = [:]
    /// The combos, in the order of the file.
    private(set) var combos: [Found] = []

    private static let known = [
        "name", "strategy", "models", "attempts", "first_token_timeout", "idle_timeout", "hold",
        "enabled", "sticky",
    ]

    init(_ problems: Problems) { self.problems = problems }

    /// Reads one combo; what is wrong is reported.
    mutating func read(_ node: Node) {
        guard let fields = Fields(node, "a combo", known: Self.known, problems) else { return }
        let name = readName(fields)
        let entries = readEntries(fields)
        var combo = Combo(
            strategy: fields.choice("strategy", Choices.strategies) ?? .priority,
            entries: entries.map(\.entry))
        combo.attempts = UInt32(fields.integer("attempts", in: Limits.attempts) ?? 0)
        combo.firstTokenMs = UInt32(fields.quantity("first_token_timeout", .duration) ?? 0)
        combo.idleMs = UInt32(fields.quantity("idle_timeout", .duration) ?? 0)
        combo.hold = fields.bool("hold") ?? false
        combo.disabled = fields.bool("enabled") == false
        combo.sticky = UInt32(fields.integer("sticky", in: Limits.sticky) ?? 0)
        checkUse(fields, combo)
        guard let name else { return }
        combo.name = name
        combos.append(
            Found(combo: combo, mark: fields.valueMark(of: "name"), marks: entries.map(\.mark)))
    }

    private mutating func readName(_ fields: Fields) -> String? {
        guard let name = fields.requiredText("name", "a combo") else { return nil }
        let mark = fields.valueMark(of: "name")
        guard NameRule.allows(name) else {
            problems.add(mark, "`name` \(NameRule.text)")
            return nil
        }
        if let first = names[name] {
            let line = first?.asFirst ?? ""
            problems.add(mark, "there are two combos named `\(name)`\(line)")
            return nil
        }
        names[name] = .some(mark)
        return name
    }

    private func readEntries(_ fields: Fields) -> [(entry: ComboEntry, mark: Mark?)] {
        guard fields.has("models") else {
            problems.add(fields.mark, "a combo needs the field `models`")
            return []
        }
        guard let nodes = fields.list("models", atMost: Limits.comboEntries) else { return [] }
        if nodes.isEmpty { problems.add(fields.valueMark(of: "models"), "`models` is empty") }
        return nodes.compactMap { node in readEntry(node).map { ($0, node.mark) } }
    }

    private func readEntry(_ node: Node) -> ComboEntry? {
        guard case .mapping = node else {
            return Fields.text(node, "an entry of a combo", problems)
                .flatMap { checked($0, node.mark) }.map { ComboEntry(model: $0, weight: 1) }
        }
        guard
            let fields = Fields(
                node, "an entry of a combo", known: ["model", "weight"], problems)
        else { return nil }
        let weight = fields.has("weight") ? fields.integer("weight", in: Limits.weight) : 1
        guard let text = fields.requiredText("model", "an entry of a combo"),
            let model = checked(text, fields.valueMark(of: "model")), let weight
        else { return nil }
        return ComboEntry(model: model, weight: UInt32(weight))
    }

    private func checked(_ name: String, _ mark: Mark?) -> String? {
        if ModelNameRule.allows(name) { return name }
        problems.add(mark, "an entry of a combo \(ModelNameRule.text)")
        return nil
    }

    private func checkUse(_ fields: Fields, _ combo: Combo) {
        if fields.has("sticky"), combo.strategy != .roundRobin {
            problems.add(
                fields.mark(of: "sticky"), "`sticky` is for the strategy round-robin only")
        }
    }
}
