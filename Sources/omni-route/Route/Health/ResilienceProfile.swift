internal import IPC

/// How failures are answered: the numbers of one kind of connection; times in nanoseconds.
struct ResilienceProfile: Equatable {
    /// First wait after failures that may pass.
    let transientBase: UInt64
    /// First wait after a rate limit for which the provider named no time.
    let rateLimitBase: UInt64
    /// Steps that the ladder has above its first.
    let maxLevel: Int
    /// Failures in a row of one account that do not rest it yet.
    ///
    /// They are the provider's as a rule, and its breaker counts them. What comes after them is about this account: others of
    /// the provider answer, or the breaker would be open.
    let tolerated: Int
    /// Failures in a row that open the provider's breaker.
    let breakerThreshold: Int
    /// Time that the breaker stays open at first.
    let breakerReset: UInt64
    /// Time that the breaker stays open at most.
    let breakerCeiling: UInt64

    /// Accounts with an API key.
    ///
    /// Their limits are counted by the minute and mostly named in the answer, so the ladder without a name begins at a
    /// second (1, 2, 4 … 32). Five failures open the breaker: eight to twelve, as others count, would make as many clients
    /// wait for a provider that is silent, 20 seconds each; three are reached by one blip with several calls under way.
    static let apiKey = ResilienceProfile(
        transientBase: 3 * HealthLimits.second, rateLimitBase: HealthLimits.second, maxLevel: 5,
        tolerated: 2, breakerThreshold: 5, breakerReset: 30 * HealthLimits.second,
        breakerCeiling: 5 * HealthLimits.minute)

    /// Accounts with a login: a person's subscription, which hammering may cost.
    ///
    /// Hence the longer waits. The threshold is that of API keys for the same reasons.
    static let oauth = ResilienceProfile(
        transientBase: 5 * HealthLimits.second, rateLimitBase: 60 * HealthLimits.second,
        maxLevel: 8, tolerated: 2, breakerThreshold: 5,
        breakerReset: 60 * HealthLimits.second, breakerCeiling: 5 * HealthLimits.minute)

    /// Servers of one's own.
    ///
    /// They are up or down, and back as soon as somebody has started them: noticed fast, asked again soon.
    static let local = ResilienceProfile(
        transientBase: 2 * HealthLimits.second, rateLimitBase: 5 * HealthLimits.second,
        maxLevel: 3, tolerated: 1, breakerThreshold: 2,
        breakerReset: 15 * HealthLimits.second, breakerCeiling: HealthLimits.minute)

    /// The profile of a kind.
    static func of(_ resilience: Resilience) -> ResilienceProfile {
        switch resilience {
        case .apiKey: apiKey
        case .oauth: oauth
        case .local: local
        }
    }

    /// The wait at a step of a cause's ladder, from 0 on, each twice the one before.
    ///
    /// No ceiling is above an hour, for an account that nobody asks is never found well again.
    func wait(_ cause: CooldownCause, level: Int) -> UInt64 {
        let (base, ceiling) = ladder(cause)
        let step = max(0, min(level, maxLevel, 20))
        return min(base << UInt64(step), ceiling)
    }

    private func ladder(_ cause: CooldownCause) -> (base: UInt64, ceiling: UInt64) {
        let minute = HealthLimits.minute
        return switch cause {
        case .transient: (transientBase, 2 * minute)
        case .rateLimit: (rateLimitBase, 10 * minute)
        case .forbidden: (2 * minute, 30 * minute)
        case .quota: (5 * minute, 30 * minute)
        case .payment, .credential: (10 * minute, 60 * minute)
        }
    }
}
