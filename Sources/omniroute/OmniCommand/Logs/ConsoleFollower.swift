internal import JSON

/// Shows the daemons' lines as they come, each once, also across restarts.
///
/// Lines have no numbers. After each connection the last lines that are kept are read, and those that were shown already
/// are known by what they say.
final class ConsoleFollower {
    /// Lines that are read again after a connection, and remembered.
    private static let overlap = 1_000

    private let session: ManageSession
    private let filter: [APIPath.Parameter]
    private let patience: Duration
    private let show: (JSONValue) -> Void
    private let remark: (String) -> Void
    private var outages = OutageRemarks()
    private var shown = RecentLines(limit: ConsoleFollower.overlap * 4)

    /// Prepares to follow; `show` is called for each line, and a wait for an event takes no longer than `patience`.
    ///
    /// `remark` is told when nothing comes, and when it does again.
    init(
        session: ManageSession, filter: [APIPath.Parameter], patience: Duration = .seconds(60),
        remark: @escaping (String) -> Void = Terminal.error, show: @escaping (JSONValue) -> Void
    ) {
        self.session = session
        self.filter = filter
        self.patience = patience
        self.remark = remark
        self.show = show
    }

    /// Shows the last lines and goes on until `isOver`.
    func run(
        last count: Int, of pages: LogPages, until isOver: () -> Bool = { Terminal.failure != nil }
    ) throws(CommandFailure) {
        let before = try LogPages(session: session, table: ConsoleTable.name, query: filter)
            .newest(Self.overlap)
        for row in try pages.newest(count) { display(row) }
        // What was there already and is not asked for is not shown later either.
        for row in before { _ = shown.isNew(row) }
        let events = EventFollower(
            session.line,
            target: APIPath.with(filter + [("topics", "console.line")], APIPath.of("events")),
            lastID: nil)
        defer { events.close() }
        while !isOver() {
            guard let step = try events.next(within: patience) else { continue }
            try take(step)
        }
    }

    private func take(_ step: EventFollower.Step) throws(CommandFailure) {
        if let text = outages.about(step) { remark(text) }
        switch step {
        case .opened: try catchUp()
        case .event(let event) where event.name == "console.many": try catchUp()
        case .event(let event) where event.name == "console.line":
            // What is no line is of a later version.
            if let row = try? JSONDocument(event.data).root { display(row) }
        case .event, .away: break
        }
    }

    /// Shows what no event has told.
    private func catchUp() throws(CommandFailure) {
        let pages = LogPages(session: session, table: ConsoleTable.name, query: filter)
        for row in try pages.newest(Self.overlap) { display(row) }
    }

    private func display(_ row: JSONValue) {
        if shown.isNew(row) { show(row) }
    }
}
