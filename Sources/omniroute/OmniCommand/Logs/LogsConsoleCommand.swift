internal import ArgumentParser
internal import EventLoop

/// `omniroute logs console`.
struct LogsConsoleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: ConsoleTable.name, abstract: ConsoleTable.abstract)

    @Flag(name: [.customShort("f"), .long], help: "Go on with new lines as they come.")
    var follow = false

    @OptionGroup var console: ConsoleFilterOptions

    @Option(
        help: ArgumentHelp(
            "From then on: 2h or 7d (that long ago), a date, or a moment (2026-11-30T08:00:00Z).",
            valueName: "time"))
    var since: TimeArgument?

    @Option(help: ArgumentHelp("Before then; a date is in it whole.", valueName: "time"))
    var until: TimeArgument?

    @Option(help: ArgumentHelp("With this in its message or its fields.", valueName: "text"))
    var search: String?

    @Option(
        name: [.customShort("n"), .customLong("lines")],
        help: ArgumentHelp("How many to show (50; with -f the last 10).", valueName: "n"))
    var count: UInt32?

    @OptionGroup var output: OutputOptions
    @OptionGroup var fields: FieldOptions
    @OptionGroup var places: PlaceOptions

    func validate() throws {
        guard !follow || (output.format != .json && output.format != .yaml && until == nil) else {
            throw ValidationError(
                "what goes on has no end: -f goes with neither --until nor a document")
        }
    }

    func run() throws {
        let session = try ManageSession(places)
        let printer = LogPrinter<ConsoleTable>(format: output.format, fields: fields)
        let pages = LogPages(
            session: session, table: ConsoleTable.name,
            query: filter
                + TimeArgument.bounds(since: since, until: until, now: wallMicroseconds()))
        guard follow else { return try printer.print(pages.newest(Int(count ?? 50))) }
        if fields.names != nil { try fields.check(pages.newest(1)) }
        try ConsoleFollower(session: session, filter: filter, show: printer.follow)
            .run(last: Int(count ?? 10), of: pages)
    }

    private var filter: [APIPath.Parameter] {
        console.query + (search.map { [("search", $0)] } ?? [])
    }
}
