internal import ArgumentParser
internal import EventLoop
internal import JSON

/// `omniroute costs`.
struct CostsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "costs",
        abstract:
            "Show what was spent, on what, where the month leads, and what is left of budgets.",
        discussion: """
            Of this month, unless a span is given. Three kinds, never added up: metered is billed; subscription is what calls that are paid for otherwise would \
            cost at list price; unknown counts requests whose price nobody has set (omniroute prices set MODEL ...).

            Examples:
              omniroute costs --by provider,model --range 30d
              omniroute costs --bucket day --since 2026-11-01 --key laptop
            """)

    @OptionGroup var groups: GroupOptions
    @OptionGroup var span: SpanOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func validate() throws {
        guard output.format != .name else { throw ValidationError("sums have no names") }
    }

    func run() throws {
        let query = groups.query + span.query(now: wallMicroseconds(), usual: "mtd")
        let answer = try ManageSession(places).get(APIPath.with(query, APIPath.of("costs")))
        guard output.format == .table else {
            return try AggregateOutput.print(answer, .costs, output.format)
        }
        AggregateOutput.tellCut(answer)
        for line in CostText.overview(answer, now: wallMicroseconds()) { Terminal.line(line) }
    }
}
