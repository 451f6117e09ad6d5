internal import IPC
internal import Store

/// Finds out who asks, and whether it may.
struct Authenticator {
    let store: AdminStore
    /// Microseconds since 1970.
    let clock: () -> Int64

    /// Who asks.
    struct Identity {
        let caller: Caller
        /// The session's token, where it is a session.
        var session: String?
        /// The session's cookie, where it has to be sent again because it lives on.
        var cookie: Header?
    }

    /// Guesses are counted here.
    var lockout: Lockout { Lockout(store: store, clock: clock) }

    /// Who sends a request.
    ///
    /// - Throws: 401 for a management key that is none, 423 when that was one too many.
    func identify(_ head: APIHead) throws(APIError) -> Identity {
        let source = head.source
        if source.isTrusted {
            return Identity(caller: caller(.local(user: source.user ?? 0), .all, source))
        }
        if let authorization = head.header("authorization") {
            let key = try key(in: authorization, source)
            return Identity(caller: caller(.key(name: key.name), key.scopes, source))
        }
        if let token = SessionCookie.token(in: head.headers) {
            let found = try storing { () throws(StoreError) in try session(token, source) }
            if let found { return found }
        }
        return Identity(caller: caller(.none, [], source))
    }

    /// Refuses what a caller may not do.
    ///
    /// - Throws: 401 without proof, 403 without the right, or for a page of another site.
    func authorize(
        _ identity: Identity, _ head: APIHead, for operation: Operation
    ) throws(APIError) {
        switch identity.caller.proof {
        // A browser sends neither of its own accord.
        case .local, .key: break
        case .none: if operation.method.changes { try OriginCheck.check(head) }
        case .session: if operation.method.changes { try checkCSRF(identity, head) }
        }
        guard let scope = operation.scope else { return }
        if identity.caller.proof == .none { throw try unauthenticated(head) }
        guard identity.caller.scopes.contains(scope) else {
            throw APIError(
                .forbidden, "insufficient_scope", "This takes the right `\(scope.rawValue)`.")
        }
    }

    /// Whether a caller may still do what took a right when it came: its session has not ended, nor has its key.
    ///
    /// What cannot be found out counts as no.
    func stillHolds(_ caller: Caller, _ scope: Scope) -> Bool {
        do throws(StoreError) {
            switch caller.proof {
            case .none: return false
            case .local: return true
            case .session(let id):
                guard let row = Int64(id), let expires = try store.sessionExpiry(row) else {
                    return false
                }
                return clock() < expires
            case .key(let name):
                guard let key = try store.managementKey(named: name) else { return false }
                return key.scopes.contains(scope) && key.expires.map { clock() < $0 } ?? true
            }
        } catch {
            return false
        }
    }

    private func checkCSRF(_ identity: Identity, _ head: APIHead) throws(APIError) {
        try OriginCheck.check(head)
        guard let session = identity.session, let given = head.header("x-csrf-token"),
            Token.equal(given, Token.csrf(of: session))
        else {
            throw APIError(
                .forbidden, "csrf_token",
                "A change needs the header `X-CSRF-Token`, as GET /api/auth/status tells it.")
        }
    }

    private func unauthenticated(_ head: APIHead) throws(APIError) -> APIError {
        guard try storing({ () throws(StoreError) in try store.hasPassword() }) else {
            return APIError(
                .unauthorized, "setup_required",
                "No password is set yet: set one on this machine, with `omniroute password set`.")
        }
        if SessionCookie.token(in: head.headers) != nil {
            return APIError(.unauthorized, "session_expired", "The session is over: log in again.")
        }
        return APIError(
            .unauthorized, "unauthorized", "Log in, or send a management key as a bearer token.")
    }

    private func caller(
        _ proof: Caller.Proof, _ scopes: Set<Scope>, _ source: RequestSource
    ) -> Caller {
        Caller(proof: proof, scopes: scopes, address: source.address)
    }

    // MARK: Sessions

    private func session(
        _ token: String, _ source: RequestSource
    ) throws(StoreError) -> Identity? {
        let now = clock()
        guard let session = try store.session(token), session.isValid(at: now) else { return nil }
        let proof = Caller.Proof.session(id: "\(session.id)")
        var identity = Identity(caller: caller(proof, .all, source), session: token)
        if session.needsRenewal(at: now) {
            let expires = session.expiry(usedAt: now)
            // A full disk must not shut out who is in: without the row the session ends when it would have.
            if (try? store.renewSession(session.id, at: now, expires: expires)) != nil {
                identity.cookie = SessionCookie.set(
                    token, seconds: max(1, (expires - now) / 1_000_000), isSecure: source.isSecure)
            }
        }
        return identity
    }

    // MARK: Management keys

    private func key(
        in authorization: String, _ source: RequestSource
    ) throws(APIError) -> ManagementKey {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw APIError(
                .unauthorized, "invalid_credentials", "Only bearer tokens are taken here.")
        }
        let secret = String(parts[1].drop { $0 == " " })
        guard secret.hasPrefix(ManagementKey.prefix) else {
            throw APIError(
                .unauthorized, "not_a_management_key",
                "This is no management key: those begin with `\(ManagementKey.prefix)`.")
        }
        let found = try storing { () throws(StoreError) in
            ManagementKey.isShaped(secret) ? try store.managementKey(secret: secret) : nil
        }
        guard let found else { throw try wrongKey(source) }
        let now = clock()
        if let expires = found.expires, expires <= now {
            throw APIError(.unauthorized, "key_expired", "The management key has expired.")
        }
        if found.used.map({ now - $0 >= Limits.keyUseMicroseconds || now < $0 }) ?? true {
            // When it was used is not worth a refusal.
            try? store.useManagementKey(found.name, at: now)
        }
        return found
    }

    /// A right key is taken even from an address that is locked out: 256 bits are not guessed, and whoever has one must
    /// not suffer from a neighbor.
    private func wrongKey(_ source: RequestSource) throws(APIError) -> APIError {
        try guess(source)
        try storing { () throws(StoreError) in _ = try lockout.failed(source) }
        return APIError(.unauthorized, "invalid_credentials", "There is no such management key.")
    }

    /// Refuses a guess from where too many came.
    ///
    /// - Throws: 423 with the time to wait.
    func guess(_ source: RequestSource) throws(APIError) {
        guard let seconds = try storing({ () throws(StoreError) in try lockout.wait(for: source) })
        else { return }
        throw APIError(
            .locked, "locked", "Too many wrong passwords or keys: wait \(seconds) seconds.",
            retryAfter: seconds)
    }
}
