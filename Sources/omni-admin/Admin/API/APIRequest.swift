internal import IPC
internal import JSON

/// One request to the management API, its body complete.
struct APIRequest {
    /// The request's id, for logs and the audit log.
    let id: String
    let method: APIMethod
    /// The path without its query: "/api/connections/work".
    let path: String
    /// Values of the template's names, decoded: `{name}`.
    var parameters: [String: String] = [:]
    /// Decoded; only names that the operation lists, and of one that is given several times the first value.
    let query: [String: String]
    /// All values of names that may be given several times.
    var repeated: [String: [String]] = [:]
    /// As the client sent them, names in lower case.
    let headers: [Header]
    let body: [UInt8]
    var caller: Caller
    /// Where it came from.
    var source = RequestSource()

    /// The value of a header; nil without one.
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// All values of a name of the query, in their order.
    func values(_ name: String) -> [String] { repeated[name] ?? query[name].map { [$0] } ?? [] }

    /// The value of a name in the path; the template has it.
    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// Whether the body is YAML rather than JSON, as its type says.
    var isYAML: Bool {
        header("content-type").map { ContentCheck.isYAML(ContentCheck.mediaType($0)) } ?? false
    }

    /// The body as JSON.
    ///
    /// - Throws: 400 when it is none.
    func json() throws(APIError) -> JSONDocument {
        do throws(JSONError) {
            return try JSONDocument(body)
        } catch {
            throw APIError(
                .badRequest, "invalid_json",
                "The body is not JSON: \(error.message(in: body.span.bytes)).")
        }
    }
}

/// A method of HTTP that the API knows.
enum APIMethod: String, CaseIterable, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"

    /// Whether it may change something.
    var changes: Bool { self != .get }
}
