internal import IPC
internal import JSON

/// One request: its row, its attempts and calls, what was decided, and the recorded bodies.
extension LedgerOperations {
    var detail: Operation {
        Operation(.get, "/api/logs/requests/{id}", .read, query: ["bodies"]) {
            [self] request, responder in
            responder.attempt { () throws(APIError) in
                let id = request.parameter("id")
                let wantsBodies = try QueryFields(request).flag("bodies") ?? false
                if wantsBodies {
                    responder.audit = AuditNote(action: "bodies.read", subject: id)
                    responder.isNoted = true
                    guard request.caller.scopes.contains(.access) else {
                        throw APIError(
                            .forbidden, "insufficient_scope",
                            "Bodies take the right `\(Scope.access.rawValue)`.")
                    }
                }
                tell(of: id, bodies: wantsBodies, responder)
            }
        }
    }

    private func tell(of id: String, bodies: Bool, _ responder: Responder) {
        let query = LedgerQuery(query: .one(LedgerOne(requestID: id, bodies: bodies)))
        live.ask(RouteQuery(topic: .topicExplain, subject: id)) { [daemons] decided in
            LedgerFetch.json(query, of: daemons) { recorded in
                responder.answer(Self.answer(decided, recorded, id))
            }
        }
    }

    /// Half of it is worth having; both daemons silent is a failure.
    private static func answer(
        _ decided: Result<[JSONValue], APIError>, _ recorded: Result<JSONValue, APIError>,
        _ id: String
    ) -> Result<APIAnswer, APIError> {
        let decisions = (try? decided.get()) ?? []
        // What is not there because nobody told of it is something else than what there is not.
        let missing = [("route", decided.isFailure), ("logd", recorded.isFailure)]
            .compactMap { $0.1 ? $0.0 : nil }
        var members: [(name: String, value: JSONValue)] = []
        switch recorded {
        case .success(let value): members = value.members ?? []
        case .failure(let error): if decisions.isEmpty { return .failure(error) }
        }
        let row = members.first { $0.name == "request" }?.value
        guard row.map({ !$0.isNull }) ?? false || !decisions.isEmpty else {
            if case .failure(let error) = decided { return .failure(error) }
            return .failure(.unknown("request", id))
        }
        return .success(
            .json { writer in
                writer.object { object in
                    if row == nil { object.member("request", raw: Array("null".utf8)) }
                    for (name, value) in members {
                        object.name(text: name)
                        object.raw(value.rawBytes)
                    }
                    for name in ["attempts", "calls"]
                    where !members.contains(where: { $0.name == name }) {
                        object.name(text: name)
                        object.array { _ in }
                    }
                    object.name("decisions")
                    object.array { list in for value in decisions { list.raw(value.rawBytes) } }
                    guard !missing.isEmpty else { return }
                    object.name("missing")
                    object.array { list in for name in missing { list.string(name) } }
                }
            })
    }
}

extension Result {
    /// Whether there is no value.
    fileprivate var isFailure: Bool {
        if case .failure = self { true } else { false }
    }
}
