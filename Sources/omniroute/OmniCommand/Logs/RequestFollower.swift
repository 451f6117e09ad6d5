internal import JSON

/// Shows requests as they end: each once, and none left out, whatever restarts meanwhile.
///
/// Rows have numbers that only grow. What is shown last is known by its number; where the stream of events leaves
/// something out, and says so, the pages have it.
final class RequestFollower {
    /// Rows that are caught up with at most; who was away for longer is told.
    private static let catchUpLimit = 100_000

    private let session: ManageSession
    private let filter: [APIPath.Parameter]
    private let patience: Duration
    private let show: (JSONValue) -> Void
    private let remark: (String) -> Void
    private var outages = OutageRemarks()
    /// The number of the last row that was shown, or passed over.
    private(set) var last: UInt64 = 0

    /// Prepares to follow; `show` is called for each row, and a wait for an event takes no longer than `patience`.
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

    /// Shows the last rows and goes on until `isOver`.
    ///
    /// - Parameters:
    ///   - count: How many rows that are there already are shown.
    ///   - pages: Where these are.
    ///   - isOver: Asked after each step; without it, whether standard output takes no more.
    /// - Throws: A failure when the API refuses to tell.
    func run(
        last count: Int, of pages: LogPages, until isOver: () -> Bool = { Terminal.failure != nil }
    ) throws(CommandFailure) {
        last = try newest()
        for row in try pages.newest(count) { display(row, isNew: false) }
        let events = follower()
        defer { events.close() }
        while !isOver() {
            guard let step = try events.next(within: patience) else { continue }
            try take(step, events)
        }
    }

    /// The number of the newest row of all: what comes after it is new, whatever the filter.
    private func newest() throws(CommandFailure) -> UInt64 {
        let all = LogPages(session: session, table: RequestTable.name, query: [])
        return try all.newest(1).first.map(Self.number) ?? 0
    }

    private func follower() -> EventFollower {
        let query = filter + [("topics", "request.finished")]
        return EventFollower(
            session.line, target: APIPath.with(query, APIPath.of("events")),
            lastID: last > 0 ? "\(last)" : nil)
    }

    private func take(_ step: EventFollower.Step, _ events: EventFollower) throws(CommandFailure) {
        if let text = outages.about(step) { remark(text) }
        switch step {
        case .away: break
        case .opened:
            // Nothing was there before: what came between the question and this moment is in no event.
            if last == 0 { try catchUp() }
        case .event(let event):
            switch event.name {
            case "request.finished":
                // What is no row is of a later version.
                guard let row = try? JSONDocument(event.data).root else { return }
                display(row, isNew: true)
            case "request.many": try catchUp()
            case "reset":
                let newest = try newest()
                try catchUp()
                last = max(last, newest)
                events.restart(after: "\(last)")
            default: break
            }
        }
    }

    /// Shows from the pages what no event has told.
    private func catchUp() throws(CommandFailure) {
        let known = last
        let pages = LogPages(session: session, table: RequestTable.name, query: filter)
        let rows = try pages.newest(Self.catchUpLimit) { Self.number($0) > known }
        if rows.count == Self.catchUpLimit {
            Terminal.error("only the newest \(rows.count) of the requests meanwhile are shown")
        }
        for row in rows { display(row, isNew: true) }
    }

    private func display(_ row: JSONValue, isNew: Bool) {
        let number = Self.number(row)
        guard !isNew || number > last else { return }
        last = max(last, number)
        show(row)
    }

    private static func number(_ row: JSONValue) -> UInt64 {
        row["seq"]?.int.map { UInt64(clamping: $0) } ?? 0
    }
}
