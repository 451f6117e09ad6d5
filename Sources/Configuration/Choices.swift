internal import IPC

/// The words that a configuration has for values of the daemons.
enum Choices {
    static let strategies: [(name: String, value: Strategy)] = [
        ("priority", .priority), ("fill-first", .priority), ("round-robin", .roundRobin),
        ("p2c", .p2C), ("random", .random), ("least-used", .leastUsed),
        ("cost-optimized", .costOptimized), ("weighted", .weighted),
        ("lowest-latency", .lowestLatency), ("tiered", .tiered),
    ]
    static let tiers: [(name: String, value: Tier)] = [
        ("subscription", .subscription), ("api-key", .apiKey), ("cheap", .cheap), ("free", .free),
    ]
    static let resiliences: [(name: String, value: Resilience)] = [
        ("api-key", .apiKey), ("oauth", .oauth), ("local", .local),
    ]
    static let guardModes: [(name: String, value: GuardMode)] = [
        ("off", .off), ("warn", .warn), ("block", .block), ("redact", .redact),
    ]
    static let adminAccesses: [(name: String, value: AdminAccess)] = [
        ("loopback", .loopback), ("any", .any), ("off", .off),
    ]
    static let services: [(name: String, value: ServiceTier)] = [
        ("standard", .standard), ("priority", .priority), ("flex", .flex), ("batch", .batch),
        ("fast", .fast), ("regional", .regional),
    ]
    static let budgetScopes: [(name: String, value: BudgetScope)] = [
        ("total", .total), ("key", .key), ("provider", .provider), ("tier", .tier),
        ("connection", .connection),
    ]
    static let budgetActions: [(name: String, value: BudgetAction)] = [
        ("next", .next), ("refuse", .refuse), ("payment-required", .paymentRequired),
    ]
    /// Windows that begin at a time of the calendar.
    static let periods: [(name: String, value: WindowKind)] = [
        ("day", .day), ("week", .week), ("month", .month),
    ]
    /// A name may stand for several endpoints that nobody would tell apart in a key.
    static let endpoints: [(name: String, value: [Endpoint])] = [
        ("chat", [.chat]), ("completions", [.completion]), ("generate", [.generate]),
        ("models", [.models, .model]), ("count-tokens", [.countTokens]), ("compact", [.compact]),
        ("stored-responses", [.storedResponse, .deleteResponse]),
    ]
}
