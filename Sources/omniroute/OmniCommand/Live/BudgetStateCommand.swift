internal import ArgumentParser

/// `omniroute budget`.
struct BudgetStateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "budget", abstract: "Show what was spent of each budget.",
        discussion: "What may be spent is set with omniroute budgets.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var fields: FieldOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let states = try ManageSession(places).list(APIPath.of("budgets", "state"))
        Listing(
            columns: [
                .text("NAME", "name"),
                .text("SUBJECT", "subject"),
                .text("PERIOD", "period"),
                .number("SPENT USD", "spent_usd"),
                .number("RESERVED USD", "reserved_usd"),
                .number("LIMIT USD", "limit_usd"),
                .number("RESETS IN S", "resets_in_s"),
                .text("STATE", "state"),
            ],
            nothing: "no budget is configured, or none was used yet"
        ).print(states, output.format, fields)
    }
}
