import Configuration
import IPC
import Testing

/// Providers beside those of the catalogue.
@Suite struct OwnProviderTests {
    private static let provider = """
        providers:
          - id: acme
            title: Acme
            dialect: anthropic
            base_url: https://API.acme.example/v1
            tier: cheap
            models: [plain, {name: deep, context: 1000, price: {input: 1}}]

        """

    @Test func aConnectionNamesThemLikeOthers() throws {
        let loaded = try load(
            Self.provider
                + "connections:\n  - {name: a, provider: acme, api_key: key-1}\nsettings: {blocked_providers: [acme]}\nbudgets: [{name: b, scope: provider, subject: acme, period: day, limit: 1}]\n"
        )
        #expect(
            loaded.route.connections == [
                ProviderConnection(
                    id: "c-a", name: "a", provider: "acme", dialect: .anthropic, prefix: "acme",
                    baseURL: "https://api.acme.example", profile: "anthropic-compatible",
                    tier: .cheap,
                    facts: [
                        ModelFacts(
                            name: "deep", contextWindow: 1000, price: Price(input: 1_000_000).ofUser
                        ),
                        ModelFacts(name: "plain"),
                    ])
            ])
        #expect(loaded.vault.credentials.map(\.origin) == ["https://api.acme.example:443"])
        #expect(loaded.vault.credentials.map(\.headerName) == ["x-api-key"])
        #expect(loaded.route.routing?.blockedProviders == ["acme"])
        #expect(loaded.route.budgets.map(\.subject) == ["acme"])
    }

    @Test func theConnectionWins() throws {
        let found = try load(
            Self.provider
                + "connections:\n  - {name: a, provider: acme, dialect: openai-chat, base_url: 'https://h', tier: free, prices: {deep: {input: 2}}}\n"
        ).route.connections[0]
        #expect(found.dialect == .openaiChat)
        #expect(found.baseURL == "https://h/v1")
        #expect(found.tier == .free)
        #expect(found.facts.first?.price == Price(input: 2_000_000).ofUser)
    }

    @Test func aProfileMayBeNamed() throws {
        let found = try load(
            "providers:\n  - {id: acme, dialect: openai-chat, base_url: 'https://h', profile: groq}\nconnections:\n  - {name: a, provider: acme}\n"
        ).route.connections[0]
        #expect(found.profile == "groq")
        #expect(found.tier == .free)
    }

    @Test(arguments: [
        (
            "{}",
            "2:5: a provider needs the field `id`\nc.yaml:2:5: a provider needs the field `dialect`"
        ),
        (
            "{id: openai, dialect: openai-chat, base_url: 'http://h'}",
            "2:10: the catalogue has a provider `openai` already"
        ),
        (
            "{id: ds, dialect: openai-chat, base_url: 'http://h'}",
            "2:10: the catalogue has a provider `ds` already"
        ),
        (
            "{id: my-compatible, dialect: openai-chat, base_url: 'http://h'}",
            "2:10: `id` may have letters, digits, `.`, `_` and `-` only, at most 64, and must not end with -compatible"
        ),
        (
            "{id: a, dialect: openai, base_url: 'http://h'}",
            "2:22: `dialect` must be one of openai-chat, openai-responses, anthropic, gemini, ollama, cohere"
        ),
        ("{id: a, dialect: cohere}", "2:5: a provider needs the field `base_url`"),
        (
            "{id: a, dialect: cohere, base_url: h}",
            "2:40: `base_url` must begin with http:// or https://"
        ),
        (
            "{id: a, dialect: cohere, base_url: 'http://h', profile: gorq}",
            "2:61: `profile` is not that of a known provider; did you mean `groq`?"
        ),
    ]) func isRefused(text: String, error: String) {
        #expect(errors(of: "providers:\n  - \(text)\n") == "c.yaml:" + error)
    }
}
