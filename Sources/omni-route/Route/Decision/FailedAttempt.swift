internal import IPC

/// A call of a request that failed, as far as the next choice must know it.
struct FailedAttempt {
    /// The connection that was called.
    let connectionID: String
    /// The model that was asked of it.
    let model: String
    /// Whose fault it was.
    var failure: FailureClass
    /// What went wrong.
    var reason = FailureReason.reasonNone
    /// The HTTP status; 0 without an answer.
    var status: UInt32 = 0
    /// When the provider wants to be asked again, in milliseconds from its answer; 0 when it did not say.
    var retryAfterMs: UInt32 = 0

    /// Another account, or another model, at the same server would likely fail as well.
    var isOfServer: Bool {
        switch reason {
        case .reasonUnreachable, .reasonSilent, .reasonOverloaded: true
        case .reasonNone, .reasonAuth, .reasonBilling, .reasonForbidden, .reasonRateLimit,
            .reasonQuota, .reasonModelNotFound, .reasonServerError,
            .reasonCut, .reasonMalformed, .reasonEmpty, .reasonContextTooLong,
            .reasonContentRefused, .reasonBadRequest,
            .reasonUnsupported:
            failure == .provider
        }
    }

    /// The account is to blame, so that its other models are out as well.
    var isOfAccount: Bool { failure == .account || failure == .provider }

    /// The same call may go well at once.
    ///
    /// Never after silence, which would be waited for again, and never when the provider said when to come back.
    var mayPass: Bool { failure == .transient && reason != .reasonSilent && retryAfterMs == 0 }

    /// The provider wants a short pause, and then the same call may go well.
    var wantsPause: Bool {
        guard retryAfterMs > 0, UInt64(retryAfterMs) * 1_000_000 <= Limits.shortPause,
            failure == .transient || failure == .account || failure == .provider
        else { return false }
        switch reason {
        case .reasonSilent, .reasonAuth, .reasonBilling, .reasonForbidden, .reasonQuota,
            .reasonContextTooLong, .reasonContentRefused,
            .reasonBadRequest, .reasonUnsupported, .reasonModelNotFound:
            return false
        case .reasonNone, .reasonRateLimit, .reasonOverloaded, .reasonServerError,
            .reasonUnreachable, .reasonCut, .reasonMalformed, .reasonEmpty:
            return true
        }
    }

    /// The provider had too many requests or too much of the plan was used.
    var isOfRate: Bool { status == 429 || reason == .reasonRateLimit || reason == .reasonQuota }
}
