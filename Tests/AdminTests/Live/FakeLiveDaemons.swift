import IPC
import JSON

@testable import Admin

/// Answers in place of the daemons, at once unless it holds back.
final class FakeLiveDaemons: LiveDaemons {
    /// Lines by topic.
    var known: [RouteTopic: [String]] = [:]
    /// Why nothing of it is known.
    var failure: APIError?
    /// What providers answer, in order.
    var replies: [Result<ProviderReply, CallError>] = []
    /// What route makes of orders.
    var verdict = ApplyResult(ok: true)
    /// Calls wait until `release`.
    var holdsBack = false

    private(set) var queries: [RouteQuery] = []
    private(set) var orders: [RouteCommand] = []
    private(set) var calls: [ProviderCall] = []
    private(set) var waiting: [() -> Void] = []

    func ask(
        _ query: RouteQuery, _ finish: @escaping (Result<[JSONValue], APIError>) -> Void
    ) {
        queries.append(query)
        finish(values(known[query.topic] ?? []))
    }

    func order(
        _ command: RouteCommand, _ finish: @escaping (Result<ApplyResult, APIError>) -> Void
    ) {
        orders.append(command)
        finish(failure.map { .failure($0) } ?? .success(verdict))
    }

    func call(
        _ call: ProviderCall, _ finish: @escaping (Result<ProviderReply, CallError>) -> Void
    ) {
        calls.append(call)
        let reply = replies.isEmpty ? nil : replies.removeFirst()
        let result = reply ?? .failure(CallError(code: .internal, message: "no more replies"))
        guard holdsBack else { return finish(result) }
        waiting.append { finish(result) }
    }

    /// Answers the call that waits longest.
    func release() { waiting.removeFirst()() }

    private func values(_ lines: [String]) -> Result<[JSONValue], APIError> {
        if let failure { return .failure(failure) }
        return JSONLineReader.values(Array(lines.joined(separator: "\n").utf8), of: "test")
    }
}

extension Result where Success == ProviderReply, Failure == CallError {
    /// An answer with a text for its body.
    static func of(_ status: UInt32, _ body: String = "") -> Self {
        .success(ProviderReply(status: status, body: Array(body.utf8), milliseconds: 12))
    }
}
