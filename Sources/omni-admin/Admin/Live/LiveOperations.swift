internal import Configuration
internal import IPC
internal import JSON

/// How things stand: what route and the providers say now.
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
    ///   - memory: Knows when accounts were asked for their quotas.
    ///   - wallMicroseconds: The wall clock.
    ///   - merged: Gives the configuration that holds now.
    init(
        _ daemons: any LiveDaemons, memory: (any QuotaMemory)? = nil,
        wallMicroseconds: @escaping () -> Int64, merged: @escaping Merged
    ) {
        self.daemons = daemons
        self.merged = merged
        quotas = QuotaDesk(daemons, memory: memory, wallMicroseconds: wallMicroseconds)
    }

    /// Makes the group for the daemons themselves.
    convenience init(_ context: AdminContext, merged: @escaping Merged) {
        self.init(
            LiveClients(context), memory: context.store,
            wallMicroseconds: context.wallMicroseconds, merged: merged)
    }

    var operations: [Operation] { standing + providers }

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
    func obeyed(
        _ result: Result<ApplyResult, APIError>, _ note: AuditNote, by daemon: String = "route"
    ) {
        switch result {
        case .failure(let error): fail(error)
        case .success(let result) where !result.ok:
            fail(APIError(.conflict, "refused", "\(daemon) refuses: \(result.error)."))
        case .success:
            audit = note
            answer(.done)
        }
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
