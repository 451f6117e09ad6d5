internal import IPC

/// What happens, as it happens: `GET /api/events`.
struct EventOperations: OperationGroup {
    let daemons: any LedgerDaemons
    let hub: EventHub
    let schedule: EventFeed.Schedule
    /// Whether a caller still has a right.
    let stillHolds: (Caller, Scope) -> Bool

    var operations: [Operation] {
        [
            Operation(
                .get, "/api/events", .read, query: LedgerParameters.events + ["topics"],
                repeatable: LedgerParameters.repeatable
            ) { request, responder in
                responder.attempt { () throws(APIError) in
                    try begin(request, responder)
                }
            }
        ]
    }

    private func begin(_ request: APIRequest, _ responder: Responder) throws(APIError) {
        let question = try Self.question(request)
        let caller = request.caller
        let scopes = Set(question.topics.map(\.scope))
        let feed = EventFeed(
            question, daemons, hub, schedule,
            isAllowed: { scopes.allSatisfy { stillHolds(caller, $0) } }, responder,
            leave: try hub.gate.enter())
        feed.start()
    }

    private static func question(_ request: APIRequest) throws(APIError) -> EventQuestion {
        let fields = QueryFields(request)
        var topics = Set(try fields.words("topics", of: EventTopic.words))
        if let missing = topics.map(\.scope).first(where: { !request.caller.scopes.contains($0) }) {
            throw APIError(
                .forbidden, "insufficient_scope",
                "One of these topics takes the right `\(missing.rawValue)`.")
        }
        if topics.isEmpty {
            topics = Set(
                EventTopic.allCases.filter { request.caller.scopes.contains($0.scope) })
        }
        return EventQuestion(
            topics: topics, filter: try LedgerFilter(fields, LedgerSpan()),
            last: try last(request))
    }

    private static func last(_ request: APIRequest) throws(APIError) -> UInt64? {
        guard let text = request.header("last-event-id"), !text.isEmpty else { return nil }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt64(text)
        else {
            throw QueryFields.invalid(
                "Last-Event-ID", "must be the number of an event, as `id` tells it")
        }
        return number
    }
}
