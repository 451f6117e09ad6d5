extension FailureReason {
    /// As records, traces and logs spell it.
    public var word: StaticString {
        switch self {
        case .reasonNone: "none"
        case .reasonAuth: "auth"
        case .reasonBilling: "billing"
        case .reasonForbidden: "forbidden"
        case .reasonRateLimit: "rate_limit"
        case .reasonQuota: "quota"
        case .reasonOverloaded: "overloaded"
        case .reasonModelNotFound: "model_not_found"
        case .reasonServerError: "server_error"
        case .reasonUnreachable: "unreachable"
        case .reasonCut: "cut"
        case .reasonSilent: "silent"
        case .reasonMalformed: "malformed"
        case .reasonEmpty: "empty"
        case .reasonContextTooLong: "context_too_long"
        case .reasonContentRefused: "content_refused"
        case .reasonBadRequest: "bad_request"
        case .reasonUnsupported: "unsupported"
        }
    }
}
