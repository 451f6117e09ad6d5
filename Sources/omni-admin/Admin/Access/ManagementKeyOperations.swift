internal import Configuration
internal import Crypto
internal import IPC
internal import JSON
internal import Store

/// Making, showing and removing management keys.
struct ManagementKeyOperations: OperationGroup {
    let store: AdminStore
    /// Microseconds since 1970.
    let clock: () -> Int64
    /// Gives random bytes.
    let random: (Int) -> [UInt8]

    /// As the daemon uses it.
    init(_ context: AdminContext) {
        self.init(context.store, clock: context.wallMicroseconds)
    }

    init(
        _ store: AdminStore, clock: @escaping () -> Int64,
        random: @escaping (Int) -> [UInt8] = Crypto.randomBytes
    ) {
        self.store = store
        self.clock = clock
        self.random = random
    }

    var operations: [Operation] {
        [
            .immediate(.get, "/api/management-keys", .access, run: list),
            .noted(.post, "/api/management-keys", .access, run: add),
            .immediate(.get, "/api/management-keys/{name}", .access, run: show),
            .noted(.delete, "/api/management-keys/{name}", .access, run: remove),
        ]
    }

    private func list(_ request: APIRequest) throws(APIError) -> APIAnswer {
        let keys = try storing { () throws(StoreError) in try store.managementKeys() }
        return .json { writer in
            writer.object { object in
                object.name("data")
                object.array { list in for key in keys { key.write(&list) } }
            }
        }
    }

    private func show(_ request: APIRequest) throws(APIError) -> APIAnswer {
        let name = request.parameter("name")
        let key = try storing { () throws(StoreError) in try store.managementKey(named: name) }
        guard let key else { throw Self.noKey }
        return .json { key.write(&$0) }
    }

    private func add(
        _ request: APIRequest, _ responder: Responder
    ) throws(APIError) -> APIAnswer {
        let fields = try BodyFields(request, ["name", "scopes", "expires_at"])
        let name = try fields.text("name", bytes: 1...64)
        responder.audit = AuditNote(action: "management_key.add", subject: name)
        guard ManagementKey.isName(name) else {
            throw BodyFields.invalid(
                "name",
                "may have letters, digits, `.`, `_` and `-`, and begins with one of the first two")
        }
        let scopes = try self.scopes(fields, request.caller)
        let now = clock()
        let expires = try expiry(fields, now)
        let key = ManagementKey(
            name: name, scopes: scopes, created: now, createdBy: request.caller.actor,
            expires: expires)
        responder.audit = AuditNote(
            action: "management_key.add", subject: name,
            detail: scopes.sorted.map(\.rawValue).joined(separator: ", "))
        let secret = ManagementKey.prefix + Token.make(random)
        let refusal = try storing { () throws(StoreError) in
            try store.addManagementKey(key, secret: secret)
        }
        switch refusal {
        case .nameTaken:
            throw APIError(.conflict, "name_taken", "There is a management key of this name.")
        case .tooMany:
            throw APIError(
                .conflict, "too_many",
                "There are \(Limits.managementKeys) management keys, more are not taken.")
        case nil: break
        }
        var answer = APIAnswer.json(201) { key.write(&$0, secret: secret) }
        answer.headers.append(Header(name: "location", value: "/api/management-keys/\(name)"))
        return answer
    }

    /// Nobody gives a right that it does not have.
    private func scopes(_ fields: BodyFields, _ caller: Caller) throws(APIError) -> Set<Scope> {
        guard let names = try fields.texts("scopes", count: 1...Scope.allCases.count) else {
            return [.read]
        }
        var scopes: Set<Scope> = []
        for name in names {
            guard let scope = Scope(rawValue: name), scopes.insert(scope).inserted else {
                throw BodyFields.invalid(
                    "scopes", "may have `read`, `write` and `access`, each once")
            }
        }
        guard scopes.isSubset(of: caller.scopes) else {
            throw APIError(
                .forbidden, "insufficient_scope",
                "Only a caller that has a right can give it to a key.")
        }
        return scopes
    }

    private func expiry(_ fields: BodyFields, _ now: Int64) throws(APIError) -> Int64? {
        guard let text = try fields.optionalText("expires_at", bytes: 1...40) else { return nil }
        guard let expires = Timestamp.microseconds(text) else {
            throw BodyFields.invalid(
                "expires_at",
                "must be a date such as 2027-01-31, or a moment such as 2027-01-31T18:00:00Z")
        }
        guard expires > now else { throw BodyFields.invalid("expires_at", "is in the past") }
        return expires
    }

    private func remove(
        _ request: APIRequest, _ responder: Responder
    ) throws(APIError) -> APIAnswer {
        let name = request.parameter("name")
        responder.audit = AuditNote(action: "management_key.remove", subject: name)
        let isRemoved = try storing { () throws(StoreError) in
            try store.removeManagementKey(name)
        }
        guard isRemoved else { throw Self.noKey }
        return .done
    }

    private static var noKey: APIError {
        APIError(.notFound, "not_found", "There is no management key of this name.")
    }
}
