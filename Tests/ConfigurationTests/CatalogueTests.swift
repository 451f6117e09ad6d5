import Configuration
import IPC
import Testing

/// The providers of the catalogue: names, what can be connected, and what every account has.
@Suite struct CatalogueTests {
    /// Each provider that people know, by the id or alias that its models are called with.
    static let known = """
        claude cc codex cx gemini-cli gc github gh antigravity ag kiro kr qwen qw iflow if cursor cu
        kimi-coding kmc kilocode kc cline cl openai anthropic gemini openrouter glm glm-cn kimi minimax
        minimax-cn deepseek ds groq xai mistral perplexity pplx together fireworks cerebras cohere nvidia
        nebius siliconflow hyperbolic hyp deepgram dg assemblyai aai nanobanana nb azure bedrock vertex vx
        vertex-partner ollama-local ollama lm-studio lmstudio vllm llama-cpp llamacpp openai-compatible
        anthropic-compatible voyage-ai voyage jina-ai jina elevenlabs el cartesia huggingface hf
        cloudflare-ai cf deepinfra chutes opencode-go ocg opencode oc alicode volcengine-ark ark byteplus
        bpm sdwebui comfyui
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    @Test(arguments: known)
    func hasEveryProviderByIDAndByAlias(_ name: String) throws {
        let entry = try #require(Catalogue.entry(name))
        #expect(entry.id == name || entry.aliases.contains(name))
    }

    @Test func hasSixtyThreeKnownProvidersAndSevenMore() {
        let found = Set(Self.known.compactMap { Catalogue.entry($0)?.id })
        #expect(found.count == 63)
        let others = Catalogue.entries.map(\.id).filter { !found.contains($0) }
        #expect(
            Set(others) == [
                "gemini-compatible", "responses-compatible", "ollama-compatible",
                "cohere-compatible",
                "bedrock-compatible", "dashscope", "github-models",
            ])
    }

    @Test func namesAreUnique() {
        let names = Catalogue.entries.flatMap { [$0.id] + $0.aliases }
        #expect(Set(names).count == names.count)
        for entry in Catalogue.entries {
            for name in [entry.id] + entry.aliases { #expect(Catalogue.entry(name) == entry) }
        }
    }

    @Test func genericProvidersComeFirstAndTheOthersByID() {
        let ids = Catalogue.entries.map(\.id)
        #expect(Catalogue.entries.prefix { $0.isGeneric }.count == 7)
        #expect(Catalogue.entries.count { $0.isGeneric } == 7)
        #expect(Array(ids.dropFirst(7)) == ids.dropFirst(7).sorted())
    }

    @Test func anUnknownNameIsNobody() {
        #expect(Catalogue.entry("") == nil)
        #expect(Catalogue.entry("OpenAI") == nil)
    }

    @Test func everyProviderButTheGenericHasATier() {
        for entry in Catalogue.entries { #expect((entry.tier == .none) == entry.isGeneric) }
        #expect(Catalogue.entry("claude")?.tier == .subscription)
        #expect(Catalogue.entry("openai")?.tier == .apiKey)
        #expect(Catalogue.entry("glm")?.tier == .cheap)
        #expect(Catalogue.entry("kiro")?.tier == .free)
        #expect(Catalogue.entry("ollama-local")?.tier == .free)
    }

    // MARK: What can be connected

    @Test func providersOfOtherProtocolsAreRefusedWithAReason() {
        let refused = Catalogue.entries.filter { $0.refusal != nil }
        #expect(
            refused.map(\.id) == [
                "antigravity", "assemblyai", "cartesia", "comfyui", "cursor", "deepgram",
                "elevenlabs", "gemini-cli", "jina-ai", "kiro", "nanobanana", "sdwebui", "voyage-ai",
            ])
        for entry in Catalogue.entries {
            #expect((entry.refusal != nil) == (entry.dialect == .none))
            #expect((entry.refusal != nil) == (entry.foreignProtocol != nil))
        }
        #expect(
            Catalogue.entry("cursor")?.refusal
                == "`cursor` speaks `cursor` only, which is not served, so that it cannot be connected"
        )
        #expect(
            Catalogue.entry("deepgram")?.refusal
                == "`deepgram` has no chat; images, speech and embeddings are not served, so that it cannot be connected"
        )
    }

    @Test func providersWithASignInOfTheirOwnSayWhatTheyNeed() {
        let found = Catalogue.entries.filter(\.isSignInOnly).map(\.id)
        #expect(
            found == [
                "antigravity", "claude", "cline", "codex", "cursor", "gemini-cli", "github-copilot",
                "iflow", "kilocode", "kiro", "qwen",
            ])
        #expect(
            Catalogue.entry("claude")?.missingCredential
                == "signing in to `claude` is not built in; give its token in `access_token`, or a key in `api_key`"
        )
        #expect(Catalogue.entry("openai")?.missingCredential == nil)
    }

    @Test func otherAddressesAreInTheirFinalForm() throws {
        for entry in Catalogue.entries {
            for (dialect, url) in entry.others {
                let name = try #require(CatalogueKeptTests.names[dialect])
                let loaded = try load(
                    "connections:\n  - {name: a, provider: \(entry.id), dialect: \(name), access_token: t}\n"
                )
                #expect(loaded.route.connections[0].baseURL == url)
                #expect(dialect != entry.dialect)
            }
        }
    }

    // MARK: Accounts

    @Test func allowancesAreThoseThatEveryAccountHas() throws {
        let claude = try #require(Catalogue.entry("cc"))
        #expect(
            claude.quotas == [
                QuotaWindow(name: "five_hour", kind: .rolling, lengthS: 18_000),
                QuotaWindow(name: "seven_day", kind: .rolling, lengthS: 604_800),
            ])
        #expect(
            Catalogue.entry("glm")?.quotas.first
                == QuotaWindow(name: "day", kind: .day, beginsS: 36_000))
        #expect(
            Catalogue.entry("gc")?.quotas == [
                QuotaWindow(name: "minute", kind: .rolling, lengthS: 60, limit: 60),
                QuotaWindow(name: "day", kind: .day, limit: 1000),
                QuotaWindow(name: "month", kind: .month, limit: 180_000),
            ])
        // Allowances of free or trial accounts must not bind those who pay.
        for id in ["gemini", "groq", "openrouter", "cerebras", "nvidia", "kimi", "cloudflare-ai"] {
            #expect(Catalogue.entry(id)?.quotas.isEmpty == true)
        }
    }

    @Test func windowsAreWellFormed() {
        for quota in Catalogue.entries.flatMap(\.quotas) {
            #expect(!quota.name.isEmpty)
            #expect((quota.kind == .rolling) == (quota.lengthS > 0))
            #expect(quota.beginsS < 86_400)
        }
    }

    @Test func headersThatEveryRequestNeeds() {
        #expect(
            Catalogue.entry("claude")?.extraHeaders
                == [Header(name: "anthropic-beta", value: "oauth-2025-04-20")])
        for header in Catalogue.entries.flatMap(\.extraHeaders) {
            #expect(header.name == header.name.lowercased())
        }
    }
}
