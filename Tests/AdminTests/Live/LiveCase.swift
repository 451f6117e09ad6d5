import Configuration
import IPC
import JSON
import Testing

@testable import Admin

/// A group of live operations before fake daemons.
final class LiveCase {
    let daemons = FakeLiveDaemons()
    var document = Document.empty
    var wall: Int64 = 1_790_000_000_000_000
    let memory = FakeQuotaMemory()
    private(set) var lastNote: AuditNote?
    private(set) var changedNothing = false
    private lazy var group = LiveOperations(
        daemons, memory: memory, wallMicroseconds: { [unowned self] in self.wall }
    ) { [unowned self] () throws(APIError) in self.document }

    /// With a configuration, as JSON.
    init(_ json: String = #"{"connections":[]}"#) throws {
        document = try Document(json: Array(json.utf8)).withoutSecrets()
    }

    /// All operations.
    var operations: [Admin.Operation] { group.operations }

    /// Tells the group that connections are others now.
    func forget(_ connections: [String]) { group.quotas.forget(connections) }

    /// Sends a request; nil while nothing is answered.
    func send(
        _ method: APIMethod, _ template: String, _ parameters: [String: String] = [:],
        query: [String: String] = [:], body: String = ""
    ) throws -> Reply? {
        let operation = try #require(
            operations.first { $0.method == method && $0.template == template })
        let request = APIRequest(
            id: "r", method: method, path: template, parameters: parameters, query: query,
            headers: [], body: Array(body.utf8),
            caller: Caller(proof: .local(user: 0), scopes: Set(Scope.allCases), address: ""))
        var result: Result<APIAnswer, APIError>?
        let responder = Responder { result = $0 }
        operation.run(request, responder)
        lastNote = responder.audit
        changedNothing = responder.changesNothing
        switch result {
        case nil: return nil
        case .success(let answer)?: return try Reply(answer)
        case .failure(let error)?: return try Reply(error.answer)
        }
    }

    /// An answer, read.
    struct Reply {
        let status: Int
        let json: JSONValue?

        init(_ answer: APIAnswer) throws {
            status = answer.status
            json = answer.body.isEmpty ? nil : try JSONDocument(answer.body).root
        }

        var text: String { json.map { String(decoding: $0.rawBytes, as: UTF8.self) } ?? "" }
        var code: String? { json?["error"]?["code"]?.string }
    }
}
