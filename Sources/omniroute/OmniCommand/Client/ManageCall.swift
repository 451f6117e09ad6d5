internal import Crypto
internal import IPC

/// One request to the management API.
struct ManageCall {
    /// What a body may hold at most: what the API takes.
    static let bodyLimitBytes = 16 << 20

    /// "GET", "PATCH".
    var method: String
    /// Path and query, encoded: "/api/connections/work?dry_run=true".
    var target: String
    /// Beside those that the connection itself says.
    var headers: [Header] = []
    /// Empty for none.
    var body: [UInt8] = []
    /// For logs and the audit log.
    var requestID = ManageCall.newID()
    /// Making it twice does no more than making it once, though its method does not say so.
    var isHarmlessTwice = false

    /// Whether it may be made again when nobody knows what became of it.
    var isRepeatable: Bool {
        // The entity tag would not hold any more, and a change that was made be told as one that was not.
        let isConditional = headers.contains { $0.name.lowercased() == "if-match" }
        return isHarmlessTwice || method == "GET" || (method == "PUT" && !isConditional)
    }

    /// A request whose body is JSON.
    static func json(_ method: String, _ target: String, _ body: [UInt8]) -> ManageCall {
        ManageCall(
            method: method, target: target,
            headers: [Header(name: "content-type", value: "application/json")], body: body)
    }

    /// An id that no other request has.
    static func newID() -> String { "cli-" + Crypto.hex(Crypto.randomBytes(12)) }

    /// The message that begins its stream.
    var head: ManageRequest {
        ManageRequest(
            requestID: requestID, method: method, target: target, headers: headers,
            contentLength: body.isEmpty ? nil : UInt64(body.count), local: true)
    }
}
