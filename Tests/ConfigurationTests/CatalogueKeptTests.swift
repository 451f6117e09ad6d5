import Configuration
import IPC
import Testing

/// Providers that configurations name already stay what they are.
@Suite struct CatalogueKeptTests {
    /// The names of dialects in a configuration.
    static let names: [Dialect: String] = [
        .openaiChat: "openai-chat", .openaiResponses: "openai-responses", .anthropic: "anthropic",
        .gemini: "gemini", .ollama: "ollama", .cohere: "cohere", .bedrock: "bedrock",
    ]

    /// Id, dialect, base URL, other dialects, kind, profile.
    static let kept = """
        alicode | openai-chat | https://coding.dashscope.aliyuncs.com/v1 |  | plain | alicode
        anthropic | anthropic | https://api.anthropic.com |  | plain | anthropic
        anthropic-compatible | anthropic |  |  | plain | anthropic-compatible
        azure | openai-chat |  |  | azure | azure
        bedrock | bedrock | https://bedrock-runtime.us-east-1.amazonaws.com |  | bedrock | bedrock
        bedrock-compatible | bedrock |  |  | bedrock | bedrock-compatible
        byteplus | openai-chat | https://ark.ap-southeast.bytepluses.com/api/coding/v3 |  | plain | byteplus
        cerebras | openai-chat | https://api.cerebras.ai/v1 |  | plain | cerebras
        chutes | openai-chat | https://llm.chutes.ai/v1 |  | plain | chutes
        cloudflare-ai | openai-chat |  |  | plain | cloudflare-ai
        cohere | cohere | https://api.cohere.com/v2 | openai-chat=https://api.cohere.ai/compatibility/v1 | plain | cohere
        cohere-compatible | cohere |  |  | plain | cohere-compatible
        dashscope | openai-chat | https://dashscope.aliyuncs.com/compatible-mode/v1 |  | plain | dashscope
        deepinfra | openai-chat | https://api.deepinfra.com/v1/openai |  | plain | deepinfra
        deepseek | openai-chat | https://api.deepseek.com/v1 | anthropic=https://api.deepseek.com/anthropic | plain | deepseek
        fireworks | openai-chat | https://api.fireworks.ai/inference/v1 |  | plain | fireworks
        gemini | gemini | https://generativelanguage.googleapis.com | openai-chat=https://generativelanguage.googleapis.com/v1beta/openai | plain | gemini
        gemini-compatible | gemini |  |  | plain | gemini-compatible
        github-copilot | openai-chat | https://api.githubcopilot.com | openai-responses=https://api.githubcopilot.com | plain | github
        github-models | openai-chat | https://models.github.ai/inference |  | plain | github-models
        glm | anthropic | https://api.z.ai/api/anthropic | openai-chat=https://api.z.ai/api/coding/paas/v4 | plain | glm
        glm-cn | openai-chat | https://open.bigmodel.cn/api/coding/paas/v4 |  | plain | glm-cn
        groq | openai-chat | https://api.groq.com/openai/v1 | openai-responses=https://api.groq.com/openai/v1 | plain | groq
        huggingface | openai-chat | https://router.huggingface.co/v1 |  | plain | huggingface
        hyperbolic | openai-chat | https://api.hyperbolic.xyz/v1 |  | plain | hyperbolic
        kimi | openai-chat | https://api.moonshot.ai/v1 | anthropic=https://api.moonshot.ai/anthropic | plain | kimi
        kimi-coding | anthropic | https://api.kimi.com/coding |  | plain | kimi-coding
        llama-cpp | openai-chat | http://localhost:8080/v1 |  | plain | llama-cpp
        lm-studio | openai-chat | http://localhost:1234/v1 |  | plain | lm-studio
        minimax | anthropic | https://api.minimax.io/anthropic | openai-chat=https://api.minimax.io/v1 | plain | minimax
        minimax-cn | anthropic | https://api.minimaxi.com/anthropic | openai-chat=https://api.minimaxi.com/v1 | plain | minimax-cn
        mistral | openai-chat | https://api.mistral.ai/v1 |  | plain | mistral
        nebius | openai-chat | https://api.tokenfactory.nebius.com/v1 |  | plain | nebius
        nvidia | openai-chat | https://integrate.api.nvidia.com/v1 |  | plain | nvidia
        ollama | ollama | https://ollama.com | openai-chat=https://ollama.com/v1 | plain | ollama
        ollama-compatible | ollama |  |  | plain | ollama-compatible
        ollama-local | ollama | http://localhost:11434 | openai-chat=http://localhost:11434/v1 | plain | ollama-local
        openai | openai-chat | https://api.openai.com/v1 | openai-responses=https://api.openai.com/v1 | plain | openai
        openai-compatible | openai-chat |  |  | plain | openai-compatible
        opencode | openai-chat | https://opencode.ai/zen/v1 |  | plain | opencode
        opencode-go | openai-chat | https://opencode.ai/zen/go/v1 |  | plain | opencode-go
        openrouter | openai-chat | https://openrouter.ai/api/v1 | openai-responses=https://openrouter.ai/api/v1 | plain | openrouter
        perplexity | openai-chat | https://api.perplexity.ai |  | plain | perplexity
        responses-compatible | openai-responses |  |  | plain | responses-compatible
        siliconflow | openai-chat | https://api.siliconflow.com/v1 |  | plain | siliconflow
        together | openai-chat | https://api.together.xyz/v1 |  | plain | together
        vertex | gemini |  |  | vertex | vertex
        vertex-partner | openai-chat |  |  | vertex | vertex-partner
        vllm | openai-chat | http://localhost:8000/v1 | openai-responses=http://localhost:8000/v1 | plain | vllm
        volcengine-ark | openai-chat | https://ark.cn-beijing.volces.com/api/coding/v3 |  | plain | volcengine-ark
        xai | openai-chat | https://api.x.ai/v1 | openai-responses=https://api.x.ai/v1 | plain | xai
        """.split(separator: "\n").map(String.init)

    @Test(arguments: kept)
    func isAsBefore(_ line: String) throws {
        let id = String(line.prefix { $0 != " " })
        let entry = try #require(Catalogue.entry(id))
        let dialect = try #require(Self.names[entry.dialect])
        let others = entry.others.map { "\(Self.names[$0] ?? "")=\($1)" }.sorted()
        let columns = [
            entry.id, dialect, entry.baseURL ?? "", others.joined(separator: ","),
            entry.kind.rawValue, entry.profile,
        ]
        #expect(columns.joined(separator: " | ") == line)
    }

    @Test func placesOfKeysAreThoseOfTheDialect() throws {
        let places: [(String, Dialect, String)] = [
            ("openai", .openaiChat, ""), ("anthropic", .anthropic, "x-api-key"),
            ("glm", .anthropic, "x-api-key"), ("glm", .openaiChat, ""),
            ("gemini", .gemini, "x-goog-api-key"), ("azure", .openaiChat, "api-key"),
            ("codex", .openaiResponses, ""),
        ]
        for (id, dialect, header) in places {
            let placement = try #require(Catalogue.entry(id)).placement(for: dialect)
            #expect(placement.header == header)
            #expect((placement.place == .bearer) == header.isEmpty)
        }
    }
}
