import Configuration
import IPC
import Testing

/// What connections take over from the catalogue.
@Suite struct ProviderFactsTests {
    private func connection(_ fields: String) throws -> ProviderConnection {
        try load("connections:\n  - {name: a, \(fields)}\n").route.connections[0]
    }

    @Test func tierAndModelsComeAlong() throws {
        let entry = try #require(Catalogue.entry("anthropic"))
        let found = try connection("provider: anthropic, api_key: key")
        #expect(found.tier == entry.tier)
        #expect(!entry.models.isEmpty)
        #expect(found.facts == entry.models)
        #expect(found.models.isEmpty)
    }

    @Test func onlyModelsOfTheListDo() throws {
        let model = try #require(Catalogue.entry("anthropic")?.models.first)
        let found = try connection("provider: anthropic, models: [\(model.name), own]")
        #expect(found.facts == [model])
    }

    @Test func theFileWins() throws {
        let models = try #require(Catalogue.entry("anthropic")?.models)
        let model = try #require(models.first { $0.price?.input != nil && $0.contextWindow > 0 })
        let found = try connection(
            "provider: anthropic, tier: cheap, model_facts: [{name: \(model.name), context: 1000, vision: false}], prices: {\(model.name): {input: 0.5}}"
        )
        #expect(found.tier == .cheap)
        #expect(found.facts.count == models.count)
        var expected = model
        expected.contextWindow = 1000
        expected.vision = false
        expected.price = Price(input: 500_000).ofUser
        #expect(found.facts.first == expected)
    }

    @Test func anAliasIsAsGoodAsTheId() throws {
        let found = try connection("provider: ds, api_key: key")
        #expect(found.provider == "deepseek")
        #expect(found.prefix == "deepseek")
        let route = try load(
            "settings: {blocked_providers: [ds]}\nbudgets: [{name: b, scope: provider, subject: ds, period: day, limit: 1}]\n"
        ).route
        #expect(route.routing?.blockedProviders == ["deepseek"])
        #expect(route.budgets.map(\.subject) == ["deepseek"])
    }

    @Test func aProviderWithoutChatIsRefused() throws {
        let entry = try #require(Catalogue.entries.first { $0.refusal != nil })
        #expect(
            errors(of: "connections:\n  - {name: a, provider: \(entry.id), api_key: key}\n")
                == "c.yaml:2:25: \(entry.refusal ?? "")")
    }

    @Test func anAccountThatIsSignedInForNeedsItsToken() throws {
        let entry = try #require(Catalogue.entries.first { $0.isSignInOnly && $0.refusal == nil })
        #expect(
            errors(of: "connections:\n  - {name: a, provider: \(entry.id)}\n")
                == "c.yaml:2:5: \(entry.missingCredential ?? "")")
        let own = "provider: \(entry.id), base_url: 'http://127.0.0.1:1'"
        #expect(try connection(own).resilience == .local)
        #expect(
            try connection("provider: \(entry.id), api_key: key").resilience == .oauth)
    }
}
