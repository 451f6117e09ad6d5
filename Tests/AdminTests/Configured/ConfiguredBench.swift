import Configuration
import IPC
import JSON

@testable import Admin

/// The operations of this group, as a caller with every right sees them.
final class ConfiguredBench {
    let bench: KeeperBench
    /// The audit log's note of the last request.
    var note: AuditNote?
    /// Whether the last request was nothing for the audit log.
    var changedNothing = false
    var scopes = Set(Scope.allCases)
    private let table: OperationTable
    private var randomByte: UInt8 = 0

    init(_ bench: KeeperBench) {
        self.bench = bench
        var byte: UInt8 = 0
        table = OperationTable(
            ConfiguredOperations(
                bench.keeper,
                random: { count in
                    byte += 1
                    return [UInt8](repeating: byte, count: count)
                }, wallMicroseconds: { bench.wall }
            ).operations)
    }

    convenience init() throws { self.init(try KeeperBench()) }

    /// What an answer says, as text.
    struct Reply {
        let status: Int
        let text: String
        let headers: [Header]

        /// The value at a path of names.
        subscript(_ path: String...) -> JSONValue? {
            guard let document = try? JSONDocument(Array(text.utf8)) else { return nil }
            return path.reduce(document.root as JSONValue?) { $0?[$1] }
        }

        /// A header.
        func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    }

    /// Makes a request; `target` is a path with a query.
    @discardableResult
    func send(
        _ method: APIMethod, _ target: String, _ body: String = "",
        type: String = "application/json", ifMatch: String? = nil
    ) throws -> Reply {
        let parts = target.split(separator: "?", maxSplits: 1)
        let segments = parts[0].dropFirst().split(separator: "/").map {
            PercentCoding.decode($0) ?? ""
        }
        guard case .found(let operation, let values) = table.match(method.rawValue, segments) else {
            return Reply(status: 404, text: "no operation", headers: [])
        }
        var query: [String: String] = [:]
        for pair in parts.count > 1 ? parts[1].split(separator: "&") : [] {
            let sides = pair.split(separator: "=")
            query[String(sides[0])] = sides.count > 1 ? String(sides[1]) : ""
        }
        var headers = [Header(name: "content-type", value: type)]
        if let ifMatch { headers.append(Header(name: "if-match", value: ifMatch)) }
        let request = APIRequest(
            id: "r-1", method: method, path: String(parts[0]), parameters: values, query: query,
            headers: headers, body: Array(body.utf8),
            caller: Caller(proof: .local(user: 0), scopes: scopes, address: ""))
        var answer = APIAnswer(status: 0)
        let responder = Responder { result in
            switch result {
            case .success(let success): answer = success
            case .failure(let error): answer = error.answer
            }
        }
        operation.run(request, responder)
        note = responder.audit
        changedNothing = responder.changesNothing
        return Reply(
            status: answer.status, text: String(decoding: answer.body, as: UTF8.self),
            headers: answer.headers)
    }

    /// Makes a text the file's layer.
    func file(_ json: String) throws {
        try bench.applyFile(json)
    }
}
