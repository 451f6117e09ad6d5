internal import Crypto
internal import DaemonLife
internal import IPC
internal import JSON
internal import Store

/// Logging in and out, and the password.
struct AccessOperations: OperationGroup {
    let store: AdminStore
    let authenticator: Authenticator
    /// What the first password takes over HTTP.
    let setupCode: SetupCode
    /// Microseconds since 1970.
    let clock: () -> Int64
    /// Gives random bytes.
    let random: (Int) -> [UInt8]
    /// How dear a guess of the password is.
    let cost: ScryptCost

    /// As the daemon uses it.
    init(_ context: AdminContext) {
        self.init(context.store, clock: context.wallMicroseconds)
    }

    init(
        _ store: AdminStore, clock: @escaping () -> Int64,
        random: @escaping (Int) -> [UInt8] = Crypto.randomBytes, cost: ScryptCost = .password
    ) {
        self.store = store
        self.clock = clock
        self.random = random
        self.cost = cost
        authenticator = Authenticator(store: store, clock: clock)
        setupCode = SetupCode(directory: store.directory)
    }

    var operations: [Operation] {
        [
            .immediate(.get, "/api/auth/status", nil, run: status),
            .noted(.post, "/api/auth/setup", nil, run: setUp),
            .noted(.post, "/api/auth/login", nil, run: logIn),
            .noted(.post, "/api/auth/logout", nil, content: RequestContent.none, run: logOut),
            .noted(.post, "/api/auth/password", .access, run: changePassword),
        ]
    }
}

// MARK: Sessions

extension AccessOperations {
    private func status(_ request: APIRequest) throws(APIError) -> APIAnswer {
        try storing { () throws(StoreError) in
            var session: (token: String, session: Session)?
            if case .session = request.caller.proof,
                let token = SessionCookie.token(in: request.headers),
                let found = try store.session(token)
            {
                session = (token, found)
            }
            return answer(request.caller, session, hasPassword: try store.hasPassword(), request)
        }
    }

    private func answer(
        _ caller: Caller, _ session: (token: String, session: Session)?, hasPassword: Bool,
        _ request: APIRequest
    ) -> APIAnswer {
        .json { writer in
            writer.object { object in
                object.member("password_set", hasPassword)
                object.member("authenticated", caller.proof != .none)
                object.member("method", caller.method)
                object.name("scopes")
                object.array { list in
                    for scope in caller.scopes.sorted { list.string(scope.rawValue) }
                }
                object.name("csrf_token")
                if let session {
                    object.string(Token.csrf(of: session.token))
                } else {
                    object.null()
                }
                object.name("session_expires_at")
                if let session {
                    object.string(timestamp(wallMicroseconds: session.session.expires))
                } else {
                    object.null()
                }
                object.member("setup_allowed", !hasPassword && request.mayBeFirst)
            }
        }
    }

    /// The first password, once, and only from this machine, by who can read the code.
    private func setUp(
        _ request: APIRequest, _ responder: Responder
    ) throws(APIError) -> APIAnswer {
        responder.audit = AuditNote(action: "auth.setup", subject: "")
        guard try !storing({ () throws(StoreError) in try store.hasPassword() }) else {
            throw APIError(.conflict, "already_set_up", "There is a password already.")
        }
        guard request.mayBeFirst else {
            throw APIError(
                .forbidden, "local_only",
                "The first password can be set from this machine only, at http://localhost or 127.0.0.1."
            )
        }
        let fields = try BodyFields(request, ["password", "setup_code"])
        let password = try newPassword(fields, "password")
        let code = try fields.optionalText(
            "setup_code", bytes: 0...Limits.passwordBytes.upperBound)
        try checkSetupCode(code, request, responder)
        let hash = try hashed(password)
        let isFirst = try storing { () throws(StoreError) in
            try store.setFirstPassword(hash, at: clock())
        }
        guard isFirst else {
            throw APIError(.conflict, "already_set_up", "There is a password already.")
        }
        setupCode.remove()
        return try beginSession(request, responder, "auth.setup")
    }

    private func logIn(
        _ request: APIRequest, _ responder: Responder
    ) throws(APIError) -> APIAnswer {
        responder.audit = AuditNote(action: "auth.login", subject: "")
        let fields = try BodyFields(request, ["password"])
        let given = try fields.text("password", bytes: 0...Limits.passwordBytes.upperBound)
        try check(given, request, responder, "auth.login")
        return try beginSession(request, responder, "auth.login")
    }

    private func logOut(
        _ request: APIRequest, _ responder: Responder
    ) throws(APIError) -> APIAnswer {
        responder.audit = AuditNote(action: "auth.logout", subject: "")
        guard case .session(let id) = request.caller.proof, let row = Int64(id) else {
            throw APIError(.unauthorized, "unauthorized", "There is no session to end.")
        }
        try storing { () throws(StoreError) in try store.endSession(row) }
        var answer = APIAnswer.done
        answer.headers = [SessionCookie.removed(isSecure: request.source.isSecure)]
        return answer
    }

    private func beginSession(
        _ request: APIRequest, _ responder: Responder, _ action: String
    ) throws(APIError) -> APIAnswer {
        let token = Token.make(random)
        var session = Session.begun(at: clock(), address: request.caller.address)
        session.id = try storing { () throws(StoreError) in try store.addSession(token, session) }
        responder.audit = AuditNote(action: action, subject: "session:\(session.id)")
        let caller = Caller(
            proof: .session(id: "\(session.id)"), scopes: .all, address: request.caller.address)
        var answer = answer(caller, (token, session), hasPassword: true, request)
        answer.headers.append(
            SessionCookie.set(
                token, seconds: Limits.sessionMicroseconds / 1_000_000,
                isSecure: request.source.isSecure))
        return answer
    }

    // MARK: The password

    private func changePassword(
        _ request: APIRequest, _ responder: Responder
    ) throws(APIError) -> APIAnswer {
        responder.audit = AuditNote(action: "auth.password", subject: "")
        let fields = try BodyFields(request, ["current_password", "new_password"])
        let new = try newPassword(fields, "new_password")
        let current = try fields.optionalText(
            "current_password", bytes: 0...Limits.passwordBytes.upperBound)
        var kept: Int64?
        switch request.caller.proof {
        // Root may: it could write the file as well. Whoever forgot the password is helped so.
        case .local: break
        case .none, .session, .key:
            guard let current else { throw BodyFields.invalid("current_password", "is missing") }
            try check(current, request, responder, "auth.password")
        }
        if case .session(let id) = request.caller.proof { kept = Int64(id) }
        let hash = try hashed(new)
        try storing { () throws(StoreError) in
            try store.setPassword(hash, keepingSession: kept, at: clock())
            try store.forgetAllFailures()
        }
        // The command line may have set the first one here.
        setupCode.remove()
        return .done
    }

    private func newPassword(_ fields: BodyFields, _ name: String) throws(APIError) -> String {
        try fields.text(name, bytes: Limits.passwordBytes)
    }

    private func hashed(_ password: String) throws(APIError) -> PasswordHash {
        guard let hash = PasswordHash(of: password, cost: cost, random: random) else {
            throw APIError(
                .internalError, "internal_error", "The password cannot be hashed here: no memory.")
        }
        return hash
    }

    /// Compares a password, and counts a wrong one.
    private func check(
        _ password: String, _ request: APIRequest, _ responder: Responder, _ action: String
    ) throws(APIError) {
        guard let hash = try storing({ () throws(StoreError) in try store.password() }) else {
            throw APIError(.unauthorized, "setup_required", "No password is set yet.")
        }
        try authenticator.guess(request.source)
        let lockout = authenticator.lockout
        guard hash.matches(password) else {
            let isLocked = try storing { () throws(StoreError) in
                try lockout.failed(request.source)
            }
            if isLocked {
                responder.audit = AuditNote(
                    action: action, subject: "", detail: "locked out: too many wrong passwords")
            }
            throw APIError(.unauthorized, "wrong_password", "The password is not right.")
        }
        try storing { () throws(StoreError) in try lockout.succeeded(request.source) }
    }
}

extension Caller {
    /// How it proved who it is, as answers say it.
    fileprivate var method: String {
        switch proof {
        case .none: "none"
        case .local: "local"
        case .session: "session"
        case .key: "key"
        }
    }
}
