import Configuration
import IPC
import Testing

/// Prices beside those of the catalogue and of connections.
@Suite struct PricesTests {
    private static let connections = """
        connections:
          - {name: a, provider: openai}
          - name: b
            provider: openai-compatible
            base_url: http://h
            models: [m, n, o-1, {name: p, price: {input: 9}}]

        """

    private func facts(_ prices: String, of connection: Int) throws -> [ModelFacts] {
        try load(Self.connections + "prices:\n" + prices).route.connections[connection].facts
    }

    private func inputs(_ prices: String, of connection: Int = 1) throws -> [String: UInt64?] {
        let facts = try facts(prices, of: connection)
        return Dictionary(uniqueKeysWithValues: facts.map { ($0.name, $0.price?.input) })
    }

    @Test func aPriceWinsOverTheCatalogueAndTheConnection() throws {
        let before = try load(Self.connections).route.connections
        let model = try #require(before[0].facts.first { $0.price?.input != nil }?.name)
        #expect(try inputs("  openai/\(model): {input: 0.25}\n", of: 0)[model] == 250_000)
        #expect(try inputs("  b/p: {input: 1}\n") == ["p": 1_000_000])
        // As a whole: no part of it is of another day.
        let price = try facts("  openai/\(model): {cached_input: 1}\n", of: 0).first {
            $0.name == model
        }?.price
        #expect(price == Price(cachedInput: 1_000_000).ofUser)
    }

    @Test func modelsOfWhichNothingWasKnown() throws {
        #expect(
            try inputs("  b/m: {input: 1}\n  b/q: {input: 2}\n")
                == ["p": 9_000_000, "m": 1_000_000])
        // Without a list any name is passed on.
        #expect(try inputs("  openai/new-1: {input: 2}\n", of: 0)["new-1"] == 2_000_000)
        #expect(
            try inputs("  openai-compatible/m: {input: 3}\n")
                == ["p": 9_000_000, "m": 3_000_000])
    }

    /// Whether each price of a plan's account is one of which nothing is billed.
    private func notional(_ account: String, _ prices: String) throws -> [String: Bool] {
        let text =
            "connections:\n  - {name: c, provider: claude, access_token: t\(account)}\nprices: {\(prices)}\n"
        let facts = try load(text).route.connections[0].facts
        return Dictionary(
            facts.compactMap { model in model.price.map { (model.name, $0.notional) } },
            uniquingKeysWith: { first, _ in first })
    }

    @Test("a plan stays a plan when its list price changes, unless the user says otherwise")
    func plans() throws {
        #expect(try notional("", "").values.allSatisfy { $0 })
        #expect(try notional("", "\"*/claude-*\": {input: 5}").values.allSatisfy { $0 })
        #expect(try notional("", "claude/new-1: {input: 5}")["new-1"] == true)
        #expect(try notional("", "claude/new-1: {input: 5, billed: true}")["new-1"] == false)
        #expect(
            try notional("", "\"claude/*\": {input: 5, billed: true}").values.allSatisfy { !$0 })
        let own =
            ", prices: {claude-opus-4-8: {input: 1}, new-1: {input: 1}, paid-1: {input: 1, billed: true}}"
        let found = try notional(own, "")
        #expect(found["claude-opus-4-8"] == true && found["new-1"] == true)
        #expect(found["paid-1"] == false)
        // What is said of one model says nothing of another.
        let free = try facts("  b/m: {input: 1, billed: false}\n  b/n: {input: 2}\n", of: 1)
        #expect(free.first { $0.name == "m" }?.price?.notional == true)
        #expect(free.first { $0.name == "n" }?.price?.notional == false)
        #expect(try facts("  b/m: {input: 1}\n", of: 1).allSatisfy { $0.price?.notional != true })
    }

    @Test func patterns() throws {
        #expect(
            try inputs(
                "  \"*\": {input: 1}\n  b/*: {input: 2}\n  b/o-*: {input: 3}\n  \"*/n\": {input: 4}\n  b/m: {input: 5}\n"
            ) == ["p": 2_000_000, "m": 5_000_000, "n": 2_000_000, "o-1": 3_000_000])
        #expect(
            try inputs("  \"*\": {input: 1}\n  \"*/n\": {input: 4}\n")
                == ["p": 1_000_000, "m": 1_000_000, "n": 4_000_000, "o-1": 1_000_000])
        #expect(try inputs("  \"?/p\": {input: 7}\n  openai/*: {input: 1}\n") == ["p": 7_000_000])
    }

    @Test func aKnownProviderNeedNotBeConnected() throws {
        #expect(try inputs("  groq/x: {input: 1}\n  ds/y: {input: 1}\n") == ["p": 9_000_000])
    }

    @Test(arguments: [
        (
            "  m: {input: 1}\n",
            "8:3: a price is for a model such as `prefix/model`, or for a pattern such as `prefix/*`"
        ),
        (
            "  b/: {input: 1}\n",
            "8:3: a price is for a model such as `prefix/model`, or for a pattern such as `prefix/*`"
        ),
        (
            "  opnai/m: {input: 1}\n",
            "8:3: `opnai/m` names a prefix that no connection has; did you mean `openai`?"
        ),
        ("  b/m: {}\n", "8:8: a price names no price"),
        (
            "  b/m: 5\n",
            "8:8: a price must be a mapping with the fields input, output, cached_input, cached_audio, cache_write, cache_write_1h, reasoning, audio_input, audio_output, image_input, image_output, audio_minute, request, tools, services, above, billed; found a number"
        ),
        ("  b/m: {input: 1, ouput: 2}\n", "8:19: unknown field `ouput`; did you mean `output`?"),
        ("  - b/m\n", "8:3: `prices` must be a mapping; found a list"),
    ]) func isRefused(text: String, error: String) {
        #expect(errors(of: Self.connections + "prices:\n" + text) == "c.yaml:" + error)
    }

    @Test func patternsOfAnyPrefixAreBounded() {
        let lines = (0...100).map { "  \"*/m\($0)\": {input: 1}\n" }.joined()
        #expect(
            errors(of: "prices:\n" + lines)
                == "c.yaml:1:1: `prices` has more than 100 patterns that begin with a wildcard")
    }
}
