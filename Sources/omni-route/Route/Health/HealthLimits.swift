/// What bounds the memory of health, and what is believed of providers; times in nanoseconds.
enum HealthLimits {
    /// One second.
    static let second: UInt64 = 1_000_000_000
    /// One minute.
    static let minute = 60 * second
    /// One hour.
    static let hour = 60 * minute
    /// One day.
    static let day = 24 * hour
    /// Time after which a probe without a report gives its place back.
    ///
    /// A call that is silent for the 20 seconds that a first token may take has failed by then; one still under way is being
    /// answered, or its report is lost. Neither may keep others waiting.
    static let probeLifetime = 30 * second
    /// Probes remembered at once; a call beyond is not followed as one.
    static let probes = 16
    /// Calls at once with which an account that recovers is free again.
    static let drainWidth = 8
    /// Time after recovery after which an account is free, however few calls it had.
    static let drainLifetime = minute
    /// Locked models of one connection; the lock that ends first is forgotten for a new one.
    static let locks = 64
    /// Time that the step of a lock is remembered after its end; after that the ladder begins anew.
    static let lockMemory = hour
    /// Time stamps of one connection's calls; limits above this many a minute are counted in groups.
    static let stamps = 4_096
    /// The longest wait that a learned rate limit causes.
    ///
    /// Windows of rate limits are a day at most; a later reset is looked at again then.
    static let learnedReset = day
    /// What a rest takes from the score of an account.
    static let restScore = 30
    /// Rate states of one report that are looked at; there are four units.
    static let rates = 8
    /// The longest time of a call that is believed.
    static let call = hour
    /// Tokens of one call that are believed.
    static let tokens: UInt64 = 1 << 32
}
