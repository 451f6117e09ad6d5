internal import IPC

/// Reads `budgets`, and the short form in a key.
struct BudgetReader {
    private let problems: Problems
    private let book: NameBook
    private let providers: Providers
    private let keys: Set<String>
    private var names: Set<String>
    /// The budgets, those of keys included.
    private(set) var budgets: [Budget]

    private static let known = ["name", "scope", "subject", "period", "limit", "action"]

    /// - Parameters:
    ///   - problems: Where mistakes are reported.
    ///   - book: The names of the file.
    ///   - providers: Those that may be named.
    ///   - keys: Names of the file's keys.
    ///   - budgets: Those of keys.
    init(
        _ problems: Problems, _ book: NameBook, _ providers: Providers, keys: [ClientKey],
        budgets: [Budget]
    ) {
        self.problems = problems
        self.book = book
        self.providers = providers
        self.keys = Set(keys.map(\.name))
        self.budgets = budgets
        names = Set(budgets.map(\.name))
    }

    /// Reads one budget; what is wrong is reported.
    mutating func read(_ node: Node) {
        guard let fields = Fields(node, "a budget", known: Self.known, problems) else { return }
        let name = readName(fields)
        let scope = fields.choice("scope", Choices.budgetScopes)
        let period = fields.choice("period", Choices.periods)
        let limit = fields.money("limit")
        for field in ["scope", "period", "limit"] where !fields.has(field) {
            problems.add(fields.mark, "a budget needs the field `\(field)`")
        }
        let action = fields.choice("action", Choices.budgetActions) ?? .next
        guard let scope else { return }
        let subject = readSubject(fields, scope)
        guard let name, let subject, let period, let limit else { return }
        budgets.append(
            Budget(
                name: name, scope: scope, subject: subject, period: period, limit: limit,
                action: action))
    }

    private mutating func readName(_ fields: Fields) -> String? {
        guard let name = fields.requiredText("name", "a budget") else { return nil }
        let mark = fields.valueMark(of: "name")
        guard NameRule.allows(name) else {
            problems.add(mark, "`name` \(NameRule.text)")
            return nil
        }
        guard names.insert(name).inserted else {
            problems.add(mark, "there are two budgets named `\(name)`")
            return nil
        }
        return name
    }

    private func readSubject(_ fields: Fields, _ scope: BudgetScope) -> String? {
        guard scope != .total else {
            if fields.has("subject") {
                problems.add(
                    fields.mark(of: "subject"), "a budget of the scope total has no `subject`")
            }
            return ""
        }
        guard fields.has("subject") else {
            problems.add(
                fields.mark, "a budget of this scope needs the field `subject`; `\"*\"` is for each"
            )
            return nil
        }
        guard let subject = fields.text("subject") else { return nil }
        guard subject != "*" else { return subject }
        // By its alias too; what is counted bears the id.
        if scope == .provider, let entry = providers.entry(subject) { return entry.id }
        let known = candidates(scope)
        guard !known.contains(subject) else { return subject }
        let near = problems.isFull ? nil : nearest(subject, scope, known)
        let hint = near.map { " named `\(subject)`; did you mean `\($0)`?" } ?? " of that name"
        problems.add(
            fields.valueMark(of: "subject"), "`subject`: there is no \(Self.noun(scope))\(hint)")
        return nil
    }

    private func nearest(
        _ subject: String, _ scope: BudgetScope, _ known: Set<String>
    ) -> String? {
        guard scope != .provider else { return providers.nearest(subject) }
        return NearName.nearest(subject, in: Array(known.sorted().prefix(Limits.nearNames)))
    }

    private func candidates(_ scope: BudgetScope) -> Set<String> {
        switch scope {
        case .total, .provider: []
        case .key: keys
        case .tier: Set(Choices.tiers.map(\.name))
        case .connection: book.connections
        }
    }

    private static func noun(_ scope: BudgetScope) -> String {
        switch scope {
        case .total: "total"
        case .key: "key"
        case .provider: "provider"
        case .tier: "tier"
        case .connection: "connection"
        }
    }

    /// `budget: {day: 5, month: 50}` of a key: a request beyond it is refused.
    static func readShort(_ node: Node, key: String, _ problems: Problems) -> [Budget] {
        let known = Choices.periods.map(\.name) + ["action"]
        guard let fields = Fields(node, "`budget`", known: known, problems) else { return [] }
        let action = fields.choice("action", Choices.budgetActions) ?? .refuse
        guard Choices.periods.contains(where: { fields.has($0.name) }) else {
            problems.add(fields.mark, "`budget` needs one of the fields day, week, month")
            return []
        }
        return Choices.periods.compactMap { period in
            fields.money(period.name).map {
                Budget(
                    name: "key-\(key)-\(period.name)", scope: .key, subject: key,
                    period: period.value, limit: $0, action: action)
            }
        }
    }
}
