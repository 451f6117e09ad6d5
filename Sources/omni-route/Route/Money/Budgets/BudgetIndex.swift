internal import IPC

/// Which budgets count whom, found by name.
struct BudgetIndex {
    /// A budget, by its position, and whom it counts.
    struct Match {
        var position: Int
        var subject: String
    }

    /// Scopes in which there are budgets.
    private(set) var scopes: [BudgetScope] = []

    private struct Subject: Hashable {
        var scope: BudgetScope
        var name: String
    }

    private var named: [Subject: [Int]] = [:]
    /// Budgets that count each subject of a scope on its own.
    private var each: [BudgetScope: [Int]] = [:]

    /// Indexes budgets by their positions.
    init(_ budgets: [Budget]) {
        for (position, budget) in budgets.enumerated() {
            if !scopes.contains(budget.scope) { scopes.append(budget.scope) }
            if budget.isEach {
                each[budget.scope, default: []].append(position)
            } else {
                let subject = Subject(scope: budget.scope, name: budget.onlySubject)
                named[subject, default: []].append(position)
            }
        }
    }

    /// The budgets of a scope that count a spender.
    func matches(_ scope: BudgetScope, _ spender: Spender) -> [Match] {
        let name = spender.name(in: scope)
        var found = (each[scope] ?? []).map { Match(position: $0, subject: name) }
        var names = [name]
        // A key may be named by its id too.
        if scope == .key, name != spender.keyID { names.append(spender.keyID) }
        for name in names {
            let positions = named[Subject(scope: scope, name: name)] ?? []
            found += positions.map { Match(position: $0, subject: name) }
        }
        return found
    }
}
