internal import IPC

/// What a failed call means for whom: the one table of it.
struct FailureEffect: Equatable {
    /// Who is at fault.
    enum Scope: Equatable {
        /// Nobody whose health is kept: the caller, or ourselves.
        case none
        /// The account rests.
        case account
        /// The account cannot use this model.
        case model
        /// The provider's breaker counts it, and the account's tolerance.
        case provider
        /// The account rests until its credential changes, with rare probes.
        case credential
    }

    /// Who is at fault.
    let scope: Scope
    /// Which ladder an account or model climbs.
    let cause: CooldownCause
    /// The same target may be asked once more for the same request.
    var mayRepeat = false

    /// What a report means; for success and cancelled calls it is nobody's fault.
    static func of(_ report: RouteReport) -> FailureEffect {
        switch report.failure {
        case .none, .cancelled, .caller: return .nobody
        case .account, .model, .provider, .transient: break
        }
        var effect = report.reason == .reasonNone ? byStatus(report) : byReason(report)
        effect = effect.attributed(to: report.failure)
        // A silent target would cost the request another wait; a limit says itself when it ends.
        effect.mayRepeat =
            report.failure == .transient && report.reason != .reasonSilent
            && effect.scope != .credential && effect.cause == .transient
        return effect
    }

    private static let nobody = FailureEffect(scope: .none, cause: .transient)
    private static let provider = FailureEffect(scope: .provider, cause: .transient)
    private static let model = FailureEffect(scope: .model, cause: .transient)
    private static let credential = FailureEffect(scope: .credential, cause: .credential)

    private static func account(_ cause: CooldownCause) -> FailureEffect {
        FailureEffect(scope: .account, cause: cause)
    }

    private static func byReason(_ report: RouteReport) -> FailureEffect {
        switch report.reason {
        case .reasonAuth: credential
        case .reasonBilling: account(.payment)
        case .reasonForbidden: account(.forbidden)
        case .reasonRateLimit: account(.rateLimit)
        case .reasonQuota: account(.quota)
        case .reasonModelNotFound: model
        case .reasonOverloaded, .reasonServerError:
            switch report.status {
            // Nothing came from the provider: it is egress that is overloaded.
            case 0: nobody
            // A limit in other words; never the provider's breaker.
            case 429: account(.rateLimit)
            default: provider
            }
        case .reasonUnreachable, .reasonCut, .reasonSilent: provider
        // The provider is up. Such answers often belong to the request, so only a row of them rests the account.
        case .reasonMalformed, .reasonEmpty: account(.transient)
        case .reasonContextTooLong, .reasonContentRefused, .reasonBadRequest, .reasonUnsupported:
            nobody
        case .reasonNone: byStatus(report)
        }
    }

    private static func byStatus(_ report: RouteReport) -> FailureEffect {
        switch report.status {
        case 401: credential
        case 402: account(.payment)
        case 403: account(.forbidden)
        case 404: model
        case 429: account(.rateLimit)
        case 408, 500...: provider
        // The request itself was wrong, whatever the class says.
        case 400, 413, 422: nobody
        // Without an answer: a provider is at fault only where the report says so; otherwise our own way out was.
        case 0: report.failure == .transient ? nobody : provider
        default: account(.transient)
        }
    }

    /// The effect within the class that the report gives.
    private func attributed(to failure: FailureClass) -> FailureEffect {
        switch (failure, scope) {
        case (_, .none): self
        // Limits of a single model leave the account's other models alone.
        case (.model, _): FailureEffect(scope: .model, cause: cause)
        case (.account, .provider): .account(.transient)
        default: self
        }
    }
}
