import IPC
import Store

@testable import Logd

/// Whole rows by what makes each of them one.
struct Contents {
    private(set) var requests: [String: RequestRecord] = [:]
    private(set) var attempts: [String: AttemptRecord] = [:]
    private(set) var calls: [String: CallRecord] = [:]
    /// Calls that are there twice: no column keeps them from it.
    private(set) var doubled: [String] = []
    /// Numbers of rows, over all tables.
    private(set) var numbers: [Int64] = []

    /// What records tell; what ingress told itself stands before what was told for it.
    init(_ records: [Record]) {
        for record in records {
            switch record.entry {
            case .request(let request):
                let key = Self.key(request)
                if request.secondhand, requests[key]?.secondhand == false { continue }
                requests[key] = request
            case .attempt(let attempt): attempts[Self.key(attempt)] = attempt
            case .call(let call): calls[call.host] = call
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
            requests[Self.key(request)] = request
            numbers.append(requestRows.int64(DaySchema.requestColumns.count))
        }
        let attemptRows = try database.prepare(
            "SELECT \(DaySchema.attemptColumns.joined(separator: ", ")), seq FROM attempts")
        while try attemptRows.step() {
            let attempt = AttemptRecord(row: attemptRows)
            attempts[Self.key(attempt)] = attempt
            numbers.append(attemptRows.int64(DaySchema.attemptColumns.count))
        }
        let callRows = try database.prepare(
            "SELECT \(DaySchema.callColumns.joined(separator: ", ")), seq FROM calls")
        while try callRows.step() {
            let call = CallRecord(row: callRows)
            if calls[call.host] != nil { doubled.append(call.host) }
            calls[call.host] = call
            numbers.append(callRows.int64(DaySchema.callColumns.count))
        }
    }

    private static func key(_ request: RequestRecord) -> String {
        "\(request.requestID)@\(request.receivedUnixUs)"
    }

    private static func key(_ attempt: AttemptRecord) -> String {
        "\(attempt.requestID)#\(attempt.attempt)@\(attempt.startedUnixUs)"
    }

    /// Strikes off what a file holds just so.
    mutating func take(_ present: Contents) {
        for (key, request) in present.requests where requests[key] == request {
            requests[key] = nil
        }
        for (key, attempt) in present.attempts where attempts[key] == attempt {
            attempts[key] = nil
        }
        for (host, call) in present.calls where calls[host] == call { calls[host] = nil }
    }

    /// Strikes off rows, each of which may be there once.
    mutating func takeRows(_ present: Contents) {
        for key in present.requests.keys { requests[key] = nil }
        for key in present.attempts.keys { attempts[key] = nil }
        for host in present.calls.keys { calls[host] = nil }
    }

    /// What a file holds beyond this, or twice, or otherwise.
    func foreign(_ present: Contents) -> [String] {
        var found = present.doubled
        for (key, request) in present.requests where requests[key] != request { found.append(key) }
        for (key, attempt) in present.attempts where attempts[key] != attempt { found.append(key) }
        for (host, call) in present.calls where calls[host] != call { found.append(host) }
        return found
    }

    /// What was not struck off.
    var missing: [String] {
        (Array(requests.keys) + Array(attempts.keys) + Array(calls.keys)).sorted()
    }
}
