/// Takes the answer to one request, once; later ones are ignored, and so is an answer that nobody waits for any more.
final class Responder {
    private var finish: ((Result<APIAnswer, APIError>) -> Void)?
    /// What the audit log says of it; an operation that changes something sets it before it answers.
    ///
    /// Without it a change is written down with its method and path.
    var audit: AuditNote?
    /// The row of the audit log that was kept together with the change; nil where that is written with the answer.
    var row: AuditEntry?
    /// Whether this is nothing for the audit log, because nothing changes: a trial, a test.
    var changesNothing = false
    /// Whether this is something for the audit log although nothing changes: somebody saw what others said.
    var isNoted = false
    /// Called when the client has left before there was an answer: what is on the way for it alone can be given up.
    var whenWithdrawn: (() -> Void)?

    init(_ finish: @escaping (Result<APIAnswer, APIError>) -> Void) { self.finish = finish }

    /// Whether an answer would still be heard.
    var isWaiting: Bool { finish != nil }

    /// The client has left; what was asked for may still be answered, to nobody.
    func withdraw() {
        let told = whenWithdrawn
        whenWithdrawn = nil
        told?()
    }

    /// Answers.
    func answer(_ answer: APIAnswer) { end(.success(answer)) }

    /// Refuses or reports a failure.
    func fail(_ error: APIError) { end(.failure(error)) }

    private func end(_ result: Result<APIAnswer, APIError>) {
        let told = finish
        finish = nil
        whenWithdrawn = nil
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
