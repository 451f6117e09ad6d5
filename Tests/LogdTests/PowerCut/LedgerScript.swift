import IPC
import Store

@testable import Logd

/// What two producers tell a ledger over some days, and what must be in it then.
struct LedgerScript {
    /// One commit: a batch of one or of both producers.
    let steps: [[RecordBatch]]

    /// Days from 2026-01-01 on that rows are of.
    static let days = 3
    /// What each body says.
    static let said = String(repeating: "said ", count: 200)

    /// - Parameter commits: How many steps there are.
    init(commits: Int) {
        var next: [String: UInt64] = ["p": 1, "q": 1]
        steps = (0..<commits).map { step in
            ["p", "q"].filter { $0 == "p" || step % 3 == 0 }.map { producer in
                let records = Self.records(producer, step)
                let first = next[producer] ?? 1
                next[producer] = first + UInt64(records.count)
                return RecordBatch(producer: producer, firstSequence: first, records: records)
            }
        }
    }

    /// Requests, attempts, a call and a body; every fourth request is first told by another daemon.
    private static func records(_ producer: String, _ step: Int) -> [Record] {
        let at = Samples.later(days: step % days)
        let id = "\(producer)-\(step)"
        var request = Samples.fullRequest(id)
        request.receivedUnixUs = at
        request.provider = "provider-\(step % 2)"
        var attempt = Samples.fullAttempt(id)
        attempt.startedUnixUs = at
        var records: [Record.Entry] = [
            .attempt(attempt), .call(Samples.call("\(id):443", at: at)),
            .body(Samples.body(id, said, at: at)),
        ]
        if step % 4 == 0 {
            var told = request
            told.secondhand = true
            told.status = 500
            records.insert(.request(told), at: 0)
        }
        records.append(.request(request))
        // A request of another day in the same batch.
        let next = Samples.later(days: (step + 1) % days)
        records.append(.request(Samples.request(id + "-next", at: next)))
        return records.map { Record(entry: $0) }
    }

    /// How many requests of a day are told in all.
    func requests(of day: Int) -> Int {
        let records = steps.flatMap { $0 }.flatMap(\.records)
        return Contents(records.filter { Self.day(of: $0) == day }).requests.count
    }

    private static func day(of record: Record) -> Int? {
        switch record.entry {
        case .request(let request): DayCalendar.day(of: request.receivedUnixUs)
        case .attempt(let attempt): DayCalendar.day(of: attempt.startedUnixUs)
        case .call(let call): DayCalendar.day(of: call.startedUnixUs)
        case .console, .body, nil: nil
        }
    }

    /// What differs between a ledger and what the first steps have told; and, of what came later, what is half there.
    ///
    /// - Parameters:
    ///   - ledger: Open.
    ///   - stored: Steps that were acknowledged.
    ///   - isAll: Nothing else may be there.
    ///   - going: A day that is being deleted, of which anything may be there or be gone.
    /// - Returns: One line each.
    /// - Throws: What SQLite says.
    func differences(
        _ ledger: Ledger, stored: Int, isAll: Bool, going: Int? = nil
    ) throws -> [String] {
        var found: [String] = []
        let told = steps[..<stored].flatMap { $0 }.flatMap(\.records)
        let later = isAll ? [] : steps[stored...].flatMap { $0 }.flatMap(\.records)
        var expected = Contents(told.filter { going == nil || Self.day(of: $0) != going })
        var possible = Contents(told + later)
        var numbers: Set<Int64> = []
        var rows = 0
        for day in ledger.days {
            let database = try Database(path: day.path)
            let check = try database.integrityCheck()
            if check != "ok" { found.append("\(day.path): \(check)") }
            found += try DayRollups.differences(database)
            let present = try Contents(database)
            rows += present.numbers.count
            numbers.formUnion(present.numbers)
            if day.requests.rows != present.requests.count {
                found.append("the day counts \(day.requests.rows) requests")
            }
            expected.take(present)
            for name in possible.foreign(present) { found.append("nobody told it so: \(name)") }
            possible.takeRows(present)
        }
        if numbers.count != rows { found.append("a number was given twice") }
        found += expected.missing.map { "lost: \($0)" }
        return found
    }
}
