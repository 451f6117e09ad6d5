internal import Configuration
internal import IPC

/// Makes operations that read or change the configuration.
struct ConfiguredChanges {
    /// What one request is about to change.
    struct Intent {
        /// What it is done to, for the audit log.
        var subject: String
        /// It replaces the file's layer.
        var reach = LayerChange.Reach.entries
        /// Nothing is to change.
        var isTrial = false
        /// Makes the next layers.
        let make: (ConfigurationLayers) throws(APIError) -> ConfigurationLayers
        /// The answer, once that is done.
        let answer: (LayerOutcome) -> APIAnswer
    }

    let keeper: ConfigurationKeeper

    /// An operation that looks.
    func reading(
        _ template: String, query: [String] = [],
        run: @escaping (APIRequest, CurrentConfiguration) throws(APIError) -> APIAnswer
    ) -> Operation {
        .immediate(.get, template, .read, query: query) {
            [keeper] (request) throws(APIError) -> APIAnswer in
            let held = try keeper.read()
            return try run(request, held).tagged(held.generation)
        }
    }

    /// An operation that changes; `action` is what the audit log calls it.
    func changing(
        _ method: APIMethod, _ template: String, query: [String] = [],
        content: RequestContent? = nil, action: String,
        intent: @escaping (APIRequest) throws(APIError) -> Intent
    ) -> Operation {
        Operation(method, template, .write, query: query, content: content) { request, responder in
            do throws(APIError) {
                change(request, responder, action, try intent(request))
            } catch {
                responder.fail(error)
            }
        }
    }

    /// Makes a change and answers.
    func change(
        _ request: APIRequest, _ responder: Responder, _ action: String, _ intent: Intent
    ) {
        responder.audit = AuditNote(action: action, subject: intent.subject)
        responder.changesNothing = intent.isTrial
        let change = LayerChange(
            reach: intent.reach, isTrial: intent.isTrial,
            condition: ETagCondition(request.header("if-match")),
            isWanted: { responder.isWaiting },
            row: { [keeper] outcome in
                // Who has been told that it took too long has a row that says so.
                guard responder.isWaiting else { return nil }
                return AuditEntry(
                    AuditNote(
                        action: action, subject: intent.subject,
                        detail: Self.detail(of: outcome)),
                    of: request, status: intent.answer(outcome).status,
                    at: keeper.wallMicroseconds())
            }, whenKept: { responder.row = $0 }, make: intent.make)
        keeper.change(change) { result in
            switch result {
            case .failure(let error): responder.fail(error)
            case .success(let outcome):
                responder.audit?.detail = Self.detail(of: outcome)
                if outcome.isUnchanged { responder.changesNothing = true }
                responder.answer(intent.answer(outcome).tagged(outcome.generation))
            }
        }
    }

    /// Names of fields; of entries or settings where there are several.
    private static func detail(of outcome: LayerOutcome) -> String {
        let changes = outcome.changes
        if changes.count == 1, changes[0].section != Document.settingsName {
            return changes[0].fields.joined(separator: ", ")
        }
        let shown = changes.prefix(20).map { change in
            change.section == Document.settingsName
                ? change.name : "\(change.section)/\(change.name) \(change.kind.rawValue)"
        }
        let more = changes.count > shown.count ? ["and \(changes.count - shown.count) more"] : []
        return (shown + more).joined(separator: ", ")
    }
}

extension APIAnswer {
    /// The answer with the generation that it shows.
    func tagged(_ generation: UInt64) -> APIAnswer {
        var answer = self
        answer.headers.append(Header(name: "etag", value: ETagCondition.tag(generation)))
        return answer
    }

    /// The answer about something new, which stands at a path.
    func located(at path: String) -> APIAnswer {
        var answer = self
        answer.headers.append(Header(name: "location", value: path))
        return answer
    }
}
