internal import IPC

/// Combos and aliases, ready to be looked up.
struct NameBook {
    /// What an alias leads to.
    struct Step {
        /// Where it stands among the aliases.
        let position: Int
        /// The name it stands for.
        let model: String
        /// It is a name of its own, not a pattern.
        let isExact: Bool
    }

    private struct Wildcard {
        let glob: Glob
        let step: Step
    }

    private let combos: [String: Combo]
    private let exact: [String: Step]
    /// The most exact first; of the same exactness the first written.
    private let wildcards: [Wildcard]
    /// Names of combos that are switched on, as configured.
    let comboNames: [String]
    /// Aliases that are no patterns, as configured.
    let aliasNames: [String]

    init(combos: [Combo], aliases: [Alias]) {
        self.combos = Dictionary(
            combos.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        comboNames = combos.filter { !$0.disabled }.map(\.name)
        var exact: [String: Step] = [:]
        var wildcards: [Wildcard] = []
        var names: [String] = []
        for (position, alias) in aliases.enumerated() {
            let isExact = !Glob.isPattern(alias.pattern)
            let step = Step(position: position, model: alias.model, isExact: isExact)
            if !isExact {
                wildcards.append(Wildcard(glob: Glob(alias.pattern), step: step))
            } else if exact[alias.pattern] == nil {
                exact[alias.pattern] = step
                names.append(alias.pattern)
            }
        }
        self.exact = exact
        aliasNames = names
        self.wildcards = wildcards.sorted {
            ($1.glob.literals, $0.step.position) < ($0.glob.literals, $1.step.position)
        }
    }

    /// The combo of a name, also written as `combo/<name>`.
    func combo(_ name: String) -> Combo? {
        if let combo = combos[name] { return combo }
        guard name.hasPrefix(Self.comboPrefix) else { return nil }
        return combos[String(name.dropFirst(Self.comboPrefix.count))]
    }

    /// The alias of a name: an exact one, or the most exact pattern where patterns count; those in `used` are not looked at.
    func alias(of name: String, without used: [Int], patterns: Bool) -> Step? {
        if let step = exact[name], !used.contains(step.position) { return step }
        guard patterns, !wildcards.isEmpty else { return nil }
        let lower = Array(name.lowercased().utf8)
        return wildcards.first {
            !used.contains($0.step.position) && $0.glob.matches(lowercased: lower.span)
        }?.step
    }

    private static let comboPrefix = "combo/"
}
