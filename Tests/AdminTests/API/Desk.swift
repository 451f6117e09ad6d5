import Crypto
import Foundation
import IPC
import JSON
import Logging
import Store
import Testing

@testable import Admin

/// The API as a caller sees it, without sockets: with a store of its own and a clock that a test moves.
final class Desk {
    let folder: String
    let store: AdminStore
    /// Microseconds since 1970.
    var now: Int64 = 1_800_000_000_000_000
    private(set) var front: APIFront?
    private var audited: AuditLog?

    /// Dear enough for a test.
    static let cost = ScryptCost(log2N: 4, r: 1, p: 1)
    static let password = "correct horse"
    static let remote = RequestSource(address: "203.0.113.7")
    static let loopback = RequestSource(address: "127.0.0.1")
    static let root = RequestSource(user: 0, isTrusted: true)

    /// Makes one; `more` are operations beside those of access.
    init(_ more: [Admin.Operation] = []) throws {
        folder = NSTemporaryDirectory() + "omniroute-admin-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        store = try AdminStore(path: folder + "/admin.db")
        let clock = { [unowned self] in now }
        let access = AccessOperations(store, clock: clock, cost: Self.cost)
        let audit = AuditLog(
            store: store, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clock: clock)
        audited = audit
        front = APIFront(
            OperationTable(
                access.operations + ManagementKeyOperations(store, clock: clock).operations
                    + AuditOperations(store).operations
                    + AboutOperations(store).operations + more),
            Authenticator(store: store, clock: clock), audit)
    }

    /// Has each row of the audit log told.
    func whenAudited(_ body: @escaping (AuditEntry) -> Void) { audited?.whenWritten = body }

    /// What the process does with the audit log before it closes the store.
    func closeAudit() { audited?.close() }

    deinit {
        store.close()
        // A folder that stays behind is the system's to clean.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Sends a request and returns its answer.
    func send(
        _ method: String, _ target: String, _ body: String = "", headers: [String: String] = [:],
        from source: RequestSource = Desk.loopback
    ) throws -> APIAnswer {
        var fields = headers.map { Header(name: $0.key, value: $0.value) }
        if !body.isEmpty, headers["content-type"] == nil {
            fields.append(Header(name: "content-type", value: "application/json"))
        }
        let request = ManageRequest(
            requestID: "r-1", method: method, target: target, headers: fields,
            contentLength: UInt64(body.utf8.count), clientAddress: source.address)
        let front = try #require(front)
        do throws(APIError) {
            switch front.admit(try APIHead(request, source: source)) {
            case .answered(let answer): return answer
            case .admitted(let admitted):
                var result: APIAnswer?
                front.run(admitted, body: Array(body.utf8)) { result = $0 }
                return result ?? APIAnswer(status: 0)
            }
        } catch {
            return front.finished(error.answer, "r-1")
        }
    }

    /// Moves the clock.
    func wait(seconds: Int64) { now += seconds * 1_000_000 }

    /// The code that the first password takes over HTTP.
    var setupCode: String { SetupCode(directory: folder).current() ?? "none" }

    /// Sets the password and begins a session.
    func setUp() throws -> Login {
        Login(try send("POST", "/api/auth/setup", setupBody()))
    }

    /// The body that sets a password.
    func setupBody(_ password: String = Desk.password, code: String? = nil) -> String {
        #"{"password":"\#(password)","setup_code":"\#(code ?? setupCode)"}"#
    }

    /// Tries a password.
    func logIn(
        _ password: String = Desk.password, from source: RequestSource = Desk.loopback
    ) throws -> APIAnswer {
        try send("POST", "/api/auth/login", #"{"password":"\#(password)"}"#, from: source)
    }

    /// Rows of the audit log, the newest first.
    func audit() throws -> [AuditEntry] { try store.audit(.init(limit: 1000)) }
}

/// What a browser keeps of an answer that began a session.
struct Login {
    let answer: APIAnswer
    let cookie: String
    let csrf: String

    init(_ answer: APIAnswer) {
        self.answer = answer
        cookie = answer.header("set-cookie").map { String($0.prefix { $0 != ";" }) } ?? ""
        csrf = answer.member("csrf_token")?.string ?? ""
    }

    /// Headers of a request that only looks.
    var reading: [String: String] { ["cookie": cookie] }
    /// Headers of a request that changes something.
    var changing: [String: String] { ["cookie": cookie, "x-csrf-token": csrf] }
}

extension APIAnswer {
    /// The value of a header.
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// The body as JSON; nil when it is none.
    var json: JSONValue? { try? JSONDocument(body).root }

    /// A member of the body.
    func member(_ name: String) -> JSONValue? { json?[name] }

    /// The code of an error.
    var code: String? { json?["error"]?["code"]?.string }
}
