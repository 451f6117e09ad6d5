internal import IPC

/// The way of a request through the API, without sockets: what it is for, who sends it, and what comes of it.
final class APIFront {
    /// All that the API can do.
    let table: OperationTable
    private let authenticator: Authenticator
    private let audit: AuditLog

    init(_ table: OperationTable, _ authenticator: Authenticator, _ audit: AuditLog) {
        self.table = table
        self.authenticator = authenticator
        self.audit = audit
    }

    /// A request whose operation and sender are known, before its body is there.
    struct Admitted {
        let head: APIHead
        let operation: Operation
        fileprivate let identity: Authenticator.Identity
        fileprivate let parameters: [String: String]

        /// Bytes that its body may have.
        var bodyLimit: Int { ContentCheck.limit(of: operation) }
    }

    /// What a head leads to.
    enum Admission {
        /// Its body is wanted next.
        case admitted(Admitted)
        /// It is answered already.
        case answered(APIAnswer)
    }

    /// Looks at the head of a request.
    func admit(_ head: APIHead) -> Admission {
        switch table.match(head.method, head.segments) {
        case .unknown:
            let error = APIError(.notFound, "not_found", "There is nothing at this path.")
            return .answered(finished(error.answer, head.id))
        case .wrongMethod(let methods):
            return .answered(finished(Self.otherMethod(head, methods), head.id))
        case .found(let operation, let parameters):
            return admit(head, operation, parameters)
        }
    }

    private func admit(
        _ head: APIHead, _ operation: Operation, _ parameters: [String: String]
    ) -> Admission {
        var caller = Caller(proof: .none, scopes: [], address: head.source.address)
        do throws(APIError) {
            try OriginCheck.checkName(head)
            let identity = try authenticator.identify(head)
            caller = identity.caller
            try authenticator.authorize(identity, head, for: operation)
            try Self.checkQuery(head, operation)
            try ContentCheck.check(head, operation)
            return .admitted(
                Admitted(
                    head: head, operation: operation, identity: identity, parameters: parameters))
        } catch {
            note(head, operation, caller, error.status.rawValue, nil, changesNothing: true)
            return .answered(finished(error.answer, head.id))
        }
    }

    /// Runs the operation of a request whose body is there.
    ///
    /// - Parameters:
    ///   - admitted: The request.
    ///   - body: Its whole body.
    ///   - finish: Gets the answer, once; at once or later.
    /// - Returns: Takes a failure in place of the operation's answer, such as that of a deadline.
    @discardableResult
    func run(
        _ admitted: Admitted, body: [UInt8], finish: @escaping (APIAnswer) -> Void
    ) -> Responder {
        let head = admitted.head
        let caller = admitted.identity.caller
        let request = APIRequest(
            id: head.id, method: admitted.operation.method, path: head.path,
            parameters: admitted.parameters, query: head.query, repeated: head.repeated,
            headers: head.headers, body: body, caller: caller, source: head.source)
        var responder: Responder?
        let created = Responder { [self] result in
            var answer: APIAnswer
            switch result {
            case .success(let given): answer = given
            case .failure(let error): answer = error.answer
            }
            note(
                head, admitted.operation, caller, answer.status, responder?.audit,
                changesNothing: responder?.changesNothing ?? false,
                isNoted: responder?.isNoted ?? false, row: responder?.row)
            responder = nil
            if let cookie = admitted.identity.cookie,
                !answer.headers.contains(where: { $0.name == cookie.name })
            {
                answer.headers.append(cookie)
            }
            finish(finished(answer, head.id))
        }
        responder = created
        do throws(APIError) {
            try ContentCheck.check(body: body, head, admitted.operation)
            admitted.operation.run(request, created)
        } catch {
            created.fail(error)
        }
        return created
    }

    /// An answer as it goes out.
    func finished(_ answer: APIAnswer, _ id: String) -> APIAnswer {
        var answer = answer
        answer.headers += [
            Header(name: "cache-control", value: "no-store"),
            Header(name: "x-content-type-options", value: "nosniff"),
            Header(name: "x-request-id", value: id),
        ]
        return answer
    }

    private func note(
        _ head: APIHead, _ operation: Operation, _ caller: Caller, _ status: Int,
        _ note: AuditNote?, changesNothing: Bool, isNoted: Bool = false, row: AuditEntry? = nil
    ) {
        audit.note(
            AuditedRequest(
                id: head.id, name: "\(operation.method.rawValue) \(operation.template)",
                changes: operation.method.changes || isNoted, actor: caller.actor,
                address: caller.address),
            status, note, changesNothing: changesNothing, kept: row)
    }

    private static func checkQuery(
        _ head: APIHead, _ operation: Operation
    ) throws(APIError) {
        let unknown = head.query.keys.filter { !operation.query.contains($0) }.sorted()
        guard unknown.isEmpty else {
            throw APIError(
                .badRequest, "unknown_parameter",
                "The query has a parameter that is not known here.",
                details: unknown.prefix(20).map {
                    APIError.Detail(path: String($0.prefix(100)), message: "not known here")
                })
        }
        let twice = head.repeated.filter {
            !operation.repeatable.contains($0.key) && $0.value.count > 1
        }
        guard let name = twice.keys.min() else { return }
        throw APIError(
            .badRequest, "invalid_parameter",
            "The query gives `\(name.prefix(100))` a second time.",
            details: [APIError.Detail(path: String(name.prefix(100)), message: "given twice")])
    }

    /// OPTIONS tells the methods of a path; others are refused.
    private static func otherMethod(_ head: APIHead, _ methods: [APIMethod]) -> APIAnswer {
        var names = methods.map(\.rawValue)
        if methods.contains(.get) { names.append("HEAD") }
        let allow = Header(
            name: "allow", value: (names + ["OPTIONS"]).sorted().joined(separator: ", "))
        if head.method == "OPTIONS" { return APIAnswer(status: 204, headers: [allow]) }
        var answer =
            APIError(
                .methodNotAllowed, "method_not_allowed", "This path has no such method."
            ).answer
        answer.headers.append(allow)
        return answer
    }
}
