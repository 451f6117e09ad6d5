/// What bounds the parts of a configuration; one with more is refused whole.
///
/// The command line refuses the same with a line and a column; here nobody is trusted to have done so.
enum ConfigurationLimits {
    /// Bytes of a name: of a combo, a tag, a quota.
    static let nameBytes = 64
    /// Bytes of a budget's name, which may have a key's name within.
    static let budgetNameBytes = 100
    /// Combos, and entries of one.
    static let combos = 1_000
    static let comboEntries = 100
    /// Weight of an entry.
    static let weight: UInt32 = 1_000_000
    /// Requests that stay with one entry or account in turn.
    static let sticky: UInt32 = 1_000
    /// Aliases; those with wildcards are tried one after the other.
    static let aliases = 2_000
    /// Budgets, those of keys included.
    static let budgets = 20_000
    /// Picodollars of a budget or a quota: a million dollars, so that sums of thousands of them fit 64 bits.
    static let money: ClosedRange<UInt64> = 1...1_000_000_000_000_000_000
    /// Picodollars of a token: 100,000 dollars for a million.
    static let price: UInt64 = 100_000_000_000
    /// Models of a connection of which something is known.
    static let facts = 5_000
    /// Tokens of a window or an answer.
    static let tokens: UInt64 = 100_000_000
    /// Tags of a connection.
    static let tags = 32
    /// Quotas of a connection, and requests or tokens of one.
    static let quotas = 8
    static let quotaCount: ClosedRange<UInt64> = 1...1_000_000_000_000_000
    /// Seconds of a window of time: 31 days.
    static let windowSeconds: ClosedRange<UInt32> = 1...2_678_400
    /// Calls a minute, calls at once and requests that wait, of one connection.
    static let requestsPerMinute: UInt32 = 1_000_000
    static let concurrency: UInt32 = 10_000
    static let queue: UInt32 = 10_000
    /// Milliseconds of a timeout or a gap: a day.
    static let milliseconds: UInt32 = 86_400_000
    /// Patterns of models, or providers, of one key.
    static let keyPatterns = 200
    /// Rates of one key or of an address, and requests of one.
    static let rates = 8
    static let rateRequests: ClosedRange<UInt32> = 1...1_000_000_000
    /// Addresses of a filter, or of proxies.
    static let addresses = 10_000
    /// Blocked providers.
    static let blockedProviders = 200
    /// Answers in the cache, and bytes of all of them.
    static let cacheEntries: UInt32 = 100_000
    static let cacheBytes: UInt64 = 1_073_741_824
    /// Milliseconds in which a request may be repeated: ten minutes.
    static let idempotencyMilliseconds: UInt32 = 600_000
}
