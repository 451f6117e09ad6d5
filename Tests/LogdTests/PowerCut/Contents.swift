import IPC
import Store

@testable import Logd

/// Rows by what makes each of them one.
struct Contents {
    /// Whether ingress told it itself.
    private(set) var requests: [String: Bool] = [:]
    private(set) var attempts: Set<String> = []
    private(set) var calls: [String: Int] = [:]
    /// Numbers of rows, over all tables.
    private(set) var numbers: [Int64] = []

    /// What records tell.
    init(_ records: [Record]) {
        for record in records {
            switch record.entry {
            case .request(let request):
                let key = Self.key(request)
                requests[key] = (requests[key] ?? false) || !request.secondhand
            case .attempt(let attempt): attempts.insert(Self.key(attempt))
            case .call(let call): calls[call.host] = 1
            case .console, .body, nil: break
            }
        }
    }

    /// What a day's file holds.
    init(_ database: Database) throws {
        let requestRows = try database.prepare(
            "SELECT \(DaySchema.requestColumns.joined(separator: ", ")), seq FROM requests")
        while try requestRows.step() {
            let request = RequestRecord(row: requestRows)
            requests[Self.key(request)] = !request.secondhand
            numbers.append(requestRows.int64(DaySchema.requestColumns.count))
        }
        let attemptRows = try database.prepare(
            "SELECT \(DaySchema.attemptColumns.joined(separator: ", ")), seq FROM attempts")
        while try attemptRows.step() {
            attempts.insert(Self.key(AttemptRecord(row: attemptRows)))
            numbers.append(attemptRows.int64(DaySchema.attemptColumns.count))
        }
        let callRows = try database.prepare(
            "SELECT \(DaySchema.callColumns.joined(separator: ", ")), seq FROM calls")
        while try callRows.step() {
            calls[CallRecord(row: callRows).host, default: 0] += 1
            numbers.append(callRows.int64(DaySchema.callColumns.count))
        }
    }

    private static func key(_ request: RequestRecord) -> String {
        "\(request.requestID)@\(request.receivedUnixUs)"
    }

    private static func key(_ attempt: AttemptRecord) -> String {
        "\(attempt.requestID)#\(attempt.attempt)@\(attempt.startedUnixUs)"
    }

    /// Strikes off what a file holds.
    mutating func take(_ present: Contents) {
        for (key, isOwn) in present.requests where isOwn || requests[key] == false {
            requests[key] = nil
        }
        attempts.subtract(present.attempts)
        for (host, count) in present.calls where count == 1 { calls[host] = nil }
    }

    /// Strikes off rows, each of which may be there once.
    mutating func takeRows(_ present: Contents) {
        for key in present.requests.keys { requests[key] = nil }
        attempts.subtract(present.attempts)
        for host in present.calls.keys { calls[host] = nil }
    }

    /// What a file holds beyond this, or twice.
    func foreign(_ present: Contents) -> [String] {
        Array(present.requests.keys.filter { requests[$0] == nil })
            + present.attempts.subtracting(attempts)
            + present.calls.filter { calls[$0.key] == nil || $0.value > 1 }.map(\.key)
    }

    /// What was not struck off.
    var missing: [String] {
        (Array(requests.keys) + Array(attempts) + Array(calls.keys)).sorted()
    }
}
