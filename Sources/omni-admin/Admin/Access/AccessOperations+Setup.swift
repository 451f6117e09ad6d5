internal import Store

/// Who may set the first password.
extension AccessOperations {
    /// Compares the code that the first password takes over HTTP, and counts a wrong one.
    ///
    /// - Throws: 422 without one, 403 for a wrong one, 423 after too many.
    func checkSetupCode(
        _ given: String?, _ request: APIRequest, _ responder: Responder
    ) throws(APIError) {
        // Root and admin's own user could read the code.
        guard !request.source.isTrusted else { return }
        guard let given else {
            throw BodyFields.invalid(
                "setup_code",
                "is missing: it is in the file `\(SetupCode.fileName)` of omni-admin's directory")
        }
        try authenticator.guess(request.source)
        guard let code = setupCode.current(random) else {
            throw APIError(
                .unavailable, "storage_failed",
                "The file `\(SetupCode.fileName)` can be neither read nor written.", retryAfter: 5)
        }
        let lockout = authenticator.lockout
        guard Token.equal(given, code) else {
            let isLocked = try storing { () throws(StoreError) in
                try lockout.failed(request.source)
            }
            if isLocked {
                responder.audit = AuditNote(
                    action: "auth.setup", subject: "", detail: "locked out: too many wrong codes")
            }
            throw APIError(.forbidden, "wrong_setup_code", "The setup code is not right.")
        }
        try storing { () throws(StoreError) in try lockout.succeeded(request.source) }
    }
}

extension APIRequest {
    /// Whether it may set the first password: from this machine, and no browser was tricked into it.
    ///
    /// A proxy on this machine that forwards strangers says so in a header, or should.
    var mayBeFirst: Bool {
        if source.isTrusted { return true }
        return source.isLoopback && !OriginCheck.isForwarded(headers)
            && OriginCheck.namesThisMachine(header("host"))
    }
}
