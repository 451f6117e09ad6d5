internal import Dialects
internal import IPC

/// Whose fault a failure was, what it was, and whether another target may do better: the one table of failures
/// (gateway-behaviour, section 2; docs/failover.md).
struct FailureVerdict: Equatable {
    var failure: FailureClass
    var reason: FailureReason

    /// An error that a provider reported, whatever its status.
    init(_ kind: ErrorKind) {
        switch kind {
        case .contextTooLong: self.init(.caller, .reasonContextTooLong)
        case .filtered: self.init(.caller, .reasonContentRefused)
        case .invalidProof, .badRequest: self.init(.caller, .reasonBadRequest)
        case .unsupported: self.init(.caller, .reasonUnsupported)
        case .invalidCredential: self.init(.account, .reasonAuth)
        case .forbidden: self.init(.account, .reasonForbidden)
        case .billing: self.init(.account, .reasonBilling)
        case .quota: self.init(.account, .reasonQuota)
        case .rateLimit: self.init(.account, .reasonRateLimit)
        case .modelNotFound: self.init(.model, .reasonModelNotFound)
        case .overloaded: self.init(.transient, .reasonOverloaded)
        case .other: self.init(.transient, .reasonServerError)
        }
    }

    /// An answer with status 200 that is none.
    init(_ failure: AnswerFailure) {
        switch failure {
        case .malformed, .tooLarge, .reported: self.init(.provider, .reasonMalformed)
        case .empty: self.init(.provider, .reasonEmpty)
        case .cutShort: self.init(.transient, .reasonCut)
        // It may be a good answer; it is only not the one that was begun.
        case .diverged: self.init(.cancelled, .reasonNone)
        }
    }

    /// egress gave up.
    init(_ code: ResetCode) {
        switch code {
        case .upstreamDNS, .upstreamConnect: self.init(.transient, .reasonUnreachable)
        case .upstreamTLS: self.init(.provider, .reasonUnreachable)
        case .upstreamFirstByte, .upstreamIdle, .upstreamTotal, .deadline:
            self.init(.provider, .reasonSilent)
        case .upstreamDenied: self.init(.account, .reasonUnreachable)
        case .credential: self.init(.account, .reasonAuth)
        case .overloaded: self.init(.transient, .reasonOverloaded)
        case .upstreamBroken, .unknown, .cancelled, .refused, .protocol, .peerGone, .internal,
            .draining:
            self.init(.transient, .reasonCut)
        }
    }

    init(_ failure: FailureClass, _ reason: FailureReason) {
        self.failure = failure
        self.reason = reason
    }

    /// Whether another target may do better; what is the caller's mistake anywhere goes back at once.
    var allowsAnother: Bool {
        switch reason {
        case .reasonBadRequest, .reasonContentRefused: false
        case .reasonNone: failure != .caller
        case .reasonAuth, .reasonBilling, .reasonForbidden, .reasonRateLimit, .reasonQuota,
            .reasonOverloaded, .reasonModelNotFound, .reasonServerError, .reasonUnreachable,
            .reasonCut, .reasonSilent, .reasonMalformed, .reasonEmpty, .reasonContextTooLong,
            .reasonUnsupported:
            true
        }
    }
}
