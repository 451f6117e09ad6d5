internal import JSON

/// What the ledger has about one request.
///
/// A client may use an id again, so that there may be several of one id.
enum RequestDetail {
    /// All that is there under an id: its newest row, attempts, calls, decisions; nil where there is nothing.
    static func document(
        _ id: String, _ session: ManageSession, bodies: Bool = false
    ) throws(CommandFailure) -> JSONValue? {
        let query: [APIPath.Parameter] = bodies ? [("bodies", "true")] : []
        let target = APIPath.with(query, APIPath.of("logs", "requests", id))
        let reply = try session.reply(to: ManageCall(method: "GET", target: target))
        if reply.status == 404 { return nil }
        if let failure = reply.failure { throw failure }
        return try reply.json()
    }

    /// Each request of an id with its attempts, the oldest first.
    ///
    /// - Throws: A failure also when the ledger did not answer: what is there then is not known.
    static func rows(_ id: String, _ session: ManageSession) throws(CommandFailure) -> [JSONValue] {
        guard let document = try document(id, session) else { return [] }
        if let failure = silence(document, of: ["logd"]) { throw failure }
        return rows(document)
    }

    /// Which of these daemons did not answer, so that something is not in the document; nil when all did.
    static func silence(
        _ document: JSONValue, of asked: Set<String> = ["logd", "route"]
    ) -> CommandFailure? {
        let names = (document["missing"]?.array ?? []).compactMap(\.string)
            .filter(asked.contains).map { "omni-\($0)" }
        guard !names.isEmpty else { return nil }
        return CommandFailure(
            .unavailable,
            "\(names.joined(separator: " and ")) did not answer: what is known there is not shown")
    }

    /// The requests of such a document.
    static func rows(_ document: JSONValue) -> [JSONValue] {
        var rows = document["requests"]?.array ?? []
        if rows.isEmpty, let request = document["request"], !request.isNull { rows = [request] }
        return joined(rows, document["attempts"]?.array ?? [])
    }

    /// Requests with the attempts that began while each of them ran.
    static func joined(_ rows: [JSONValue], _ attempts: [JSONValue]) -> [JSONValue] {
        guard rows.count > 1 else { return rows.map { joined($0, with: attempts) } }
        let starts = rows.map { $0["received_unix_us"]?.int ?? 0 }
        return rows.enumerated().map { index, row in
            let end = index + 1 < starts.count ? starts[index + 1] : Int64.max
            let own = attempts.filter { attempt in
                let began = started(attempt)
                return began >= starts[index] && began < end
            }
            return joined(row, with: own)
        }
    }

    /// When an attempt began, in microseconds since 1970.
    static func started(_ attempt: JSONValue) -> Int64 {
        attempt["started_unix_us"]?.int ?? attempt["received_unix_us"]?.int ?? 0
    }

    private static func joined(_ row: JSONValue, with attempts: [JSONValue]) -> JSONValue {
        guard row["attempt_records"] == nil else { return row }
        var writer = JSONWriter()
        writer.object { object in
            for member in row.members ?? [] {
                object.name(text: member.name)
                object.raw(member.value.rawBytes)
            }
            object.name("attempt_records")
            object.array { array in for attempt in attempts { array.raw(attempt.rawBytes) } }
        }
        // What was read as JSON and written again is JSON.
        return (try? JSONDocument(writer.take()).root) ?? row
    }
}
