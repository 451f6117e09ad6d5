package import IPC
internal import JSON
internal import Store

/// All about one request: its rows, attempts, calls and, where wanted, its recorded bodies.
///
/// A client may use an id again: all of its requests are told, the newest ones at most.
package struct OneAnswer {
    private var requests: [NumberedRow] = []
    private var attempts: [NumberedRow] = []
    private var calls: [NumberedRow] = []
    private var bodies: [BodyRecord] = []

    /// Answers a question.
    ///
    /// - Parameters:
    ///   - question: Which request, and whether with bodies.
    ///   - snapshot: What there was.
    ///   - reader: The thread's files.
    /// - Returns: One JSON document.
    /// - Throws: Why there is no answer.
    package static func answer(
        _ question: LedgerOne, _ snapshot: LedgerSnapshot, _ reader: LedgerReader
    ) throws(QueryFailure) -> [UInt8] {
        guard !question.requestID.isEmpty, question.requestID.utf8.count <= Limits.filterBytes
        else {
            throw .refused("a request is asked for by its id")
        }
        var answer = OneAnswer()
        try answer.find(question, snapshot, reader)
        return answer.json(withBodies: question.bodies)
    }

    private mutating func find(
        _ question: LedgerOne, _ snapshot: LedgerSnapshot, _ reader: LedgerReader
    ) throws(QueryFailure) {
        let id = question.requestID
        for info in snapshot.days.reversed() {
            try reader.check()
            guard let database = try reader.day(info.day, info.path) else { continue }
            for lane in RowLane.lanes(of: info, .requests) {
                requests += try rows(lane, id, database, Limits.shownRequests - requests.count)
            }
            for lane in RowLane.lanes(of: info, .attempts) {
                attempts += try rows(lane, id, database, Limits.shownAttempts - attempts.count)
            }
            for lane in RowLane.lanes(of: info, .calls) {
                calls += try rows(lane, id, database, Limits.shownCalls - calls.count)
            }
            if question.bodies { try findBodies(id, info.day, snapshot, reader) }
        }
        requests.sort { $0.time < $1.time }
        attempts.sort { ($0.time, $0.sequence) < ($1.time, $1.sequence) }
        calls.sort { ($0.time, $0.sequence) < ($1.time, $1.sequence) }
    }

    private func rows(
        _ lane: RowLane, _ id: String, _ database: Database, _ limit: Int
    ) throws(QueryFailure) -> [NumberedRow] {
        guard limit > 0 else { return [] }
        return try LedgerReader.guarded(day: lane.day) { () throws(StoreError) in
            // The test for text lets the index that leaves rows without a request out be used.
            let statement = try database.prepare(
                """
                SELECT \(lane.columns.joined(separator: ", ")), seq FROM \(lane.name)
                WHERE request_id = ? AND request_id <> '' ORDER BY seq DESC LIMIT \(limit)
                """)
            statement.bind(1, id)
            var rows: [NumberedRow] = []
            while try statement.step() { rows.append(lane.read(statement)) }
            return rows
        }
    }

    private mutating func findBodies(
        _ id: String, _ day: Int, _ snapshot: LedgerSnapshot, _ reader: LedgerReader
    ) throws(QueryFailure) {
        guard let path = snapshot.bodies[day], bodies.count < Limits.shownBodies,
            let database = try reader.day(day, path)
        else { return }
        let limit = Limits.shownBodies - bodies.count
        // A damaged file of bodies is no reason to show no rows.
        let found = try? LedgerReader.guarded { () throws(StoreError) in
            let statement = try database.prepare(
                """
                SELECT \(BodySchema.columns.joined(separator: ", ")) FROM bodies
                WHERE request_id = ? ORDER BY received_us, attempt, side LIMIT \(limit)
                """)
            statement.bind(1, id)
            var rows: [BodyRecord] = []
            while try statement.step() { rows.append(BodyRecord(row: statement)) }
            return rows
        }
        bodies += found ?? []
    }

    // MARK: JSON

    private func json(withBodies: Bool) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.name("request")
            if let last = requests.last { last.write(to: &object) } else { object.null() }
            object.name("requests")
            object.array { array in
                for index in requests.indices { writeRequest(index, to: &array) }
            }
            object.name("attempts")
            object.array { array in
                for row in attempts { row.write(to: &array) }
            }
            object.name("calls")
            object.array { array in
                for row in calls { row.write(to: &array) }
            }
            guard withBodies else { return }
            object.name("bodies")
            object.array { array in
                for body in bodies { Self.write(body, to: &array) }
            }
        }
        return writer.take()
    }

    /// A request with the attempts that began before the next of its name.
    private func writeRequest(_ index: Int, to array: inout JSONWriter) {
        let row = requests[index]
        guard case .request(let request) = row.row else { return }
        let end = index + 1 < requests.count ? requests[index + 1].time : .max
        array.object { object in
            RowJSON.write(request, sequence: row.sequence, to: &object)
            object.name("attempt_records")
            object.array { array in
                for attempt in attempts where row.time <= attempt.time && attempt.time < end {
                    attempt.write(to: &array)
                }
            }
        }
    }

    private static func write(_ body: BodyRecord, to array: inout JSONWriter) {
        array.object { object in
            object.member("attempt", body.attempt)
            object.name("side")
            object.string(body.side.word)
            object.member("content_type", body.contentType)
            object.member("whole_bytes", body.wholeBytes)
            object.name("content")
            if let text = String(validating: body.content, as: UTF8.self) {
                object.string(text)
            } else {
                object.string(Base64.text(body.content))
                object.member("encoding", "base64")
            }
        }
    }
}

extension NumberedRow {
    /// When it was received, or began.
    var time: Int64 {
        switch row {
        case .request(let request): request.receivedUnixUs
        case .attempt(let attempt): attempt.startedUnixUs
        case .call(let call, _): call.startedUnixUs
        }
    }
}

/// Bytes as text (RFC 4648 section 4).
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The text of some bytes, with padding.
    static func text(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let part = bytes[start..<min(start + 3, bytes.count)]
            let bits =
                part.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - part.count))
            for index in 0..<4 {
                let isThere = index <= part.count
                result.append(
                    isThere
                        ? alphabet[Int(bits >> (18 - 6 * UInt32(index)) & 63)] : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
