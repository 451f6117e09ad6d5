/// Why a candidate is passed over; the text stands in traces.
enum SkipReason: String, CaseIterable {
    /// The key may not use it.
    case notAllowed = "not_allowed"
    case disabled
    /// The user has blocked the provider.
    case blockedProvider = "blocked_provider"
    case noTools = "no_tools"
    case noVision = "no_vision"
    case noAudio = "no_audio"
    case noDocuments = "no_documents"
    case noJSONSchema = "no_json_schema"
    /// The request does not fit into the model's window.
    case contextTooSmall = "context_too_small"
    /// It failed for this request before.
    case failedBefore = "failed_before"
    /// The provider is taken to be down.
    case breakerOpen = "breaker_open"
    /// The account rests after a failure, or its provider asked for it.
    case coolingDown = "cooling_down"
    /// The provider refuses the credential.
    case credentialRefused = "credential_refused"
    /// The account cannot use this model now.
    case modelLocked = "model_locked"
    case quotaExhausted = "quota_exhausted"
    case budgetExhausted = "budget_exhausted"
    /// The account's rate is used up for the moment.
    case rateLimited = "rate_limited"
    /// As many calls are under way as may be.
    case busy
}

/// What stands in the way of a call, and until when.
struct Obstacle: Equatable {
    var reason: SkipReason
    /// When it will be gone, in the nanoseconds of the monotonic clock; nil when nobody knows.
    var until: UInt64?
    /// The HTTP status it goes back to, such as the 429 that made an account rest, or the one that a budget asks for; 0 for
    /// none.
    var status: UInt32
    /// The request is refused for it, instead of going elsewhere.
    var isFinal: Bool

    init(
        _ reason: SkipReason, until: UInt64? = nil, status: UInt32 = 0, isFinal: Bool = false
    ) {
        self.reason = reason
        self.until = until
        self.status = status
        self.isFinal = isFinal
    }

    /// Waiting a moment may be better than another target.
    var isShort: Bool { reason == .rateLimited || reason == .busy }
}
