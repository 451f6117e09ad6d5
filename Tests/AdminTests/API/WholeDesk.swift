import Crypto
import Foundation
import IPC
import Logging

@testable import Admin

/// All operations that change something, before daemons that are none, with a store on disk.
final class WholeDesk {
    let folder: String
    let store: AdminStore
    let keeper: ConfigurationKeeper
    let daemons: FakeDaemons
    /// Takes the answer of the last request.
    private(set) var responder: Responder?
    private let front: APIFront

    /// What the clock shows.
    static let now: Int64 = 1_800_000_000_000_000

    init() throws {
        let folder = NSTemporaryDirectory() + "omniroute-admin-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let store = try AdminStore(path: folder + "/admin.db")
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let clock: () -> Int64 = { WholeDesk.now }
        let daemons = FakeDaemons()
        let keeper = try ConfigurationKeeper(
            store: store, target: daemons, log: log,
            process: ConfigurationKeeper.Process(id: 100) { _ in false },
            wallMicroseconds: clock, monotonic: { 0 })
        self.folder = folder
        self.store = store
        self.daemons = daemons
        self.keeper = keeper
        front = APIFront(
            OperationTable(WholeDesk.groups(store, keeper, clock).flatMap(\.operations)),
            Authenticator(store: store, clock: clock),
            AuditLog(store: store, log: log, clock: clock))
    }

    private static func groups(
        _ store: AdminStore, _ keeper: ConfigurationKeeper, _ clock: @escaping () -> Int64
    ) -> [any OperationGroup] {
        let live = FakeLiveDaemons()
        let ledger = FakeLedgerDaemons()
        let requests = LiveRequestTests.FakeRequests()
        requests.cancelled = .success(LiveCancelled(requests: 1))
        let merged: LiveOperations.Merged = { () throws(APIError) in try keeper.read().merged }
        let nothing: () -> Void = {}
        return [
            AccessOperations(store, clock: clock, cost: Desk.cost),
            ManagementKeyOperations(store, clock: clock),
            ConfiguredOperations(keeper, random: Crypto.randomBytes, wallMicroseconds: clock),
            LiveOperations(live, wallMicroseconds: clock, merged: merged),
            LiveRequestOperations(requests: requests, daemons: ledger),
            LedgerOperations(
                ledger, live, schedule: { _, _ in nothing }, wallMicroseconds: clock,
                merged: merged),
        ]
    }

    deinit {
        store.close()
        // A folder that stays behind is the system's to clean.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Sends a request and returns its answer; one of status 0 while there is none.
    @discardableResult
    func send(
        _ method: String, _ target: String, _ body: String = "", headers: [String: String] = [:],
        from source: RequestSource = Desk.root
    ) throws -> APIAnswer {
        var fields = headers.map { Header(name: $0.key, value: $0.value) }
        if !body.isEmpty {
            fields.append(Header(name: "content-type", value: "application/json"))
        }
        let request = ManageRequest(
            requestID: "r-1", method: method, target: target, headers: fields,
            contentLength: UInt64(body.utf8.count), clientAddress: source.address)
        switch front.admit(try APIHead(request, source: source)) {
        case .answered(let answer): return answer
        case .admitted(let admitted):
            var result: APIAnswer?
            responder = front.run(admitted, body: Array(body.utf8)) { result = $0 }
            return result ?? APIAnswer(status: 0)
        }
    }

    /// Begins a session with the password of `Desk`.
    func logIn() throws -> Login {
        Login(
            try send(
                "POST", "/api/auth/login", #"{"password":"\#(Desk.password)"}"#,
                from: Desk.loopback))
    }

    /// Rows of the audit log after one, the oldest first.
    func audit(after id: Int64 = 0) throws -> [AuditEntry] {
        try store.audit(.init(limit: 1000)).filter { $0.id > id }.reversed()
    }
}
