/// Why an account rests; the graver come later.
///
/// The numbers are stored and not changed.
enum CooldownCause: Int64, CaseIterable, Comparable {
    /// Failures that may pass: the account alone answers with errors.
    case transient = 0
    /// Too many requests or tokens for the moment.
    case rateLimit = 1
    /// The account may not do what was asked, and nobody said why.
    case forbidden = 2
    /// The plan's allowance is used up.
    case quota = 3
    /// Payment is due, credits are used up.
    case payment = 4
    /// The credential is refused.
    case credential = 5

    static func < (a: CooldownCause, b: CooldownCause) -> Bool { a.rawValue < b.rawValue }

    /// The name for people and traces.
    var label: String {
        switch self {
        case .transient: "transient"
        case .rateLimit: "rate_limit"
        case .forbidden: "forbidden"
        case .quota: "quota"
        case .payment: "payment"
        case .credential: "credential"
        }
    }

    /// Whether two causes climb one ladder.
    ///
    /// Errors and rate limits come mixed from an overloaded provider, and together they shall wait longer and longer. Each
    /// other cause begins at its own first step: it is something new.
    func isOfOneLadder(with other: CooldownCause) -> Bool {
        self == other || (self <= .rateLimit && other <= .rateLimit)
    }

    /// What a call meets while the account rests.
    var obstacle: SkipReason {
        switch self {
        case .transient, .rateLimit, .forbidden, .payment: .coolingDown
        case .quota: .quotaExhausted
        case .credential: .credentialRefused
        }
    }

    /// The longest wait that a provider may ask for.
    ///
    /// A plan's windows last up to a week, those of rate limits up to a day. Whoever names more has mistaken the unit, or
    /// is asked once more in between. For the others no provider knows when a person will act.
    var longestNamed: UInt64 {
        switch self {
        case .transient, .forbidden, .credential: HealthLimits.hour
        case .rateLimit: HealthLimits.day
        case .quota, .payment: 8 * HealthLimits.day
        }
    }
}
