internal import Configuration
internal import IPC
internal import JSON

/// What the providers themselves say.
extension LiveOperations {
    var providers: [Operation] {
        [
            Operation(.get, "/api/connections/{name}/models", .read) {
                [self] request, responder in
                responder.attempt { () throws(APIError) in
                    models(of: try connection(request), request, responder)
                }
            },
            Operation(
                .post, "/api/connections/{name}/test", .write, query: ["model"],
                content: RequestContent.none
            ) { [self] request, responder in
                responder.changesNothing = true
                responder.attempt { () throws(APIError) in
                    try attempt(try connection(request), nil, request, responder)
                }
            },
            Operation(.post, "/api/connections/validate", .write, query: ["model"]) {
                [self] request, responder in
                responder.changesNothing = true
                responder.attempt { () throws(APIError) in
                    let given = try ConnectionReading.given(request, beside: try merged())
                    try attempt(given.connection, given.credential, request, responder)
                }
            },
            Operation(.get, "/api/connections/{name}/quota", .read) {
                [self] request, responder in
                responder.attempt { () throws(APIError) in
                    let connection = try connection(request)
                    quotas.ask(connection, id: request.id) { result in
                        switch result {
                        case .failure(let error): responder.fail(error)
                        case .success(let report):
                            responder.answer(
                                .json { writer in
                                    writer.object { report.write(connection, to: &$0) }
                                })
                        }
                    }
                }
            },
            Operation(
                .post, "/api/quotas/refresh", .write, query: ["older_than"],
                content: RequestContent.none
            ) { [self] request, responder in
                responder.attempt { () throws(APIError) in
                    let age = try QueryFields(request).number("older_than", LiveLimits.quotaAges)
                    let all = try ConnectionReading.all(in: try merged())
                    quotas.askAll(
                        all, id: request.id, olderThan: age.map { Int64($0) * 1_000_000 }
                    ) { rows in
                        // A timer that finds nothing to do leaves nothing to read.
                        responder.changesNothing = rows.isEmpty
                        responder.audit = AuditNote(
                            action: "quotas.refresh", subject: "",
                            detail: "\(rows.count) connections")
                        responder.answer(QuotaRow.answer(rows))
                    }
                }
            },
        ]
    }

    private func connection(_ request: APIRequest) throws(APIError) -> ProviderConnection {
        try ConnectionReading.kept(request.parameter("name"), in: try merged())
    }

    private func attempt(
        _ connection: ProviderConnection, _ credential: Credential?, _ request: APIRequest,
        _ responder: Responder
    ) throws(APIError) {
        let model = request.query["model"]
        if let model, model.isEmpty || model.utf8.count > LiveLimits.modelBytes {
            throw APIError(
                .badRequest, "invalid_parameter",
                "`model` must have from 1 to \(LiveLimits.modelBytes) bytes.")
        }
        ConnectionTrial(
            daemons, connection, credential: credential, model: model, id: request.id
        ) { result in
            switch result {
            case .failure(let error): responder.fail(error)
            case .success(let verdict): responder.answer(verdict.answer)
            }
        }.start()
    }

    private func models(
        of connection: ProviderConnection, _ request: APIRequest, _ responder: Responder
    ) {
        guard let models = TrialCalls.models(of: connection, id: request.id) else {
            return responder.fail(
                APIError(
                    .unprocessable, "no_model_list",
                    "Providers of this kind do not list their models."))
        }
        daemons.call(models.call) { result in
            switch result {
            case .failure(let error): responder.fail(APIError(provider: error))
            case .success(let reply):
                guard (200..<300).contains(reply.status) else {
                    return responder.fail(APIError(provider: reply))
                }
                guard let names = ModelList.names(reply, models.listing) else {
                    return responder.fail(.unreadable)
                }
                responder.answer(ModelList.answer(names))
            }
        }
    }
}

extension APIError {
    /// A provider that answers no: 502.
    init(provider reply: ProviderReply) {
        let words = ProviderExcerpt.words(reply)
        let tail = words.isEmpty ? "." : ": \(words)"
        let isRefusal = reply.status == 401 || reply.status == 403
        self.init(
            .badGateway, isRefusal ? "provider_refused" : "provider_failed",
            "The provider answers \(reply.status)\(tail)")
    }

    /// A provider that does not answer: 502; egress that does not: 503.
    init(provider error: CallError) {
        guard let diagnosis = TrialVerdict.Diagnosis(error.code) else {
            self.init(error, of: "egress")
            return
        }
        let words = ProviderExcerpt.clean(error.message)
        self.init(
            diagnosis == .timeout ? .timeout : .badGateway, "provider_\(diagnosis.rawValue)",
            words.isEmpty ? "The provider does not answer." : words)
    }

    /// A provider that answers what is not expected: 502.
    static var unreadable: APIError {
        APIError(
            .badGateway, "provider_unreadable", "The provider answers with what is not expected.")
    }
}
