import Configuration
import IPC
import Testing

/// Servers by dialect, and providers that speak several.
@Suite struct DialectTests {
    struct Case: Sendable {
        let name: String
        let dialect: Dialect
        let provider: String
        let address: String
        let place: CredentialPlace
        let header: String
    }

    static let cases: [Case] = [
        Case(
            name: "openai-chat", dialect: .openaiChat, provider: "openai-compatible",
            address: "http://h:9101/v1", place: .bearer, header: ""),
        Case(
            name: "openai-responses", dialect: .openaiResponses, provider: "responses-compatible",
            address: "http://h:9101/v1", place: .bearer, header: ""),
        Case(
            name: "anthropic", dialect: .anthropic, provider: "anthropic-compatible",
            address: "http://h:9101", place: .header, header: "x-api-key"),
        Case(
            name: "gemini", dialect: .gemini, provider: "gemini-compatible",
            address: "http://h:9101", place: .header, header: "x-goog-api-key"),
        Case(
            name: "ollama", dialect: .ollama, provider: "ollama-compatible",
            address: "http://h:9101", place: .bearer, header: ""),
        Case(
            name: "cohere", dialect: .cohere, provider: "cohere-compatible",
            address: "http://h:9101/v2", place: .bearer, header: ""),
        Case(
            name: "bedrock", dialect: .bedrock, provider: "bedrock-compatible",
            address: "http://h:9101", place: .bearer, header: ""),
    ]

    @Test(arguments: cases) func aDialectIsEnough(_ example: Case) throws {
        let loaded = try load(
            "connections:\n  - {name: x, dialect: \(example.name), base_url: 'http://h:9101/', api_key: sk-12345678}\n"
        )
        #expect(
            loaded.route.connections == [
                ProviderConnection(
                    id: "c-x", name: "x", provider: example.provider, dialect: example.dialect,
                    prefix: "x", baseURL: example.address, profile: example.provider,
                    tier: .free, resilience: .local)
            ])
        #expect(
            loaded.vault.credentials == [
                Credential(
                    connectionID: "c-x", origin: "http://h:9101", place: example.place,
                    headerName: example.header, secret: Array("sk-12345678".utf8))
            ])
    }

    @Test(arguments: cases) func withoutAKeyNothingIsSent(_ example: Case) throws {
        let loaded = try load(
            "connections:\n  - {name: x, provider: \(example.provider), dialect: \(example.name), base_url: 'http://h'}\n"
        )
        #expect(loaded.vault.credentials.map(\.place) == [.none])
        #expect(loaded.vault.credentials.map(\.headerName) == [""])
        #expect(loaded.route.connections.map(\.dialect) == [example.dialect])
    }

    @Test(arguments: [
        ("openai", "openai-responses", "https://api.openai.com/v1"),
        ("deepseek", "anthropic", "https://api.deepseek.com/anthropic"),
        ("glm", "openai-chat", "https://api.z.ai/api/coding/paas/v4"),
        ("minimax", "openai-chat", "https://api.minimax.io/v1"),
        ("ollama-local", "openai-chat", "http://localhost:11434/v1"),
        ("github-copilot", "openai-responses", "https://api.githubcopilot.com"),
        ("gemini", "openai-chat", "https://generativelanguage.googleapis.com/v1beta/openai"),
    ]) func providersSpeakSeveral(provider: String, dialect: String, address: String) throws {
        let loaded = try load(
            "connections:\n  - {name: x, provider: \(provider), dialect: \(dialect), access_token: tok}\n"
        )
        #expect(loaded.route.connections.map(\.baseURL) == [address])
        #expect(loaded.route.connections.map(\.prefix) == [provider])
    }

    @Test func theKeyGoesWhereTheDialectWantsIt() throws {
        let loaded = try load(
            """
            connections:
              - {name: a, provider: deepseek, api_key: sk-12345678}
              - {name: b, provider: deepseek, dialect: anthropic, api_key: sk-12345678}
              - {name: c, provider: anthropic, access_token: sk-ant-oat}
              - {name: d, dialect: ollama, base_url: 'https://h', access_token_env: TOKEN}
            """, variables: ["TOKEN": "abc"])
        #expect(loaded.vault.credentials.map(\.place) == [.bearer, .header, .bearer, .bearer])
        #expect(loaded.vault.credentials.map(\.headerName) == ["", "x-api-key", "", ""])
    }

    @Test(arguments: [
        ("github-copilot", "github"), ("ollama", "ollama"), ("kimi-coding", "kimi-coding"),
        ("cohere", "cohere"),
    ]) func profilesHaveNames(provider: String, profile: String) throws {
        let loaded = try load(
            "connections:\n  - {name: x, provider: \(provider), access_token: tok}\n")
        #expect(loaded.route.connections.map(\.profile) == [profile])
    }

    @Test(arguments: [
        (
            "{name: x, dialect: openai}",
            "c.yaml:2:24: `dialect` must be one of openai-chat, openai-responses, anthropic, gemini, ollama, cohere, bedrock"
        ),
        (
            "{name: x, dialect: antropic}",
            "c.yaml:2:24: `dialect` must be one of openai-chat, openai-responses, anthropic, gemini, ollama, cohere, bedrock; did you mean `anthropic`?"
        ),
        (
            "{name: x, dialect: ollama}",
            "c.yaml:2:5: a connection with the dialect `ollama` needs the field `base_url`"
        ),
        (
            "{name: x, provider: openai-compatible, dialect: ollama, base_url: 'http://h'}",
            "c.yaml:2:53: `openai-compatible` speaks openai-chat; leave `provider` or `dialect` out"
        ),
        (
            "{name: x, provider: groq, dialect: anthropic}",
            "c.yaml:2:40: where `groq` speaks anthropic is not known; the connection needs the field `base_url`"
        ),
        (
            "{name: x, provider: vertex, dialect: cohere, project: p}",
            "c.yaml:2:42: `vertex` does not speak cohere"
        ),
        (
            "{name: x, provider: openai, api_key: sk-12345678, access_token: abc}",
            "c.yaml:2:5: `api_key` and `access_token` are given; only one may be"
        ),
    ]) func isRefused(connection: String, error: String) {
        #expect(errors(of: "connections:\n  - \(connection)\n") == error)
    }
}
