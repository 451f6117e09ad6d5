/// What may be spent.
enum BudgetResource: Resource {
    static let collection = "budgets"
    static let noun = "budget"
    static let nothing =
        "no budget is configured; omniroute budgets set NAME scope=total period=day limit=5"
    static let example = "omniroute budgets set daily scope=total period=day limit=5 action=refuse"
    static let columns: [Listing.Column] = [
        .text("NAME", "name"), .text("SCOPE", "scope"), .text("SUBJECT", "subject"),
        .text("PERIOD", "period"), .number("LIMIT USD", "limit"),
        .text("ACTION", "action", missing: "next"),
        .text("MANAGED BY", "managed_by"),
    ]
}
