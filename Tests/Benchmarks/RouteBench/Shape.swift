import IPC

/// How 10,000 connections are spread over names, with what else a large configuration has.
struct Shape {
    static let all = [
        Shape(names: 100, accounts: 100), Shape(names: 1_000, accounts: 10),
        Shape(names: 10_000, accounts: 1),
    ]
    static let combos = 200
    static let keys = 1_000
    private static let models = 5
    private static let providers = 50
    /// Dollars a day, in picodollars: never used up.
    private static let limit: UInt64 = 1_000_000_000_000_000_000

    /// Prefixes.
    let names: Int
    /// Connections behind each.
    let accounts: Int

    var name: String { "\(names)x\(accounts)" }

    /// All of it, with one strategy for combos and accounts.
    func configuration(_ strategy: Strategy) -> RouteConfiguration {
        RouteConfiguration(
            connections: (0..<names).flatMap { prefix in
                (0..<accounts).map { connection(prefix, $0) }
            },
            keys: (0..<Self.keys).map(key),
            combos: (0..<Self.combos).map { combo($0, strategy) },
            aliases: (0..<Self.combos).map {
                Alias(pattern: "alias-\($0)-*", model: "combo-\($0)")
            },
            budgets: budgets, routing: RoutingSettings(accountStrategy: strategy))
    }

    /// A name that a request may ask for.
    func model(_ number: Int) -> String {
        "prefix-\(number * 7 % names)/model-\(number % Self.models)"
    }

    static func keyID(_ number: Int) -> String { "key-id-\(number % keys)" }

    /// The id of a connection.
    func connectionID(_ prefix: Int, _ account: Int) -> String { "connection-\(prefix)-\(account)" }

    private func connection(_ prefix: Int, _ account: Int) -> ProviderConnection {
        let provider = "provider-\(prefix % Self.providers)"
        var made = ProviderConnection(
            id: connectionID(prefix, account), name: "name-\(prefix)-\(account)",
            provider: provider, dialect: .openaiChat, prefix: "prefix-\(prefix)",
            baseURL: "https://\(provider).example/v1",
            models: (0..<Self.models).map { "model-\($0)" },
            profile: provider)
        made.tier = Tier(rawValue: Int32(1 + account % 4)) ?? .apiKey
        made.limits = ConnectionLimits(requestsPerMinute: 1_000_000, concurrency: 10_000)
        made.quotas = [
            QuotaWindow(name: "5h", kind: .rolling, lengthS: 18_000, limit: 1_000_000_000),
            QuotaWindow(name: "week", kind: .week, unit: .tokens, limit: 1_000_000_000_000),
        ]
        made.facts = (0..<Self.models).map { model in
            ModelFacts(
                name: "model-\(model)", contextWindow: 200_000, maxOutput: 8_192, tools: true,
                vision: true,
                price: Price(input: UInt64(1_000 * (account % 7 + 1)), output: 10_000))
        }
        return made
    }

    private func combo(_ number: Int, _ strategy: Strategy) -> Combo {
        Combo(
            name: "combo-\(number)", strategy: strategy,
            entries: (0..<5).map { entry in
                ComboEntry(
                    model: "prefix-\((number * 7 + entry * 13) % names)/model-\(entry)",
                    weight: UInt32(entry + 1))
            })
    }

    /// Every second one may use only some models, every fourth only some providers.
    private func key(_ number: Int) -> ClientKey {
        var made = ClientKey(
            id: Self.keyID(number), name: "key-\(number)",
            hash: (0..<32).map { UInt8(truncatingIfNeeded: number >> ($0 % 4 * 8)) })
        if number % 2 == 1 { made.models = ["prefix-*/model-?", "combo-*", "gpt-*", "x/y"] }
        if number % 4 == 1 { made.providers = ["provider-*", "other"] }
        return made
    }

    private var budgets: [Budget] {
        let scopes: [(BudgetScope, String)] = [
            (.total, ""), (.key, "*"), (.provider, "*"), (.tier, "*"), (.connection, "*"),
        ]
        return scopes.map { scope, subject in
            Budget(
                name: "\(scope)", scope: scope, subject: subject, period: .month,
                limit: Self.limit)
        }
    }
}
