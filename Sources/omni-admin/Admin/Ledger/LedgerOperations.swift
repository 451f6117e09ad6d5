internal import Configuration
internal import IPC
internal import JSON

/// What logd remembers: rows, sums, costs, reports, and how it stands.
final class LedgerOperations: OperationGroup {
    let daemons: any LedgerDaemons
    /// What route knows beside it: budgets, quotas, decisions.
    let live: any LiveDaemons
    let wallMicroseconds: () -> Int64
    private let merged: LiveOperations.Merged
    private let schedule: EventFeed.Schedule
    private let exports = FlowGate(LedgerLimits.exports)
    private let checks = FlowGate(1)

    /// Makes the group.
    ///
    /// - Parameters:
    ///   - daemons: Answers for logd.
    ///   - live: Answers for route.
    ///   - schedule: Has the timers.
    ///   - wallMicroseconds: The wall clock.
    ///   - merged: Gives the configuration that holds now.
    init(
        _ daemons: any LedgerDaemons, _ live: any LiveDaemons,
        schedule: @escaping EventFeed.Schedule,
        wallMicroseconds: @escaping () -> Int64, merged: @escaping LiveOperations.Merged
    ) {
        self.daemons = daemons
        self.live = live
        self.schedule = schedule
        self.wallMicroseconds = wallMicroseconds
        self.merged = merged
    }

    var operations: [Operation] { logs + exported + sums + [report] + keeping }

    /// The calendar of a request.
    func calendar(_ fields: QueryFields) throws(APIError) -> LedgerCalendar {
        try LedgerCalendar(fields, settings: try merged().settings["zone"]?.text ?? "")
    }

    /// The time that a request is about.
    func span(
        _ fields: QueryFields, usual: LedgerSpan.Range? = nil
    ) throws(APIError) -> LedgerSpan {
        try LedgerSpan(fields, usual: usual, calendar(fields), now: wallMicroseconds())
    }

    // MARK: Rows

    /// The tables, by the names in paths, with their parameters: lines of logs are read from the newest on only.
    private static let tables: [(name: String, table: LedgerTable, parameters: [String])] = [
        ("requests", .requests, LedgerParameters.requests + ["order"]),
        ("attempts", .attempts, LedgerParameters.attempts + ["order"]),
        ("calls", .calls, LedgerParameters.calls + ["order"]),
        ("console", .console, LedgerParameters.console),
    ]

    private var logs: [Operation] {
        Self.tables.map { each in
            Operation(
                .get, "/api/logs/\(each.name)", .read,
                query: each.parameters + ["limit", "cursor"],
                repeatable: LedgerParameters.repeatable
            ) { [self] request, responder in
                responder.attempt { () throws(APIError) in
                    var page = try page(each.table, request, rows: LedgerLimits.rows)
                    page.cursor = try QueryFields(request).text("cursor") ?? ""
                    LedgerPassage.pass(LedgerQuery(query: .page(page)), of: daemons, to: responder)
                }
            }
        } + [detail]
    }

    private var exported: [Operation] {
        Self.tables.map { each in
            Operation(
                .get, "/api/logs/\(each.name)/export", .read,
                query: each.parameters + ["limit", "format"],
                repeatable: LedgerParameters.repeatable
            ) { [self] request, responder in
                responder.attempt { () throws(APIError) in
                    try export(each.table, named: each.name, request, responder)
                }
            }
        }
    }

    private func export(
        _ table: LedgerTable, named name: String, _ request: APIRequest, _ responder: Responder
    ) throws(APIError) {
        var page = try page(table, request, rows: 1...UInt64(UInt32.max))
        page.format =
            try QueryFields(request).word("format", of: LedgerWords.formats) ?? .jsonLines
        page.export = true
        let ending = page.format == .csv ? "csv" : "jsonl"
        let leave = try exports.enter()
        LedgerPassage.pass(
            LedgerQuery(query: .page(page)), of: daemons, to: responder,
            headers: [
                Header(
                    name: "content-disposition",
                    value: "attachment; filename=\"omniroute-\(name).\(ending)\"")
            ], whenOver: leave)
    }

    private func page(
        _ table: LedgerTable, _ request: APIRequest, rows: ClosedRange<UInt64>
    ) throws(APIError) -> LedgerPage {
        let fields = QueryFields(request)
        return LedgerPage(
            table: table, filter: try LedgerFilter(fields, try span(fields)),
            limit: UInt32(try fields.number("limit", rows) ?? 0),
            oldestFirst: try fields.word("order", of: LedgerWords.orders) ?? false)
    }

    // MARK: Sums

    private var sums: [Operation] {
        [
            Operation(
                .get, "/api/usage", .read,
                query: LedgerParameters.sums + ["group", "bucket", "limit", "percentiles"],
                repeatable: LedgerParameters.repeatable
            ) { [self] request, responder in
                responder.attempt { () throws(APIError) in
                    var sums = try aggregate(request, usual: .hours(24))
                    sums.percentiles = try QueryFields(request).flag("percentiles") ?? false
                    pass(sums, responder)
                }
            },
            Operation(
                .get, "/api/usage/latency", .read,
                query: LedgerParameters.sums + ["group", "bucket", "limit"],
                repeatable: LedgerParameters.repeatable
            ) { [self] request, responder in
                responder.attempt { () throws(APIError) in
                    var sums = try aggregate(request, usual: .hours(24))
                    if sums.groups.isEmpty { sums.groups = [.groupProvider] }
                    sums.percentiles = true
                    pass(sums, responder)
                }
            },
            Operation(
                .get, "/api/costs", .read,
                query: LedgerParameters.sums + ["group", "bucket", "limit"],
                repeatable: LedgerParameters.repeatable
            ) { [self] request, responder in
                responder.attempt { () throws(APIError) in
                    let sums = try aggregate(request, usual: .monthToDate)
                    costs(sums, try calendar(QueryFields(request)), responder)
                }
            },
        ]
    }

    private func pass(_ sums: LedgerAggregate, _ responder: Responder) {
        LedgerPassage.pass(LedgerQuery(query: .aggregate(sums)), of: daemons, to: responder)
    }

    private func aggregate(
        _ request: APIRequest, usual: LedgerSpan.Range
    ) throws(APIError) -> LedgerAggregate {
        let fields = QueryFields(request)
        let span = try span(fields, usual: usual)
        let groups = try fields.words("group", of: LedgerWords.groups)
        guard groups.count <= LedgerLimits.groups else {
            throw QueryFields.invalid("group", "may be given \(LedgerLimits.groups) times")
        }
        guard Set(groups).count == groups.count else {
            throw QueryFields.invalid("group", "must not name a group twice")
        }
        return LedgerAggregate(
            filter: try LedgerFilter(fields, span), groups: groups,
            bucket: try fields.word("bucket", of: LedgerWords.buckets) ?? .bucketAll,
            zone: span.zone, limit: UInt32(try fields.number("limit", LedgerLimits.sums) ?? 0))
    }

    private var report: Operation {
        Operation(.get, "/api/reports/{month}", .read, query: ["zone"]) {
            [self] request, responder in
            responder.attempt { () throws(APIError) in
                let calendar = try calendar(QueryFields(request))
                let name = request.parameter("month")
                // Which month it is depends on the zone, which not every caller knows.
                let month =
                    name == "current"
                    ? calendar.civilMonth(at: wallMicroseconds()) : CivilMonth(name)
                guard let month else { throw .unknown("month", name) }
                MonthlyReport.make(of: month, calendar, daemons) { responder.answer($0) }
            }
        }
    }

    // MARK: The ledger itself

    private var keeping: [Operation] {
        [
            Operation(.get, "/api/ledger", .read) { [daemons] _, responder in
                LedgerPassage.pass(
                    LedgerQuery(query: .state(LedgerState())), of: daemons, to: responder)
            },
            Operation(
                .post, "/api/ledger/check", .write, content: RequestContent.none
            ) { [self] _, responder in
                responder.changesNothing = true
                responder.attempt { () throws(APIError) in
                    LedgerCheck.begin(
                        daemons, schedule, to: responder, leave: try checks.enter())
                }
            },
            Operation(.delete, "/api/logs/bodies", .access) { [daemons] _, responder in
                daemons.order(
                    LedgerCommand(action: .deleteBodies), within: LedgerLimits.answer
                ) { result in
                    responder.obeyed(
                        result, AuditNote(action: "bodies.delete", subject: ""), by: "logd")
                }
            },
        ]
    }
}

extension Responder {
    /// Answers with a value that was composed, or with why it could not be.
    func answer(_ result: Result<APIAnswer, APIError>) {
        switch result {
        case .success(let answer): self.answer(answer)
        case .failure(let error): fail(error)
        }
    }
}
