import IPC
import Testing

@testable import Route

/// Who is at fault for which failure.
@Suite struct FailureEffectTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let failure: FailureClass
        let status: UInt32
        let reason: FailureReason
        let scope: FailureEffect.Scope
        let cause: CooldownCause
        let mayRepeat: Bool

        init(
            _ failure: FailureClass, _ status: UInt32, _ reason: FailureReason,
            _ scope: FailureEffect.Scope, _ cause: CooldownCause = .transient,
            repeats: Bool = false
        ) {
            self.failure = failure
            self.status = status
            self.reason = reason
            self.scope = scope
            self.cause = cause
            mayRepeat = repeats
        }

        var testDescription: String { "\(failure) \(status) \(reason)" }
    }

    static let rows: [Row] = [
        Row(.none, 200, .reasonNone, .none),
        Row(.cancelled, 0, .reasonNone, .none),
        Row(.caller, 400, .reasonBadRequest, .none),
        Row(.caller, 401, .reasonAuth, .none),
        // By reason.
        Row(.account, 401, .reasonAuth, .credential, .credential),
        Row(.account, 403, .reasonAuth, .credential, .credential),
        Row(.account, 402, .reasonBilling, .account, .payment),
        Row(.account, 403, .reasonForbidden, .account, .forbidden),
        Row(.account, 429, .reasonRateLimit, .account, .rateLimit),
        Row(.transient, 429, .reasonRateLimit, .account, .rateLimit),
        Row(.account, 429, .reasonQuota, .account, .quota),
        Row(.provider, 503, .reasonQuota, .account, .quota),
        Row(.transient, 503, .reasonOverloaded, .provider, repeats: true),
        Row(.transient, 529, .reasonOverloaded, .provider, repeats: true),
        Row(.transient, 429, .reasonOverloaded, .account, .rateLimit),
        Row(.transient, 500, .reasonServerError, .provider, repeats: true),
        Row(.transient, 200, .reasonServerError, .provider, repeats: true),
        Row(.transient, 0, .reasonUnreachable, .provider, repeats: true),
        Row(.provider, 0, .reasonUnreachable, .provider),
        Row(.transient, 200, .reasonCut, .provider, repeats: true),
        Row(.provider, 200, .reasonSilent, .provider),
        Row(.transient, 0, .reasonSilent, .provider),
        Row(.provider, 200, .reasonMalformed, .account),
        Row(.transient, 200, .reasonEmpty, .account, repeats: true),
        // Models.
        Row(.model, 404, .reasonModelNotFound, .model),
        Row(.account, 403, .reasonModelNotFound, .model),
        Row(.model, 429, .reasonRateLimit, .model, .rateLimit),
        Row(.model, 503, .reasonOverloaded, .model),
        // The request is at fault, whatever the class.
        Row(.transient, 400, .reasonContextTooLong, .none, repeats: true),
        Row(.account, 413, .reasonContextTooLong, .none),
        Row(.model, 400, .reasonUnsupported, .none),
        Row(.provider, 200, .reasonContentRefused, .none),
        // By status.
        Row(.account, 401, .reasonNone, .credential, .credential),
        Row(.account, 402, .reasonNone, .account, .payment),
        Row(.account, 403, .reasonNone, .account, .forbidden),
        Row(.model, 404, .reasonNone, .model),
        Row(.account, 429, .reasonNone, .account, .rateLimit),
        Row(.provider, 429, .reasonNone, .account, .rateLimit),
        Row(.transient, 408, .reasonNone, .provider, repeats: true),
        Row(.transient, 409, .reasonNone, .account, repeats: true),
        Row(.transient, 503, .reasonNone, .provider, repeats: true),
        Row(.account, 500, .reasonNone, .account),
        Row(.provider, 301, .reasonNone, .account),
        Row(.transient, 413, .reasonNone, .none, repeats: true),
        Row(.provider, 0, .reasonNone, .provider),
        Row(.account, 0, .reasonNone, .account),
        // Our own way out failed.
        Row(.transient, 0, .reasonNone, .none, repeats: true),
        Row(.transient, 0, .reasonOverloaded, .none, repeats: true),
    ]

    @Test(arguments: rows)
    func everyFailureHasItsPlace(_ row: Row) {
        let effect = FailureEffect.of(
            RouteReport(failure: row.failure, status: row.status, reason: row.reason))
        #expect(effect.scope == row.scope)
        #expect(effect.cause == row.cause)
        #expect(effect.mayRepeat == row.mayRepeat)
    }

    @Test func noLimitEverCountsForABreaker() {
        let ofTheNetwork: [FailureReason] = [.reasonUnreachable, .reasonCut, .reasonSilent]
        for failure in FailureClass.allCases {
            for reason in FailureReason.allCases where !ofTheNetwork.contains(reason) {
                let report = RouteReport(failure: failure, status: 429, reason: reason)
                #expect(FailureEffect.of(report).scope != .provider)
            }
        }
    }

    @Test func aCallersFaultNeverHasAnEffect() {
        for reason in FailureReason.allCases {
            for status: UInt32 in [0, 400, 401, 413, 429, 500] {
                let report = RouteReport(failure: .caller, status: status, reason: reason)
                #expect(FailureEffect.of(report).scope == .none)
            }
        }
    }
}
