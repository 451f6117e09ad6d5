/// What bounds a configuration file; beyond each the file is refused with an error that names the bound.
enum Limits {
    /// Bytes of the file: room for thousands of connections, far below what would be slow to read.
    static let fileBytes = 16 << 20
    /// Nesting of YAML and documents, values of one, and values that aliases of YAML may add: (depth, values, aliasedValues).
    ///
    /// No field is nested deeper than ten; the largest file that is all values has some eight million.
    static let depth = 64
    static let values = 8 << 20
    static let aliasedValues = 100_000
    /// Bytes of a file that holds one secret.
    static let secretFileBytes = 64 << 10
    /// Bytes of the certificates; the whole list of a distribution is a quarter of a megabyte.
    static let certificateBytes = 4 << 20
    /// Connections; each costs route memory for as long as it runs.
    static let connections = 10_000
    /// Providers beside those of the catalogue.
    static let providers = 1_000
    /// Client keys.
    static let keys = 10_000
    /// Models of one connection.
    static let models = 5_000
    /// Bytes of a model name, a connection name or a prefix: (model, name).
    static let modelBytes = 200
    /// Characters of a name or a prefix; it is part of every model id.
    static let nameCharacters = 64
    /// Characters of a client key: short ones are guessed, long ones do not fit a header comfortably.
    static let clientKeyCharacters = 8...512
    /// Characters of a provider's key; tokens of cloud providers have some thousand.
    static let apiKeyCharacters = 16_384
    /// Bytes of the key file of a service account; Google's have some 2,300, and egress takes no more.
    static let serviceAccountBytes = 16_384
    /// Bytes of a system prompt; it goes along with every decision of route.
    static let systemPromptBytes = 32_768
    /// Characters of a base URL.
    static let urlCharacters = 2_000
    /// Combos; each is looked at whenever one is nested in another.
    static let combos = 1_000
    /// Entries of one combo, and attempts that one may make: (entries, attempts).
    static let comboEntries = 100
    static let attempts = 1...16
    /// Combos within combos, and names that lead to another name: (depth, chain).
    static let comboDepth = 3
    static let aliasChain = 4
    /// Aliases; those with wildcards are tried one after the other.
    static let aliases = 2_000
    /// Prices by name or pattern, and those of them that may be about any prefix: (prices, anyPrefix).
    ///
    /// The latter are tried one after the other for each model.
    static let prices = 10_000
    static let anyPrefix = 100
    /// Least similarity of questions that the cache may take for the same, in thousandths.
    static let similarity: ClosedRange<UInt64> = 500...1_000
    /// Requests that stay with one entry or account in turn.
    static let sticky = 1...1_000
    /// Weight of an entry.
    static let weight = 0...1_000_000
    /// Budgets, those of keys included.
    static let budgets = 20_000
    /// US dollars of a budget or a quota; far below what 64 bits of picodollars hold.
    static let money: ClosedRange<UInt64> = 0...1_000_000
    /// US dollars for a million tokens.
    static let price: ClosedRange<UInt64> = 0...100_000
    /// US dollars for a call, or for a minute of sound.
    static let callPrice: ClosedRange<UInt64> = 0...10_000
    /// What a service tier may cost, in standard prices.
    static let serviceFactor: ClosedRange<UInt64> = 0...100
    /// What such a factor is over, where it is a fraction.
    static let serviceDivisor: ClosedRange<UInt32> = 1...1_000
    /// Tools, or service tiers, that one price names.
    static let priceNames = 32
    /// Days that rows of the ledger and recorded bodies are kept.
    static let retentionDays = 1...3_650
    /// Bytes of the ledger, of all recorded bodies, of one of them, and of a file of console lines.
    static let ledgerSize: (range: ClosedRange<UInt64>, text: String) =
        (16_000_000...10_000_000_000_000, "between 16MB and 10000GB")
    static let bodySize: (range: ClosedRange<UInt64>, text: String) =
        (1_000...262_144, "between 1KB and 256KiB")
    static let consoleFileSize: (range: ClosedRange<UInt64>, text: String) =
        (1_000_000...1_073_741_824, "between 1MB and 1GiB")
    /// Files of console lines, and backups that are kept.
    static let consoleFiles = 1...100
    static let backups = 1...1_000
    /// Headers that go along with traces.
    static let telemetryHeaders = 16
    /// Tokens of a window or an answer.
    static let tokens = 1...100_000_000
    /// Tags of a connection.
    static let tags = 32
    /// Order of a connection.
    static let priority = 0...1_000_000
    /// What `limits` of a connection may say.
    static let requestsPerMinute = 1...1_000_000
    static let concurrency = 1...10_000
    static let queue = 1...10_000
    /// Quotas of a connection, and requests or tokens of one: (quotas, quotaCount).
    static let quotas = 8
    static let quotaCount = 1...1_000_000_000_000_000
    /// Numbers of users; the last one means nobody (POSIX).
    static let userID = 0...4_294_967_294
    /// Patterns of models or providers in one key.
    static let keyPatterns = 200
    /// Rates of one key or of the door, and requests of one: (rates, rateRequests).
    static let rates = 8
    static let rateRequests = 1...1_000_000_000
    /// Addresses of a filter or of proxies.
    static let addresses = 10_000
    /// Names of blocked providers.
    static let blockedProviders = 200
    /// Answers that the cache may keep, and bytes of all of them: (entries, bytes).
    static let cacheEntries = 1...100_000
    static let cacheBytes: ClosedRange<UInt64> = 1_000_000...1_073_741_824
    /// Milliseconds in which a request may be repeated.
    static let idempotency: ClosedRange<UInt64> = 1...600_000
    /// Bytes of a file of the time zone database.
    static let zoneBytes = 256 << 10
    /// Names looked through for one that is near.
    static let nearNames = 2_000
    /// Errors reported of one file; more are counted only.
    static let errors = 100
}
