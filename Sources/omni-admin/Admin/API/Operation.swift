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
    let run: Body

    init(_ method: APIMethod, _ template: String, _ scope: Scope?, run: @escaping Body) {
        self.method = method
        self.template = template
        self.scope = scope
        self.run = run
    }

    /// One that answers at once.
    static func immediate(
        _ method: APIMethod, _ template: String, _ scope: Scope?,
        run: @escaping (APIRequest) throws(APIError) -> APIAnswer
    ) -> Operation {
        Operation(method, template, scope) { request, responder in
            do throws(APIError) {
                responder.answer(try run(request))
            } catch {
                responder.fail(error)
            }
        }
    }
}

/// Takes the answer to one request, once; later ones are ignored, and so is an answer that nobody waits for any more.
final class Responder {
    private var finish: ((Result<APIAnswer, APIError>) -> Void)?
    /// What the audit log says of it; an operation that changes something sets it before it answers.
    var audit: AuditNote?

    init(_ finish: @escaping (Result<APIAnswer, APIError>) -> Void) { self.finish = finish }

    /// Answers.
    func answer(_ answer: APIAnswer) { end(.success(answer)) }

    /// Refuses or reports a failure.
    func fail(_ error: APIError) { end(.failure(error)) }

    private func end(_ result: Result<APIAnswer, APIError>) {
        let told = finish
        finish = nil
        told?(result)
    }
}

/// What was done to what, for the audit log; no secret and no value is in it.
struct AuditNote: Equatable, Sendable {
    /// "connection.add", "key.rotate", "settings.change".
    let action: String
    /// What it was done to: a name; empty for the whole.
    let subject: String
    /// Names of fields, or counts: "priority, tags".
    var detail = ""
}

/// A part of the API: a list of operations around its own state.
protocol OperationGroup {
    var operations: [Operation] { get }
}
