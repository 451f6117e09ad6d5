import Configuration
import IPC
import Testing

/// What the catalogue knows of models.
@Suite struct CatalogueModelTests {
    struct Case: Sendable {
        let provider: String
        let facts: ModelFacts
    }

    static let cases: [Case] = [
        Case(
            provider: "claude",
            facts: ModelFacts(
                name: "claude-opus-4-6", contextWindow: 1_000_000, maxOutput: 128_000, tools: true,
                vision: true, audio: false, documents: true,
                price: Price(
                    input: 5_000_000, output: 25_000_000, cachedInput: 500_000,
                    cacheWrite: 6_250_000, notional: true, cacheWriteHour: 10_000_000))),
        Case(
            provider: "deepseek",
            facts: ModelFacts(
                name: "deepseek-v4-pro", contextWindow: 1_000_000, maxOutput: 384_000, tools: true,
                vision: false, audio: false, documents: false,
                price: Price(input: 435_000, output: 870_000, cachedInput: 3_625))),
        Case(
            provider: "bedrock",
            facts: ModelFacts(
                name: "amazon.nova-micro-v1:0", contextWindow: 128_000, maxOutput: 8192,
                tools: true, vision: false, audio: false, documents: false,
                price: Price(input: 35_000, output: 140_000, cachedInput: 8_750))),
        Case(
            provider: "kilocode",
            facts: ModelFacts(
                name: "google/gemini-2.5-flash", contextWindow: 1_048_576, maxOutput: 65_535,
                tools: true, vision: true, audio: true, documents: true,
                price: Price(
                    input: 300_000, output: 2_500_000, cachedInput: 30_000, cacheWrite: 383_333))),
        Case(
            provider: "openai",
            facts: ModelFacts(
                name: "o1-pro", contextWindow: 200_000, maxOutput: 100_000, tools: true,
                vision: true, audio: false, documents: nil,
                price: Price(input: 150_000_000, output: 600_000_000))),
        Case(
            provider: "ollama",
            facts: ModelFacts(
                name: "gpt-oss:120b", contextWindow: 131_072, maxOutput: 32_768, tools: true,
                vision: false, audio: false, documents: false, price: Price(notional: true))),
        // Nothing but the name is known.
        Case(
            provider: "cursor", facts: ModelFacts(name: "default", price: Price(notional: true))),
        Case(
            provider: "byteplus", facts: ModelFacts(name: "seed-2-0-pro-260328")),
    ]

    @Test(arguments: cases)
    func isKnownExactly(_ example: Case) throws {
        let entry = try #require(Catalogue.entry(example.provider))
        var expected = example.facts
        let found = entry.models.first { $0.name == example.facts.name }
        // Where a price comes from, and what holds for all models of a provider, has tests of its own.
        expected.price?.source = .catalogue
        expected.price?.version = Catalogue.version
        expected.price?.tools = found?.price?.tools ?? []
        expected.price?.services = found?.price?.services ?? []
        #expect(found == expected)
    }

    @Test func listsAllModels() {
        let models = Catalogue.entries.flatMap(\.listing)
        #expect(models.count == 681)
        #expect(models.count { $0.kind == .chat } == 579)
        #expect(Catalogue.entries.map(\.models.count).reduce(0, +) == 579)
    }

    @Test func namesOfAProviderAreUnique() {
        for entry in Catalogue.entries {
            #expect(Set(entry.listing.map(\.facts.name)).count == entry.listing.count)
        }
    }

    @Test func onlyModelsOfConversationsAreFacts() throws {
        let openai = try #require(Catalogue.entry("openai"))
        #expect(!openai.models.contains { $0.name == "whisper-1" })
        let image = try #require(openai.listing.first { $0.facts.name == "gpt-image-1" })
        #expect(image.kind == .image)
        #expect(image.facts.price == nil)
        let embedding = try #require(
            openai.listing.first { $0.facts.name == "text-embedding-3-small" })
        #expect(embedding.facts.price?.input == 20_000)
        #expect(embedding.facts.contextWindow == 8191)
    }

    @Test func titlesFallBackToNames() throws {
        let models = try #require(Catalogue.entry("claude")).listing
        #expect(models.first?.title == "Claude Opus 4.6")
        let cursor = try #require(Catalogue.entry("cursor")).listing
        #expect(cursor.first?.title == "default")
    }

    @Test func marksAreRead() throws {
        let anthropic = try #require(Catalogue.entry("anthropic")).listing
        let old = try #require(anthropic.first { $0.facts.name == "claude-3-5-sonnet-20241022" })
        #expect(old.isDeprecated)
        #expect(old.reasons == false)
        #expect(old.facts.price?.notional == false)
        let new = try #require(anthropic.first { $0.facts.name == "claude-sonnet-5" })
        #expect(!new.isDeprecated)
        #expect(new.reasons == true)
    }

    /// A router's own model costs what the model behind it costs, which nobody knows beforehand.
    @Test func aPriceThatNobodyKnowsIsNotInvented() throws {
        let router = try #require(Catalogue.entry("openrouter"))
        #expect(router.models.first { $0.name == "auto" }?.price == nil)
    }

    @Test func plansAndLocalServersBillNothing() {
        for id in ["claude", "codex", "github-copilot", "alicode", "opencode-go", "lm-studio"] {
            let models = Catalogue.entry(id)?.models ?? []
            #expect(!models.isEmpty)
            #expect(models.allSatisfy { $0.price?.notional == true })
        }
        let billed = Catalogue.entry("anthropic")?.models ?? []
        #expect(billed.allSatisfy { $0.price?.notional == false })
    }

    @Test func answersFitIntoWindows() {
        for model in Catalogue.entries.flatMap(\.models) where model.contextWindow > 0 {
            #expect(model.maxOutput <= model.contextWindow)
        }
    }
}
