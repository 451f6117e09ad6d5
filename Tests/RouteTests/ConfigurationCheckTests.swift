import IPC
import Testing

@testable import Route

/// What route refuses of a configuration, whoever checked it before.
@Suite struct ConfigurationCheckTests {
    typealias Change = @Sendable (inout RouteConfiguration) -> Void

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let problem: String
        let change: Change
        var testDescription: String { name }

        init(_ name: String, _ problem: String, _ change: @escaping Change) {
            self.name = name
            self.problem = problem
            self.change = change
        }
    }

    /// Everything that a configuration can have, at the edge of what is taken.
    static let whole = RouteConfiguration(
        connections: [
            ProviderConnection(
                id: "c-a", name: "a", provider: "openai", dialect: .openaiChat, prefix: "a",
                baseURL: "https://h/v1", disabled: true, priority: .max, tier: .cheap,
                tags: ["eu", "fast"],
                limits: ConnectionLimits(
                    requestsPerMinute: 1_000_000, minGapMs: 1, concurrency: 10_000, queue: 10_000,
                    queueTimeoutMs: 86_400_000),
                quotas: [
                    QuotaWindow(name: "5h", lengthS: 18_000, limit: 1),
                    QuotaWindow(
                        name: "day", kind: .day, beginsS: 86_399, unit: .cost,
                        limit: 1_000_000_000_000_000_000),
                ],
                facts: [
                    ModelFacts(
                        name: "m", contextWindow: 100_000_000,
                        price: Price(input: 0, cacheWrite: 100_000_000_000))
                ], resilience: .oauth)
        ],
        keys: [
            ClientKey(
                id: "k-k", name: "k", hash: [UInt8](repeating: 1, count: 32), models: ["a/*"],
                providers: ["a"], endpoints: [.chat, .models],
                rates: [RateWindow(requests: 1, seconds: 2_678_400)], expiresUnixUs: 1,
                previousHash: [UInt8](repeating: 2, count: 32), previousUntilUnixUs: 2, uid: 0)
        ],
        settings: DoorSettings(
            addresses: AddressFilter(mode: .allow, addresses: ["10.0.0.0/8", "2001:db8::/32"]),
            addressRates: [RateWindow(requests: 5, seconds: 1)], trustedProxies: ["::1"]),
        combos: [
            Combo(
                name: "c", entries: [ComboEntry(model: "a/m", weight: 1_000_000)], attempts: 16,
                sticky: 1_000)
        ],
        aliases: [Alias(pattern: "gpt-*", model: "c")],
        budgets: [Budget(name: "b", period: .week, limit: 1)],
        routing: RoutingSettings(
            sticky: 1, blockedProviders: ["groq"], zone: "America/Argentina/Ushuaia",
            cache: CacheSettings(enabled: true, maxEntries: 100_000, maxBytes: 1 << 30)))

    @Test func everythingIsTakenOver() throws {
        let next = try #require(
            try ConfigurationChange.applying(Self.whole, to: StoredState(), now: 7))
        #expect(next.generation == 2)
        #expect(next.combos == Self.whole.combos)
        #expect(next.aliases == Self.whole.aliases)
        #expect(next.budgets == Self.whole.budgets)
        #expect(next.routing == Self.whole.routing)
        #expect(next.settings.addresses == Self.whole.settings?.addresses)
        #expect(next.settings.addressRates.count == 1)
        #expect(next.connections.map(\.connection) == Self.whole.connections)
        #expect(try ConfigurationChange.applying(Self.whole, to: next, now: 8) == nil)
    }

    @Test func whatIsMissingIsRemoved() throws {
        let state = try #require(
            try ConfigurationChange.applying(Self.whole, to: StoredState(), now: 7))
        let next = try #require(
            try ConfigurationChange.applying(RouteConfiguration(), to: state, now: 8))
        #expect(next.combos.isEmpty && next.aliases.isEmpty && next.budgets.isEmpty)
        #expect(next.routing == RoutingSettings())
        #expect(next.settings == .standard)
    }

    static let accounts: [Case] = [
        Case("tag", "the connection \"a\" has a bad tag") { $0.connections[0].tags = ["a b"] },
        Case("tag twice", "the connection \"a\" has a bad tag") {
            $0.connections[0].tags = ["a", "a"]
        },
        Case("limits", "the connection \"a\" has limits that are too large") {
            $0.connections[0].limits?.queue = 10_001
        },
        Case("quota without a limit", "the connection \"a\" has a bad quota") {
            $0.connections[0].quotas[0].limit = 0
        },
        Case("quota without a length", "the connection \"a\" has a bad quota") {
            $0.connections[0].quotas[0].lengthS = 0
        },
        Case("quota of a day with a length", "the connection \"a\" has a bad quota") {
            $0.connections[0].quotas[1].lengthS = 1
        },
        Case("quota that begins tomorrow", "the connection \"a\" has a bad quota") {
            $0.connections[0].quotas[1].beginsS = 86_400
        },
        Case("two quotas of a name", "the connection \"a\" has a bad quota") {
            $0.connections[0].quotas[1].name = "5h"
        },
        Case("facts twice", "the connection \"a\" has bad facts about a model") {
            $0.connections[0].facts += $0.connections[0].facts
        },
        Case("price", "the connection \"a\" has bad facts about a model") {
            $0.connections[0].facts[0].price?.output = 100_000_000_001
        },
    ]

    static let keys: [Case] = [
        Case("pattern", "the key \"k\" has a bad list of what it may use") {
            $0.keys[0].models = [""]
        },
        Case("endpoint", "the key \"k\" has a bad list of endpoints") {
            $0.keys[0].endpoints = [.none]
        },
        Case("rate of nothing", "the key \"k\" has a bad rate") {
            $0.keys[0].rates[0].requests = 0
        },
        Case("rate without time", "the key \"k\" has a bad rate") {
            $0.keys[0].rates[0].seconds = 0
        },
        Case("former secret", "the key \"k\" has a bad date or former secret") {
            $0.keys[0].previousHash = [1]
        },
        Case("nobody", "the key \"k\" is of a user that cannot be") { $0.keys[0].uid = .max },
        Case("address", "an address of the settings is not one") {
            $0.settings?.addresses?.addresses = ["example.org"]
        },
        Case("nobody is let in", "the settings allow no address at all") {
            $0.settings?.addresses?.addresses = []
        },
        Case("address rate", "the settings have a bad rate of addresses") {
            $0.settings?.addressRates[0].seconds = 0
        },
    ]

    static let names: [Case] = [
        Case("combo's name", "the name of a combo is not one: \"a/b\"") {
            $0.combos[0].name = "a/b"
        },
        Case("combo twice", "the combo \"c\" is there twice") { $0.combos += $0.combos },
        Case("empty combo", "the combo \"c\" has a bad list of models") {
            $0.combos[0].entries = []
        },
        Case("weight", "the combo \"c\" has a bad list of models") {
            $0.combos[0].entries[0].weight = .max
        },
        Case("attempts", "the combo \"c\" has a number that is too large") {
            $0.combos[0].attempts = 17
        },
        Case("alias", "an alias has a name that is not one") { $0.aliases[0].model = "" },
        Case("alias twice", "the alias \"gpt-*\" is there twice") { $0.aliases += $0.aliases },
        Case("budget twice", "a budget has no name, a long one, or that of another") {
            $0.budgets += $0.budgets
        },
        Case("budget without a period", "the budget \"b\" has no period of the calendar") {
            $0.budgets[0].period = .rolling
        },
        Case("budget of nothing", "the budget \"b\" has no limit, or one that is too large") {
            $0.budgets[0].limit = 0
        },
        Case("budget of nobody", "the budget \"b\" has a subject that is not one") {
            $0.budgets[0].scope = .key
        },
        Case("zone that leads upwards", "the time zone is not the name of one") {
            $0.routing?.zone = "../../etc/passwd"
        },
        Case("zone of a root", "the time zone is not the name of one") {
            $0.routing?.zone = "/etc/localtime"
        },
        Case("cache", "the cache is to be larger than it can be") {
            $0.routing?.cache?.maxBytes = (1 << 30) + 1
        },
        Case("repetition", "a setting about decisions is out of bounds") {
            $0.routing?.idempotencyWindowMs = 600_001
        },
    ]

    @Test(arguments: accounts + keys + names) func isRefusedWhole(_ example: Case) {
        var configuration = Self.whole
        example.change(&configuration)
        #expect(throws: ConfigurationChange.Problem(text: example.problem)) {
            try ConfigurationChange.applying(configuration, to: StoredState(), now: 7)
        }
    }
}
