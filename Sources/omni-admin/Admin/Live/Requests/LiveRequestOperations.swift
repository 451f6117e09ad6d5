internal import IPC

/// Requests under way: who they are, and how to end one.
struct LiveRequestOperations: OperationGroup {
    private static let filters = ["key", "provider", "connection", "model", "state"]

    let requests: any LiveRequestDaemons
    /// Says how ingress is.
    let daemons: any LedgerDaemons

    var operations: [Operation] {
        [
            Operation(
                .get, "/api/live", .read, query: Self.filters + ["stream", "limit"],
                repeatable: Set(Self.filters)
            ) { request, responder in
                responder.attempt { () throws(APIError) in
                    list(try Self.ask(QueryFields(request)), responder)
                }
            },
            Operation(.delete, "/api/live/{request_id}", .write) { request, responder in
                cancel(request.parameter("request_id"), responder)
            },
        ]
    }

    private static func ask(_ fields: QueryFields) throws(APIError) -> LiveAsk {
        LiveAsk(
            keys: try fields.texts("key"), providers: try fields.texts("provider"),
            connections: try fields.texts("connection"), models: try fields.texts("model"),
            states: try fields.words("state", of: LiveWords.states),
            stream: try fields.flag("stream"),
            limit: UInt32(
                try fields.number("limit", LiveLimits.requests) ?? LiveLimits.usualRequests))
    }

    private func list(_ ask: LiveAsk, _ responder: Responder) {
        var answer: Result<LiveAnswer, APIError>?
        var retiring: UInt32?
        let gathering = Gathering {
            switch answer {
            case .success(let known)?: responder.answer(known.answer(unlisted: retiring))
            case .failure(let error)?: responder.fail(error)
            case nil: responder.fail(APIError(absent: "translate"))
            }
        }
        let listed = gathering.awaited()
        requests.list(ask) { result in
            answer = result
            listed()
        }
        let told = gathering.awaited()
        daemons.status(of: "ingress") { result in
            // Without it the list is as good; the answer says that this is not known.
            retiring = (try? result.get())?.retiringRequests
            told()
        }
        gathering.close()
    }

    private func cancel(_ requestID: String, _ responder: Responder) {
        requests.cancel(LiveCancel(requestID: requestID)) { result in
            switch result {
            case .failure(let error): responder.fail(error)
            case .success(let cancelled) where cancelled.requests == 0:
                responder.fail(.unknown("request under way", requestID))
            case .success(let cancelled):
                responder.audit = AuditNote(
                    action: "request.cancel", subject: requestID,
                    detail: cancelled.requests > 1 ? "\(cancelled.requests) requests" : "")
                responder.answer(.done)
            }
        }
    }
}
