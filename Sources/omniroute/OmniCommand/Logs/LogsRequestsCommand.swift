internal import ArgumentParser
internal import EventLoop
internal import JSON

/// `omniroute logs requests`, and `omniroute logs` alone.
struct LogsRequestsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: RequestTable.name, abstract: RequestTable.abstract,
        discussion: """
            With -f it goes on with new requests as they end, also across restarts of the daemons, and shows each of them \
            once. Exit status 1 when a request that is named is not there.
            """)

    @Flag(name: [.customShort("f"), .long], help: "Go on with new requests as they end.")
    var follow = false

    @Option(
        name: [.customLong("id"), .customLong("request")],
        help: ArgumentHelp("Only this request, with its attempts.", valueName: "id"))
    var id: String?

    @Option(
        name: [.customShort("n"), .customLong("lines")],
        help: ArgumentHelp(
            "How many to show (20; with -f those to come and the last 10).", valueName: "n"))
    var count: UInt32?

    @OptionGroup var filter: LedgerFilterOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var fields: FieldOptions
    @OptionGroup var places: PlaceOptions

    func validate() throws {
        guard !follow || (output.format != .json && output.format != .yaml) else {
            throw ValidationError("what goes on has no end: with -f use -o jsonl")
        }
        guard !follow || (filter.until == nil && id == nil) else {
            throw ValidationError("-f goes with neither --until nor --id")
        }
    }

    func run() throws {
        let session = try ManageSession(places)
        let printer = LogPrinter<RequestTable>(format: output.format, fields: fields)
        if let id { return try showOne(id, session, printer) }
        let pages = LogPages(
            session: session, table: RequestTable.name,
            query: filter.query(now: wallMicroseconds()))
        guard follow else { return try printer.print(pages.newest(Int(count ?? 20))) }
        if fields.names != nil { try fields.check(pages.newest(1)) }
        try RequestFollower(
            session: session, filter: filter.liveQuery(), show: printer.follow
        ).run(last: Int(count ?? 10), of: pages)
    }

    private func showOne(
        _ id: String, _ session: ManageSession, _ printer: LogPrinter<RequestTable>
    ) throws(CommandFailure) {
        let rows = try RequestDetail.rows(id, session)
        guard !rows.isEmpty else {
            throw CommandFailure(.unhealthy, "the ledger has no request \(HumanText.clean(id))")
        }
        try printer.print(rows)
    }
}
