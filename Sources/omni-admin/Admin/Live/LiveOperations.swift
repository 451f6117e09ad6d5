internal import Configuration
internal import IPC
internal import JSON

/// How things stand: what route, logd and the providers say now.
final class LiveOperations: OperationGroup {
    /// The configuration that holds now, without secrets.
    typealias Merged = () throws(APIError) -> Document

    let daemons: any LiveDaemons
    let merged: Merged
    let quotas: QuotaDesk

    /// Makes the group.
    ///
    /// - Parameters:
    ///   - daemons: Whom it asks.
    ///   - wallMicroseconds: The wall clock.
    ///   - merged: Gives the configuration that holds now.
    init(
        _ daemons: any LiveDaemons, wallMicroseconds: @escaping () -> Int64,
        merged: @escaping Merged
    ) {
        self.daemons = daemons
        self.merged = merged
        quotas = QuotaDesk(daemons, wallMicroseconds: wallMicroseconds)
    }

    /// Makes the group for the daemons themselves.
    convenience init(_ context: AdminContext, merged: @escaping Merged) {
        self.init(
            LiveClients(context), wallMicroseconds: context.wallMicroseconds, merged: merged)
    }

    var operations: [Operation] { standing + history + providers }

    // MARK: What route knows

    private var standing: [Operation] {
        [
            list("/api/quotas", .topicQuotas),
            list("/api/models", .topicModels),
            list("/api/resilience", .topicConnections),
            list("/api/budgets/state", .topicBudgets),
            Operation(.get, "/api/cache", .read) { [daemons] _, responder in
                daemons.ask(RouteQuery(topic: .topicCache)) { responder.tell($0) { $0.first } }
            },
            Operation(.delete, "/api/cache", .write) { [daemons] _, responder in
                daemons.order(RouteCommand(action: .actionClearCache)) { result in
                    responder.obeyed(result, AuditNote(action: "cache.clear", subject: ""))
                }
            },
            Operation(
                .post, "/api/resilience/reset", .write, content: .optionalJSON
            ) { [self] request, responder in reset(request, responder) },
            Operation(.get, "/api/route", .read, query: ["model", "key"]) {
                [self] request, responder in
                guard let model = request.query["model"], !model.isEmpty else {
                    return responder.fail(.missing("model"))
                }
                plan(model, key: request.query["key"] ?? "", responder)
            },
            Operation(.get, "/api/combos/{name}/plan", .read) { [self] request, responder in
                let name = request.parameter("name")
                responder.attempt { () throws(APIError) in
                    guard try merged()[.combos, name] != nil else {
                        throw .unknown("combo", name)
                    }
                    plan(name, key: "", responder)
                }
            },
        ]
    }

    private func list(_ template: String, _ topic: RouteTopic) -> Operation {
        Operation(.get, template, .read) { [daemons] _, responder in
            daemons.ask(RouteQuery(topic: topic)) { responder.list($0) }
        }
    }

    private func plan(_ model: String, key: String, _ responder: Responder) {
        let query = RouteQuery(topic: .topicPlan, subject: model, key: key)
        daemons.ask(query) { result in
            switch result {
            case .failure(let error): responder.fail(error)
            case .success(let values): responder.answer(PlanAnswer.of(values.first, model: model))
            }
        }
    }

    private func reset(_ request: APIRequest, _ responder: Responder) {
        responder.attempt { () throws(APIError) in
            let name = try Self.connectionToReset(request)
            if !name.isEmpty, try merged()[.connections, name] == nil {
                throw .unknown("connection", name)
            }
            let command = RouteCommand(action: .actionResetHealth, subject: name)
            daemons.order(command) { result in
                responder.obeyed(result, AuditNote(action: "resilience.reset", subject: name))
            }
        }
    }

    private static func connectionToReset(_ request: APIRequest) throws(APIError) -> String {
        guard !request.body.isEmpty else { return "" }
        guard let members = try request.json().root.members else {
            throw .invalid("", "must be an object")
        }
        var name = ""
        for member in members {
            guard member.name == "connection" else {
                throw .invalid(member.name, "is not a field of this request")
            }
            guard let text = member.value.string, !text.isEmpty else {
                throw .invalid("connection", "must be the name of a connection")
            }
            name = text
        }
        return name
    }

    // MARK: History

    private var history: [Operation] {
        [
            Operation(.get, "/api/requests", .read, query: ["limit"]) {
                [daemons] request, responder in
                responder.attempt { () throws(APIError) in
                    let limit = try Self.limit(request)
                    daemons.rows(LogQuery(limit: UInt32(limit))) { responder.list($0) }
                }
            },
            Operation(.get, "/api/requests/{id}", .read) { [self] request, responder in
                explain(request.parameter("id"), responder)
            },
        ]
    }

    private static func limit(_ request: APIRequest) throws(APIError) -> Int {
        guard let text = request.query["limit"] else { return LiveLimits.usualRows }
        guard let number = Int(text), LiveLimits.rows.contains(number), "\(number)" == text else {
            throw APIError(
                .badRequest, "invalid_parameter",
                "`limit` must be a number from \(LiveLimits.rows.lowerBound) to "
                    + "\(LiveLimits.rows.upperBound).")
        }
        return number
    }

    /// What was decided about a request, and what became of it.
    private func explain(_ id: String, _ responder: Responder) {
        guard !id.isEmpty else { return responder.fail(.unknown("request", id)) }
        let daemons = daemons
        daemons.ask(RouteQuery(topic: .topicExplain, subject: id)) { decided in
            daemons.rows(LogQuery(requestID: id, limit: 1)) { recorded in
                responder.answer(decided, recorded, id)
            }
        }
    }
}

extension Responder {
    /// Runs what answers later, and reports what fails at once.
    func attempt(_ body: () throws(APIError) -> Void) {
        do throws(APIError) {
            try body()
        } catch {
            fail(error)
        }
    }

    /// Answers with all values: `{"data": […]}`.
    func list(_ result: Result<[JSONValue], APIError>) {
        switch result {
        case .failure(let error): fail(error)
        case .success(let values):
            answer(
                .json { writer in
                    writer.object { object in
                        object.name("data")
                        object.array { list in for value in values { list.raw(value.rawBytes) } }
                    }
                })
        }
    }

    /// Answers with one of the values.
    func tell(
        _ result: Result<[JSONValue], APIError>, _ pick: ([JSONValue]) -> JSONValue?
    ) {
        switch result {
        case .failure(let error): fail(error)
        case .success(let values):
            guard let value = pick(values) else {
                return fail(APIError(.badGateway, "daemon_failed", "route answers with nothing."))
            }
            answer(.json { $0.raw(value.rawBytes) })
        }
    }

    /// Answers for an order that was carried out, or not.
    func obeyed(_ result: Result<ApplyResult, APIError>, _ note: AuditNote) {
        switch result {
        case .failure(let error): fail(error)
        case .success(let result) where !result.ok:
            fail(APIError(.conflict, "refused", "route refuses: \(result.error)."))
        case .success:
            audit = note
            answer(.done)
        }
    }

    /// Answers with what is known of a request: `{"request": {…} or null, "decisions": […]}`.
    fileprivate func answer(
        _ decided: Result<[JSONValue], APIError>, _ recorded: Result<[JSONValue], APIError>,
        _ id: String
    ) {
        // Half of it is worth having; both daemons silent is a failure.
        if case .failure(let error) = decided, case .failure = recorded { return fail(error) }
        let decisions = (try? decided.get()) ?? []
        let row = (try? recorded.get())?.first
        guard row != nil || !decisions.isEmpty else { return fail(.unknown("request", id)) }
        answer(
            .json { writer in
                writer.object { object in
                    object.name("request")
                    if let row { object.raw(row.rawBytes) } else { object.null() }
                    object.name("decisions")
                    object.array { list in for value in decisions { list.raw(value.rawBytes) } }
                }
            })
    }
}

extension APIError {
    /// Something that a path names is not there: 404.
    static func unknown(_ what: String, _ name: String) -> APIError {
        APIError(.notFound, "not_found", "There is no \(what) \"\(name.prefix(200))\".")
    }

    /// A field of the body is wrong: 422.
    static func invalid(_ path: String, _ message: String) -> APIError {
        APIError(
            .unprocessable, "invalid_request", "The request is not valid.",
            details: [Detail(path: path, message: message)])
    }

    /// A name of the query is missing: 400.
    static func missing(_ name: String) -> APIError {
        APIError(.badRequest, "missing_parameter", "`\(name)` must be given.")
    }
}
