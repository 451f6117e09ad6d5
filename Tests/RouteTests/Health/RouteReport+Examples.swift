import IPC

extension RouteReport {
    /// A rate limit, with the wait that the provider names.
    static func limited(after seconds: Double = 0, reason: FailureReason = .reasonRateLimit)
        -> RouteReport
    {
        RouteReport(
            failure: .account, status: 429, retryAfterMs: UInt32(seconds * 1_000), reason: reason)
    }

    /// A provider's error.
    static func broken(_ status: UInt32 = 500) -> RouteReport {
        RouteReport(failure: .transient, status: status, reason: .reasonServerError)
    }

    /// A refused credential.
    static var refused: RouteReport {
        RouteReport(failure: .account, status: 401, reason: .reasonAuth)
    }

    /// A model that is not there.
    static var missing: RouteReport {
        RouteReport(failure: .model, status: 404, reason: .reasonModelNotFound)
    }

    /// An error of the caller.
    static var wrong: RouteReport {
        RouteReport(failure: .caller, status: 400, reason: .reasonBadRequest)
    }
}
