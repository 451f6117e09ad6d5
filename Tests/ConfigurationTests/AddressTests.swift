import Configuration
import IPC
import Testing

/// Addresses as people write them, and as the daemons get them.
@Suite struct AddressTests {
    struct Case: Sendable {
        let provider: String
        let written: String
        let address: String
        let origin: String

        init(_ provider: String, _ written: String, _ address: String, _ origin: String) {
            self.provider = provider
            self.written = written
            self.address = address
            self.origin = origin
        }
    }

    static let cases: [Case] = [
        Case("openai-compatible", "http://h:9101", "http://h:9101/v1", "http://h:9101"),
        Case("openai-compatible", "http://h:9101/", "http://h:9101/v1", "http://h:9101"),
        Case("openai-compatible", "http://h:9101/v1", "http://h:9101/v1", "http://h:9101"),
        Case("openai-compatible", "HTTP://H:9101//v1//", "http://h:9101/v1", "http://h:9101"),
        Case("openai-compatible", "https://h:443/api", "https://h/api/v1", "https://h:443"),
        Case("openai-compatible", "http://h:80", "http://h/v1", "http://h:80"),
        Case("openai-compatible", "https://h:80", "https://h:80/v1", "https://h:80"),
        Case("openai-compatible", "https://h/paas/v4/", "https://h/paas/v4", "https://h:443"),
        Case(
            "openai-compatible", "https://h/v1beta/openai", "https://h/v1beta/openai",
            "https://h:443"),
        Case("openai-compatible", "http://[::1]:8000", "http://[::1]:8000/v1", "http://[::1]:8000"),
        Case(
            "openai-compatible", "http://[fe80::1]/v1", "http://[fe80::1]/v1", "http://[fe80::1]:80"
        ),
        Case("responses-compatible", "https://h", "https://h/v1", "https://h:443"),
        Case("anthropic-compatible", "https://h/v1", "https://h", "https://h:443"),
        Case("anthropic-compatible", "https://h/api/v1/", "https://h/api", "https://h:443"),
        Case("anthropic-compatible", "https://h", "https://h", "https://h:443"),
        Case("gemini-compatible", "https://h/v1beta", "https://h", "https://h:443"),
        Case("gemini-compatible", "https://h/v1", "https://h", "https://h:443"),
        Case("gemini-compatible", "https://h/", "https://h", "https://h:443"),
        Case("openai", "http://127.0.0.1:9", "http://127.0.0.1:9/v1", "http://127.0.0.1:9"),
        Case("perplexity", "http://127.0.0.1:9", "http://127.0.0.1:9", "http://127.0.0.1:9"),
        Case(
            "cloudflare-ai", "https://api.cloudflare.com/client/v4/accounts/0a/ai",
            "https://api.cloudflare.com/client/v4/accounts/0a/ai/v1",
            "https://api.cloudflare.com:443"),
        Case("openai-compatible", "https://h/v1/chat/completions", "https://h/v1", "https://h:443"),
        Case("responses-compatible", "https://h/v1/responses", "https://h/v1", "https://h:443"),
        Case("anthropic-compatible", "https://h/v1/messages", "https://h", "https://h:443"),
        Case("gemini-compatible", "https://h/v1beta/models", "https://h", "https://h:443"),
        Case("ollama-compatible", "http://h:11434/", "http://h:11434", "http://h:11434"),
        Case("ollama-compatible", "http://h:11434/api", "http://h:11434", "http://h:11434"),
        Case("ollama-compatible", "http://h:11434/api/chat", "http://h:11434", "http://h:11434"),
        Case("ollama-compatible", "http://h/o/v1", "http://h/o", "http://h:80"),
        Case("ollama-local", "http://gpu:11434/v1/", "http://gpu:11434", "http://gpu:11434"),
        Case("cohere-compatible", "https://h", "https://h/v2", "https://h:443"),
        Case("cohere-compatible", "https://h/v1", "https://h/v2", "https://h:443"),
        Case("cohere-compatible", "https://h/v2/chat", "https://h/v2", "https://h:443"),
        Case("cohere", "http://127.0.0.1:9/v2/", "http://127.0.0.1:9/v2", "http://127.0.0.1:9"),
        Case("bedrock-compatible", "http://h:9101/", "http://h:9101", "http://h:9101"),
        Case("bedrock", "http://h:9101/model", "http://h:9101", "http://h:9101"),
        Case("azure", "https://r.test/", "https://r.test", "https://r.test:443"),
        Case("azure", "https://r.test/openai", "https://r.test", "https://r.test:443"),
        Case("azure", "https://r.test/openai/v1", "https://r.test", "https://r.test:443"),
        Case(
            "azure", "https://r.test/openai/deployments/my-gpt/chat/completions", "https://r.test",
            "https://r.test:443"),
        Case("github-copilot", "http://127.0.0.1:9", "http://127.0.0.1:9", "http://127.0.0.1:9"),
    ]

    @Test(arguments: cases)
    func becomes(_ example: Case) throws {
        let loaded = try load(
            "connections:\n  - name: a\n    provider: \(example.provider)\n    base_url: \(example.written)\n"
        )
        #expect(loaded.route.connections[0].baseURL == example.address)
        #expect(loaded.vault.credentials[0].origin == example.origin)
    }

    @Test(arguments: Catalogue.entries.filter { $0.baseURL != nil })
    func addressesOfTheCatalogueAreInTheirFinalForm(_ entry: CatalogueEntry) throws {
        let loaded = try load(
            "connections:\n  - {name: a, provider: \(entry.id), access_token: tok}\n")
        #expect(loaded.route.connections[0].baseURL == entry.baseURL)
        #expect(loaded.route.connections[0].dialect == entry.dialect)
    }

    @Test func catalogueIDsAreUnique() {
        #expect(Set(Catalogue.entries.map(\.id)).count == Catalogue.entries.count)
    }
}
