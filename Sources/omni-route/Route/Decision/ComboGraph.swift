internal import IPC

/// Which combos lead to which, directly or through aliases.
struct ComboGraph {
    private let book: NameBook
    /// Combos inside of one another, from a combo on, itself included.
    private var depths: [String: Int] = [:]
    private var path: [String] = []
    private var found: [String] = []

    init(_ book: NameBook) { self.book = book }

    /// Cycles, and combos that lie too deep.
    mutating func problems(_ combos: [Combo], _ aliases: [Alias]) -> [String] {
        for combo in combos {
            guard depth(of: combo) > Limits.comboDepth else { continue }
            found.append(
                "the combo \"\(combo.name)\" has combos inside of one another to more than \(Limits.comboDepth)"
            )
        }
        for alias in aliases where !Glob.isPattern(alias.pattern) {
            if let cycle = cycle(from: alias.pattern) {
                found.append("aliases lead back to themselves: \(cycle.joined(separator: " → "))")
            }
        }
        return found
    }

    private mutating func depth(of combo: Combo) -> Int {
        if let known = depths[combo.name] { return known }
        if let start = path.firstIndex(of: combo.name) {
            let cycle = path[start...] + [combo.name]
            found.append("combos lead back to themselves: \(cycle.joined(separator: " → "))")
            return 0
        }
        path.append(combo.name)
        var deepest = 0
        for entry in combo.entries {
            if let inner = self.combo(behind: entry.model) {
                deepest = max(deepest, depth(of: inner))
            }
        }
        path.removeLast()
        depths[combo.name] = deepest + 1
        return deepest + 1
    }

    /// The combo that a name leads to; nil when it leads to a model.
    private func combo(behind start: String) -> Combo? {
        var name = start
        var used: [Int] = []
        while book.combo(name) == nil, used.count < Limits.aliasDepth,
            // A name with a prefix is taken to be served, which keeps patterns away from it.
            let step = book.alias(of: name, without: used, patterns: !name.contains("/"))
        {
            used.append(step.position)
            name = step.model
        }
        return book.combo(name)
    }

    /// The names that exact aliases lead through, when they come back to the first.
    private func cycle(from start: String) -> [String]? {
        var names = [start]
        var name = start
        while book.combo(name) == nil, names.count <= Limits.aliases,
            let step = book.alias(of: name, without: [], patterns: false)
        {
            name = step.model
            names.append(name)
            if name == start { return names }
            // A cycle further on is found from its own names.
            if names.dropLast().contains(name) { return nil }
        }
        return nil
    }
}
