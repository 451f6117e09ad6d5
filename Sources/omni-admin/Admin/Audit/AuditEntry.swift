internal import DaemonLife
internal import JSON

/// A row of the audit log: who did what, or was refused.
struct AuditEntry: Equatable {
    /// Counts up.
    var id: Int64 = 0
    /// Microseconds since 1970.
    let time: Int64
    /// "local:0", "session:7", "key:deploy", "anonymous".
    let actor: String
    /// The client's address; empty for local callers.
    let address: String
    /// "connection.add", "auth.login".
    let action: String
    /// What it was done to: a name; empty for the whole.
    let subject: String
    /// Names of fields, or counts.
    let detail: String
    /// The status of the answer.
    let status: Int
    let requestID: String

    /// Whether access was refused, rather than something changed.
    var isRefusal: Bool { Self.isRefusal(status) }

    /// Whether a status refuses access.
    static func isRefusal(_ status: Int) -> Bool { [401, 403, 423].contains(status) }

    /// Writes it as JSON.
    func write(_ writer: inout JSONWriter) {
        writer.object { object in
            object.member("id", id)
            object.member("time", timestamp(wallMicroseconds: time))
            object.member("actor", actor)
            object.member("address", address)
            object.member("action", action)
            object.member("subject", subject)
            object.member("detail", detail)
            object.member("status", status)
            object.member("request_id", requestID)
        }
    }
}

extension AuditEntry {
    /// A row about a change that is about to be kept.
    ///
    /// - Parameters:
    ///   - note: What is done to what.
    ///   - request: Who asks for it.
    ///   - status: That of the answer, once it is kept.
    ///   - time: Microseconds since 1970.
    init(_ note: AuditNote, of request: APIRequest, status: Int, at time: Int64) {
        self.init(
            time: time, actor: request.caller.actor, address: request.caller.address,
            action: AuditLog.cut(note.action), subject: AuditLog.cut(note.subject),
            detail: AuditLog.cut(note.detail), status: status, requestID: request.id)
    }
}
