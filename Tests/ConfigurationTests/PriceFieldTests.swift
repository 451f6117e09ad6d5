import Configuration
import IPC
import Testing

/// All that a price can say, and where prices come from.
@Suite struct PriceFieldTests {
    private static let connections = """
        connections:
          - {name: a, provider: openai-compatible, base_url: "http://h", models: [m]}

        """

    private static let notAFraction =
        "`flex` must be a fraction such as `5/3`, at most 100, over at most 1000"

    private func price(_ text: String) throws -> Price? {
        let loaded = try load(Self.connections + "prices:\n  a/m: \(text)\n")
        return loaded.route.connections[0].facts.first { $0.name == "m" }?.price
    }

    @Test func everyField() throws {
        let price = try price(
            """
            {input: 1, output: 2, cached_input: 0.1, cache_write: 1.25, cache_write_1h: 2, reasoning: 3, audio_input: 40, audio_output: 80, image_input: 5, image_output: 30, audio_minute: 0.006, request: 0.005, tools: {web_search: 0.01, web_fetch: 0}, services: {batch: 0.5, priority: 1.75, fast: 20/11}, above: {tokens: 200000, input: 2, output: 4, cached_input: 0.2, cache_write: 2.5, cache_write_1h: 4}, billed: false}
            """)
        var expected = Price(
            input: 1_000_000, output: 2_000_000, cachedInput: 100_000, cacheWrite: 1_250_000,
            notional: true, aboveTokens: 200_000, aboveInput: 2_000_000, aboveOutput: 4_000_000,
            aboveCachedInput: 200_000, cacheWriteHour: 2_000_000, aboveCacheWrite: 2_500_000,
            aboveCacheWriteHour: 4_000_000, reasoning: 3_000_000, audioInput: 40_000_000,
            audioOutput: 80_000_000, imageInput: 5_000_000, imageOutput: 30_000_000,
            audioMinute: 6_000_000_000, request: 5_000_000_000)
        expected.tools = [
            ServerToolPrice(name: "web_search", call: 10_000_000_000),
            ServerToolPrice(name: "web_fetch", call: 0),
        ]
        expected.services = [
            ServicePrice(service: .batch, times: 500),
            ServicePrice(service: .priority, times: 1_750),
            ServicePrice(service: .fast, times: 20, over: 11),
        ]
        expected.source = .user
        #expect(price == expected)
    }

    @Test func oneOfThemIsEnough() throws {
        #expect(try price("{request: 0.04}")?.request == 40_000_000_000)
        #expect(try price("{tools: {web_search: 1}}")?.tools.count == 1)
        #expect(try price("{billed: false}")?.notional == true)
    }

    @Test func factsOfAModelAreTheUsersToo() throws {
        let loaded = try load(
            "connections:\n  - {name: a, provider: openai, model_facts: [{name: x, price: {input: 1}}]}\n"
                .replacing("provider: openai,", with: "provider: openai, api_key: k,"))
        let facts = loaded.route.connections[0].facts
        #expect(facts.first { $0.name == "x" }?.price?.source == .user)
        let known = try #require(facts.first { $0.name == "gpt-4o" }?.price)
        #expect(known.source == .catalogue)
        #expect(known.version == Catalogue.version)
    }

    @Test(arguments: [
        (
            "{tools: {Web: 1}}",
            "4:17: a tool has 1 to 40 lower-case letters, digits and underscores"
        ),
        (
            "{tools: {web_search: -1}}",
            "4:29: `web_search` must be a decimal number such as `2`, `0.6` or `12.50`"
        ),
        ("{tools: [1]}", "4:16: `tools` must be a mapping; found a list"),
        (
            "{services: {slow: 2}}",
            "4:20: a service tier is one of standard, priority, flex, batch, fast, regional"
        ),
        ("{services: {flex: 101}}", "4:26: `flex` must be between 0 and 100"),
        (
            "{services: {flex: 0.1234}}",
            "4:26: `flex` has more than 3 decimals; a fraction such as `5/3` is exact"
        ),
        ("{services: {flex: 5/0}}", "4:26: \(notAFraction)"),
        ("{services: {flex: +5/3}}", "4:26: \(notAFraction)"),
        ("{services: {flex: /3}}", "4:26: \(notAFraction)"),
        ("{services: {flex: 1/2/3}}", "4:26: \(notAFraction)"),
        ("{services: {flex: 201/2}}", "4:26: \(notAFraction)"),
        ("{services: {flex: 1/1001}}", "4:26: \(notAFraction)"),
        ("{above: {input: 1}}", "4:16: `above` needs the field `tokens`"),
        ("{above: {tokens: 1}}", "4:16: `above` names no price"),
        ("{request: 10001}", "4:18: `request` must be between 0 and 10000"),
        ("{audio_minute: 0.0000001}", "4:23: `audio_minute` has more than 6 decimals"),
        ("{}", "4:8: a price names no price"),
    ])
    func isRefused(_ text: String, _ error: String) {
        #expect(errors(of: Self.connections + "prices:\n  a/m: \(text)\n") == "c.yaml:" + error)
    }
}

/// Prices of the catalogue beyond those of plain text.
@Suite struct CataloguePriceTests {
    private func price(_ provider: String, _ model: String) throws -> Price {
        let entry = try #require(Catalogue.entry(provider))
        return try #require(entry.listing.first { $0.facts.name == model }?.facts.price)
    }

    @Test func writingForAnHourCostsTwiceTheInput() throws {
        for entry in Catalogue.entries {
            for model in entry.listing where model.facts.name.contains("claude") {
                guard let price = model.facts.price, let hour = price.cacheWriteHour else {
                    continue
                }
                #expect(hour == price.input.map { $0 * 2 }, "\(entry.id) \(model.facts.name)")
            }
        }
        #expect(try price("anthropic", "claude-sonnet-4-5").cacheWriteHour == 6_000_000)
        #expect(
            try price("bedrock", "anthropic.claude-haiku-4-5-20251001-v1:0").cacheWriteHour != nil)
    }

    @Test func toolsAndTiersHoldForAllModelsOfAProvider() throws {
        let sonnet = try price("anthropic", "claude-sonnet-4-5")
        #expect(
            sonnet.tools == [
                ServerToolPrice(name: "web_search", call: 10_000_000_000),
                ServerToolPrice(name: "web_fetch", call: 0),
            ])
        let factors: [(ServiceTier, UInt32)] = [
            (.batch, 500), (.regional, 1_100), (.priority, 1_000),
        ]
        #expect(sonnet.services == factors.map { ServicePrice(service: $0, times: $1) })
        let older = try price("gemini", "gemini-2.5-flash")
        #expect(older.tools.first { $0.name == "grounding" }?.call == 35_000_000_000)
        #expect(older.audioInput == 1_000_000)
        let newer = try price("gemini", "gemini-3-flash-preview")
        #expect(newer.tools.first { $0.name == "grounding" }?.call == 14_000_000_000)
    }

    /// OpenAI's list has their priority prices as 0.25 and 1 beside 0.15 and 0.60, and as 2 and 8 beside 1.10 and 4.40.
    @Test func priorityOfModelsThatNoDecimalSays() throws {
        var usage = Usage(source: .reported, input: 1_000_000, output: 1_000_000)
        usage.service = .priority
        #expect(try price("openai", "gpt-4o-mini").cost(of: usage) == 1_250_000_000_000)
        #expect(try price("openai", "o4-mini").cost(of: usage) == 10_000_000_000_000)
    }

    @Test(
        "OpenAI's older search has a price of its own, which models without reasoning pay more of",
        arguments: [
            ("gpt-4o", 25_000_000_000), ("gpt-4o-2024-08-06", 25_000_000_000),
            ("gpt-4.1", 25_000_000_000), ("gpt-4.1-mini", 25_000_000_000),
            ("gpt-5", 10_000_000_000), ("o3", 10_000_000_000),
        ] as [(String, UInt64)])
    func searches(model: String, preview: UInt64) throws {
        let tools = try price("openai", model).tools
        #expect(tools.first { $0.name == "web_search" }?.call == 10_000_000_000)
        #expect(tools.first { $0.name == "web_search_preview" }?.call == preview)
    }

    /// Recorded: gemini-flash-latest answers as gemini-3.6-flash, which costs several times what 2.5 did.
    @Test(arguments: ["gemini-flash-latest", "gemini-flash-lite-latest"])
    func aNameThatMovesHasNoPrice(model: String) throws {
        let listed = try #require(Catalogue.entry("gemini")).listing
        let found = try #require(listed.first { $0.facts.name == model })
        #expect(found.facts.price == nil)
    }

    /// The recorded answer that a profile of the United States gave.
    @Test func oneGeographyCostsATenthMore() throws {
        let price = try price("bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0")
        let usage = Usage(
            source: .reported, input: 2_374, cachedInput: 2_074, cacheWrite: 297, output: 61)
        let expected: UInt64 = 3 * 3_300_000 + 2_074 * 330_000 + 297 * 4_125_000 + 61 * 16_500_000
        #expect(Cost(of: usage, at: price).total == expected)
    }

    @Test func everyPriceSaysWhereItComesFrom() {
        for entry in Catalogue.entries {
            for model in entry.listing {
                guard let price = model.facts.price else { continue }
                #expect(price.source == .catalogue)
                #expect(price.version == Catalogue.version)
            }
        }
        #expect(Catalogue.version.count == 10)
    }

    /// The recorded search of Perplexity, to the digit: 24 and 16 tokens, and a small search.
    @Test func aSearchCostsWhatItsProviderSays() throws {
        var usage = Usage(source: .reported, input: 24, output: 16)
        usage.serverTools = [ServerToolUse(name: "search_low", calls: 1)]
        let cost = Cost(of: usage, at: try price("perplexity", "sonar"))
        #expect(cost.total == 5_040_000_000)
        #expect(cost.tools == 5_000_000_000)
    }
}
