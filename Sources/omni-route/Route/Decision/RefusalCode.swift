/// Why route refuses an ask: the `code` of the error that the client gets.
enum RefusalCode: String, CaseIterable {
    /// The request names no model.
    case modelRequired = "model_required"
    /// No connection serves the model.
    case modelNotFound = "model_not_found"
    /// A name without a prefix that several prefixes offer.
    case ambiguousModel = "ambiguous_model"
    /// The key may not use the model.
    case modelNotAllowed = "model_not_allowed"
    /// The user has blocked the provider.
    case providerBlocked = "provider_blocked"
    /// The model cannot do what the request needs.
    case unsupported = "unsupported_capability"
    /// The request fits into no model's window.
    case contextTooLong = "context_length_exceeded"
    /// All that could serve the model are at their rates.
    case rateLimited = "rate_limit_exceeded"
    /// All that could serve the model have used up their quotas.
    case quotaExhausted = "quota_exceeded"
    /// A budget is used up.
    case budgetExhausted = "budget_exceeded"
    /// A budget is used up, and the user wants it called so.
    case paymentRequired = "payment_required"
    /// The same request, by its Idempotency-Key, is under way.
    case busy = "request_under_way"
    /// All that could serve the model have failed for this request, or cannot answer now.
    case noTarget = "no_target_available"

    /// The HTTP status that goes with it.
    var status: UInt32 {
        switch self {
        case .modelRequired, .ambiguousModel, .unsupported, .contextTooLong: 400
        case .paymentRequired: 402
        case .modelNotAllowed, .providerBlocked: 403
        case .modelNotFound: 404
        case .busy: 409
        case .rateLimited, .quotaExhausted, .budgetExhausted: 429
        case .noTarget: 503
        }
    }

    /// The parameter at fault; empty for none.
    var param: String {
        switch self {
        case .modelRequired, .modelNotFound, .ambiguousModel, .modelNotAllowed,
            .providerBlocked, .unsupported:
            "model"
        case .contextTooLong: "messages"
        case .rateLimited, .quotaExhausted, .budgetExhausted, .paymentRequired, .busy,
            .noTarget:
            ""
        }
    }
}
