/// One thing the API can do: a method on a path.
///
/// Each stands in docs/openapi.json as well; a test compares the two.
struct Operation {
    /// What an operation does with a request; it must use the responder exactly once, at once or later.
    typealias Body = (APIRequest, Responder) -> Void

    let method: APIMethod
    /// The path with names for what varies: "/api/connections/{name}".
    let template: String
    /// The right it takes; nil for none.
    let scope: Scope?
    /// Names that its query may give; any other is refused.
    let query: [String]
    /// Those of them that may be given several times.
    let repeatable: Set<String>
    /// What its request carries.
    let content: RequestContent
    let run: Body

    /// Makes an operation; without `content` its request carries nothing with GET and DELETE, and JSON otherwise.
    init(
        _ method: APIMethod, _ template: String, _ scope: Scope?, query: [String] = [],
        repeatable: Set<String> = [], content: RequestContent? = nil, run: @escaping Body
    ) {
        self.method = method
        self.template = template
        self.scope = scope
        self.query = query
        self.repeatable = repeatable
        self.content = content ?? .usual(of: method)
        self.run = run
    }

    /// One that answers at once.
    static func immediate(
        _ method: APIMethod, _ template: String, _ scope: Scope?, query: [String] = [],
        content: RequestContent? = nil,
        run: @escaping (APIRequest) throws(APIError) -> APIAnswer
    ) -> Operation {
        noted(method, template, scope, query: query, content: content) {
            (request, _) throws(APIError) in try run(request)
        }
    }

    /// One that answers at once and says what it did, by the responder's `audit`.
    static func noted(
        _ method: APIMethod, _ template: String, _ scope: Scope?, query: [String] = [],
        content: RequestContent? = nil,
        run: @escaping (APIRequest, Responder) throws(APIError) -> APIAnswer
    ) -> Operation {
        Operation(method, template, scope, query: query, content: content) { request, responder in
            do throws(APIError) {
                responder.answer(try run(request, responder))
            } catch {
                responder.fail(error)
            }
        }
    }
}

/// What the body of a request may be.
enum RequestContent: Equatable, Sendable {
    /// Nothing: a body is refused.
    case none
    /// JSON, and it must be there.
    case json
    /// JSON, or nothing.
    case optionalJSON
    /// A document of configuration, as JSON or as YAML (`application/yaml`).
    case document

    /// What requests of a method usually carry.
    static func usual(of method: APIMethod) -> RequestContent {
        method == .get || method == .delete ? .none : .json
    }
}

/// A part of the API: a list of operations around its own state.
protocol OperationGroup {
    var operations: [Operation] { get }
}
