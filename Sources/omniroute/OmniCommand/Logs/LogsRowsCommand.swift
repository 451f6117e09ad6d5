internal import ArgumentParser
internal import EventLoop

/// `omniroute logs attempts` and `omniroute logs calls`.
struct LogsRowsCommand<Table: LogTable>: ParsableCommand {
    static var configuration: CommandConfiguration {
        let filters = Table.filters.map { "--\($0)" }.joined(separator: ", ")
        return CommandConfiguration(
            commandName: Table.name, abstract: Table.abstract,
            discussion: "Of the filters these hold here: \(filters).")
    }

    @OptionGroup var filter: LedgerFilterOptions

    @Option(help: ArgumentHelp("Only of this request.", valueName: "request-id"))
    var id: String?

    @Option(
        name: [.customShort("n"), .customLong("lines")],
        help: ArgumentHelp("How many to show.", valueName: "n"))
    var count: UInt32 = 20

    @OptionGroup var output: OutputOptions
    @OptionGroup var fields: FieldOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        try filter.check(Table.filters, of: Table.name)
        var query = filter.query(now: wallMicroseconds())
        if let id { query.append(("request_id", id)) }
        let pages = LogPages(session: try ManageSession(places), table: Table.name, query: query)
        try LogPrinter<Table>(format: output.format, fields: fields)
            .print(try pages.newest(Int(count)))
    }
}
