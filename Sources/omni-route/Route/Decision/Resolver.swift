internal import IPC

/// From a model's name to the plan that it stands for.
///
/// Each name is worked out once; after that it costs a look-up. `prefix/model` is cut at the first slash; the rest may have
/// slashes.
struct Resolver {
    /// Combos and aliases.
    let book: NameBook
    private let table: TargetTable
    private var builder: PlanBuilder
    private var nearNames: NearNames
    private var plans = PlanMemory()

    init(_ table: TargetTable, combos: [Combo] = [], aliases: [Alias] = []) {
        self.table = table
        book = NameBook(combos: combos, aliases: aliases)
        builder = PlanBuilder(table, book)
        nearNames = NearNames(table, names: book.comboNames + book.aliasNames)
    }

    /// Resolves a name.
    ///
    /// The scope is that of the key: where it leaves one of several meanings that is taken, and no message names what the key
    /// may not use.
    mutating func resolve(_ name: String, scope: KeyScope = .open) throws(Denial) -> Plan {
        if let plan = plans.plan(name) { return plan }
        guard !name.isEmpty else {
            throw Denial(code: .modelRequired, message: "The request names no model.")
        }
        guard name.utf8.count <= Limits.askedModelBytes + Limits.nameBytes else {
            throw notFound(name, scope)
        }
        switch builder.build(name) {
        case .plan(let plan):
            keep(plan)
            return plan
        case .disabled(let combo):
            throw Denial(code: .modelNotFound, message: "The combo `\(combo)` is switched off.")
        case .unserved(let combo):
            throw Denial(
                code: .modelNotFound,
                message: "No connection serves any entry of the combo `\(combo)`.")
        case .ambiguous(let bare, let targets):
            return try chosen(bare, targets, scope)
        case .unknown: throw notFound(name, scope)
        }
    }

    private mutating func keep(_ plan: Plan) {
        plans.keep(plan)
        guard plans.isFull(candidates: builder.candidatesMade) else { return }
        plans.turnOver()
        builder.forget()
    }

    // MARK: Refusals

    /// The only meaning of an ambiguous name that a key may use.
    private mutating func chosen(
        _ name: String, _ targets: [Target], _ scope: KeyScope
    ) throws(Denial) -> Plan {
        var prefixes: [String] = []
        for target in targets where !prefixes.contains(target.connection.prefix) {
            let isNew = scope.allows(Candidate(target: target, model: name), isNamed: false)
            if isNew { prefixes.append(target.connection.prefix) }
        }
        guard let first = prefixes.first else { throw notFound(name, scope) }
        guard prefixes.count > 1 else { return try resolve("\(first)/\(name)", scope: scope) }
        let ids = prefixes.prefix(10).map { "`\($0)/\(name)`" }
        throw Denial(
            code: .ambiguousModel,
            message:
                "Several providers offer a model named `\(name)`: write \(Words.choice(ids)).")
    }

    private mutating func notFound(_ name: String, _ scope: KeyScope) -> Denial {
        let shown = Words.shown(name)
        guard !table.targets.isEmpty else {
            return Denial(
                code: .modelNotFound,
                message: "The model `\(shown)` does not exist: no provider is configured.")
        }
        let found = nearNames.near(name, atMost: Limits.nearNamesFound)
        let near = found.filter { isUsable($0, scope) }.prefix(Limits.nearNames)
        let hint = near.isEmpty ? "" : " Did you mean \(Words.choice(near.map { "`\($0)`" }))?"
        return Denial(
            code: .modelNotFound, message: "The model `\(shown)` does not exist.\(hint)")
    }

    /// Whether a key may use something of what a name stands for.
    mutating func isUsable(_ name: String, _ scope: KeyScope) -> Bool {
        usable(name, scope, blocked: []) != nil
    }

    /// The first candidate of a name that is switched on, not blocked and allowed to a key; nil when there is none.
    mutating func usable(
        _ name: String, _ scope: KeyScope, blocked: Set<String>
    ) -> Candidate? {
        let plan: Plan
        if let kept = plans.plan(name) {
            plan = kept
        } else {
            guard case .plan(let built) = builder.build(name) else { return nil }
            keep(built)
            plan = built
        }
        let isNamed = plan.isNamed(by: scope)
        return plan.candidates.first {
            !$0.target.connection.disabled && !blocked.contains($0.target.providerKey)
                && scope.allows($0, isNamed: isNamed)
        }
    }
}
