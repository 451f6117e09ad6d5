import DaemonLife
import EventLoop
import Foundation
import IPC
import JSON
import Logging
import Testing

@testable import Admin

/// The document and the operations say the same.
@Suite struct OpenAPITests {
    /// "GET /api/things read limit,name": what the two must agree on.
    private func described(_ document: JSONValue) throws -> [String] {
        var lines: [String] = []
        for (path, item) in try #require(document["paths"]?.members) {
            for (method, operation) in item.members ?? [] where method != "parameters" {
                let own = operation["parameters"]?.array ?? []
                let names = (own + (item["parameters"]?.array ?? [])).map { resolved($0, document) }
                    .filter { $0["in"]?.string == "query" }.compactMap { $0["name"]?.string }
                lines.append(
                    line(method.uppercased(), path, operation["x-scope"]?.string ?? "", names))
                let content = operation["requestBody"]?["content"]?.members?.map(\.name) ?? []
                lines.append(
                    "\(method.uppercased()) \(path) takes \(content.isEmpty ? "nothing" : "a body")"
                )
            }
        }
        return lines.sorted()
    }

    private func resolved(_ value: JSONValue, _ document: JSONValue) -> JSONValue {
        guard let reference = value["$ref"]?.string else { return value }
        return reference.split(separator: "/").dropFirst()
            .reduce(document) { $0[String($1)] ?? value }
    }

    private func line(
        _ method: String, _ path: String, _ scope: String, _ query: [String]
    ) -> String {
        "\(method) \(path) \(scope) \(query.sorted().joined(separator: ","))"
    }

    private func offered(_ operations: [Admin.Operation]) -> [String] {
        operations.flatMap { operation in
            let method = operation.method.rawValue
            return [
                line(
                    method, operation.template, operation.scope?.rawValue ?? "none",
                    operation.query),
                "\(method) \(operation.template) takes \(operation.content == .none ? "nothing" : "a body")",
            ]
        }.sorted()
    }

    @Test func theDocumentAndTheOperationsAgree() throws {
        let folder = NSTemporaryDirectory() + "omniroute-admin-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // A folder that stays behind is the system's to clean.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let reactor = try Reactor()
        func client(_ name: String) -> Client {
            Client(reactor, path: folder + "/none.sock", name: name, hello: Hello())
        }
        let context = AdminContext(
            reactor: reactor, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            store: try AdminStore(path: folder + "/admin.db"), route: client("route"),
            egress: client("egress"), logd: client("logd"), wallMicroseconds: { 0 })
        let operations = AdminService.groups(context, try AdminService.keeper(context))
            .flatMap(\.operations)
        let document = try JSONDocument(Array(OpenAPIDocument.json.utf8)).root
        let (said, done) = (try described(document), offered(operations))
        for line in Set(said).subtracting(done) { Issue.record("described, not offered: \(line)") }
        for line in Set(done).subtracting(said) { Issue.record("offered, not described: \(line)") }
    }

    @Test func itIsServed() throws {
        let answer = try Desk().send("GET", "/api/openapi.json", from: Desk.remote)
        #expect(answer.status == 200 && answer.header("content-type") == "application/json")
        #expect(answer.member("openapi")?.string == "3.1.0")
        #expect(answer.member("info")?["version"]?.string == omniVersion)
    }
}
