internal import ArgumentParser

/// `omniroute budgets`.
struct BudgetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "budgets",
        abstract: "What may be spent, in all or by a key, a provider, a tier.",
        discussion: """
            What was spent already is shown by omniroute budget.

            Example: \(BudgetResource.example)
            """,
        subcommands: [
            ListResource<BudgetResource>.self, ShowResource<BudgetResource>.self,
            PutResource<BudgetResource>.self, RemoveResource<BudgetResource>.self,
        ],
        defaultSubcommand: ListResource<BudgetResource>.self)
}
