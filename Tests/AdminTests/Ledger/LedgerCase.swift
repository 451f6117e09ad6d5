import Configuration
import IPC
import JSON
import Testing

@testable import Admin

/// The operations on the ledger before fake daemons.
final class LedgerCase {
    let daemons = FakeLedgerDaemons()
    let live = FakeLiveDaemons()
    let hub = EventHub()
    /// 2026-11-30 00:00 in UTC.
    var wall: Int64 = 1_795_996_800_000_000
    var document = Document.empty
    /// What `stillHolds` says.
    var mayStill = true
    private(set) var timers: [(after: Duration, body: () -> Void, isOff: Bool)] = []
    private(set) var responder: Responder?
    /// The body that the last answer flows from.
    private(set) var flow: (any AnswerSource)?

    /// With settings, as JSON.
    init(_ settings: String = "{}") throws {
        document = try Document(json: Array(#"{"settings":\#(settings)}"#.utf8))
    }

    var operations: [Admin.Operation] {
        group.operations
            + EventOperations(
                daemons: daemons, hub: hub, schedule: schedule,
                stillHolds: { [unowned self] _, _ in mayStill }
            ).operations
    }

    private lazy var schedule: EventFeed.Schedule = { [unowned self] after, body in
        let index = timers.count
        timers.append((after, body, false))
        return { [unowned self] in timers[index].isOff = true }
    }

    private lazy var group = LedgerOperations(
        daemons, live, schedule: schedule, wallMicroseconds: { [unowned self] in wall }
    ) { [unowned self] () throws(APIError) in document }

    /// Runs the timers that are set and were not called off.
    func elapse() {
        let due = timers
        timers = timers.map { ($0.after, $0.body, true) }
        for timer in due where !timer.isOff { timer.body() }
    }

    /// Timers that are set.
    var waits: [Duration] { timers.filter { !$0.isOff }.map(\.after) }

    /// Sends a GET request as it stands in a query; nil while nothing is answered.
    func get(
        _ template: String, _ query: String = "", _ parameters: [String: String] = [:],
        headers: [Header] = [], scopes: Set<Scope> = .all, method: APIMethod = .get
    ) throws -> LiveCase.Reply? {
        let operation = try #require(
            operations.first { $0.method == method && $0.template == template })
        let head = try APIHead(
            ManageRequest(method: method.rawValue, target: "/x?" + query),
            source: RequestSource())
        #expect(
            Set(head.query.keys).isSubset(of: operation.query), "the front would refuse this")
        let request = APIRequest(
            id: "r", method: method, path: template, parameters: parameters, query: head.query,
            repeated: head.repeated, headers: headers, body: [],
            caller: Caller(proof: .key(name: "k"), scopes: scopes, address: ""))
        var result: Result<APIAnswer, APIError>?
        flow = nil
        let responder = Responder { [unowned self] in
            result = $0
            flow = (try? $0.get())?.flow?.source
        }
        self.responder = responder
        operation.run(request, responder)
        guard let result else { return nil }
        switch result {
        case .success(let answer): return try LiveCase.Reply(answer)
        case .failure(let error): return try LiveCase.Reply(error.answer)
        }
    }
}
