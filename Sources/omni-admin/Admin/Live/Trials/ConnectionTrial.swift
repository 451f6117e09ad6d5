internal import Dialects
internal import IPC
internal import JSON

/// Tries a connection: by its list of models, and where that shows nothing by an answer of one token.
final class ConnectionTrial {
    /// Gets what came of it, or that it could not be tried.
    typealias Finish = (Result<TrialVerdict, APIError>) -> Void

    private let daemons: any LiveDaemons
    private let connection: ProviderConnection
    private let credential: Credential?
    private let model: String?
    private let id: String
    private let finish: Finish

    /// Prepares a trial.
    ///
    /// - Parameters:
    ///   - daemons: Of them, egress makes the calls.
    ///   - connection: Whom to ask.
    ///   - credential: One that is not kept; nil for that of the vault.
    ///   - model: To ask for one token; nil for one that is known.
    ///   - id: Of the request that wants to know.
    ///   - finish: Called once.
    init(
        _ daemons: any LiveDaemons, _ connection: ProviderConnection, credential: Credential?,
        model: String?, id: String, finish: @escaping Finish
    ) {
        self.daemons = daemons
        self.connection = connection
        self.credential = credential
        self.model = model
        self.id = id
        self.finish = finish
    }

    /// Begins.
    func start() {
        guard let models = TrialCalls.models(of: connection, id: id),
            !TrialCalls.publicLists.contains(connection.provider)
        else { return chat() }
        call(models.call) { [self] result in
            switch result {
            case .success(let reply): listed(reply, models.listing)
            case .failure(let error): failed(error, .models) { $0.isWorthAnotherCall }
            }
        }
    }

    private func listed(_ reply: ProviderReply, _ listing: ModelListing) {
        switch ProviderExcerpt.status(reply) {
        case 200..<300 where ModelList.names(reply, listing) != nil:
            end(.models, .ok, reply, "The provider lists its models.")
        case 401, 403:
            end(.models, .invalidCredential, reply, "The provider refuses the credential")
        default: chat()
        }
    }

    private func chat() {
        let known = connection.models.first ?? connection.facts.first?.name
        guard let model = model ?? known else {
            return finish(
                .success(
                    TrialVerdict(
                        method: .chat, diagnosis: .noModel, status: nil, milliseconds: 0,
                        message:
                            "The list of models shows nothing, and no model is known to ask; name one."
                    )))
        }
        do throws(GatewayError) {
            call(try TrialCalls.chat(of: connection, model: model, id: id)) { [self] result in
                switch result {
                case .success(let reply): answered(reply, model)
                case .failure(let error): failed(error, .chat) { _ in false }
                }
            }
        } catch {
            finish(
                .success(
                    TrialVerdict(
                        method: .chat, diagnosis: .unsupported, status: nil, milliseconds: 0,
                        message: error.message)))
        }
    }

    private func answered(_ reply: ProviderReply, _ model: String) {
        // Some providers say 200 whatever happens, and what they mean in the body.
        let status = ProviderExcerpt.status(reply)
        switch status {
        case 200..<300: end(.chat, .ok, reply, "`\(model)` answers.")
        case 401, 403: end(.chat, .invalidCredential, reply, "The provider refuses the credential")
        case 404, 405:
            end(.chat, .unsupported, reply, "The provider has no such endpoint, or no `\(model)`")
        case 400..<500:
            end(.chat, .accepted, reply, "The credential is accepted, but not the call")
        case 500...: end(.chat, .unavailable, reply, "The provider fails")
        default: end(.chat, .unsupported, reply, "The provider answers what is not expected")
        }
    }

    private func call(
        _ call: ProviderCall, _ take: @escaping (Result<ProviderReply, CallError>) -> Void
    ) {
        var call = call
        call.credential = credential
        daemons.call(call, take)
    }

    /// A call without an answer: a verdict, another call, or a failure of egress.
    private func failed(
        _ error: CallError, _ method: TrialVerdict.Method,
        goesOn: (TrialVerdict.Diagnosis) -> Bool
    ) {
        guard let diagnosis = TrialVerdict.Diagnosis(error.code) else {
            return finish(.failure(APIError(error, of: "egress")))
        }
        if goesOn(diagnosis) { return chat() }
        let words = ProviderExcerpt.clean(error.message)
        finish(
            .success(
                TrialVerdict(
                    method: method, diagnosis: diagnosis, status: nil, milliseconds: 0,
                    message: words.isEmpty ? "The call had no answer." : words)))
    }

    /// `text` ends with a stop, or the provider's own words follow it.
    private func end(
        _ method: TrialVerdict.Method, _ diagnosis: TrialVerdict.Diagnosis,
        _ reply: ProviderReply, _ text: String
    ) {
        var message = text
        if !text.hasSuffix(".") {
            let words = ProviderExcerpt.words(reply)
            message += words.isEmpty ? "." : ": \(words)"
        }
        finish(
            .success(
                TrialVerdict(
                    method: method, diagnosis: diagnosis, status: reply.status,
                    milliseconds: reply.milliseconds, message: message)))
    }
}
