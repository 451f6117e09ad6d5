internal import IPC

/// The providers that a connection can name without giving an address.
///
/// Only those that take an API key, keys that sign, a service account or nothing. Addresses are those of the vendors'
/// documentation, as of August 2026; `base_url` in a connection overrides one.
public enum Catalogue {
    /// All providers: first the seven that stand for any server of a dialect, then the others by id.
    public static let entries: [CatalogueEntry] = [
        CatalogueEntry("openai-compatible", "Any server with the OpenAI chat API", .openaiChat),
        CatalogueEntry("anthropic-compatible", "Any server with the Anthropic API", .anthropic),
        CatalogueEntry("gemini-compatible", "Any server with the Gemini API", .gemini),
        CatalogueEntry(
            "responses-compatible", "Any server with the Responses API", .openaiResponses),
        CatalogueEntry("ollama-compatible", "Any server with the Ollama API", .ollama),
        CatalogueEntry("cohere-compatible", "Any server with the Cohere API", .cohere),
        CatalogueEntry(
            "bedrock-compatible", "Any server with the Bedrock Converse API", .bedrock,
            kind: .bedrock),
        CatalogueEntry(
            "alicode", "Alibaba coding plan", .openaiChat,
            "https://coding.dashscope.aliyuncs.com/v1"),
        CatalogueEntry("anthropic", "Anthropic", .anthropic, "https://api.anthropic.com"),
        CatalogueEntry("azure", "Azure OpenAI", .openaiChat, kind: .azure),
        CatalogueEntry(
            "bedrock", "Amazon Bedrock", .bedrock,
            "https://bedrock-runtime.us-east-1.amazonaws.com", kind: .bedrock),
        CatalogueEntry(
            "byteplus", "BytePlus ModelArk", .openaiChat,
            "https://ark.ap-southeast.bytepluses.com/api/coding/v3"),
        CatalogueEntry("cerebras", "Cerebras", .openaiChat, "https://api.cerebras.ai/v1"),
        CatalogueEntry("chutes", "Chutes", .openaiChat, "https://llm.chutes.ai/v1"),
        CatalogueEntry("cloudflare-ai", "Cloudflare Workers AI", .openaiChat),
        CatalogueEntry(
            "cohere", "Cohere", .cohere, "https://api.cohere.com/v2",
            others: [.openaiChat: "https://api.cohere.ai/compatibility/v1"]),
        CatalogueEntry(
            "dashscope", "Alibaba DashScope (Qwen)", .openaiChat,
            "https://dashscope.aliyuncs.com/compatible-mode/v1"),
        CatalogueEntry(
            "deepinfra", "DeepInfra", .openaiChat,
            "https://api.deepinfra.com/v1/openai"),
        CatalogueEntry(
            "deepseek", "DeepSeek", .openaiChat, "https://api.deepseek.com/v1",
            others: [.anthropic: "https://api.deepseek.com/anthropic"]),
        CatalogueEntry(
            "fireworks", "Fireworks AI", .openaiChat,
            "https://api.fireworks.ai/inference/v1"),
        CatalogueEntry(
            "gemini", "Google Gemini (AI Studio)", .gemini,
            "https://generativelanguage.googleapis.com",
            others: [.openaiChat: "https://generativelanguage.googleapis.com/v1beta/openai"]),
        // Made for GitHub's own editors; the key is the short-lived token of a Copilot account.
        CatalogueEntry(
            "github-copilot", "GitHub Copilot", .openaiChat, "https://api.githubcopilot.com",
            others: [.openaiResponses: "https://api.githubcopilot.com"], profile: "github"),
        CatalogueEntry(
            "github-models", "GitHub Models", .openaiChat, "https://models.github.ai/inference"),
        CatalogueEntry(
            "glm", "GLM (Z.AI coding plan)", .anthropic,
            "https://api.z.ai/api/anthropic",
            others: [.openaiChat: "https://api.z.ai/api/coding/paas/v4"]),
        CatalogueEntry(
            "glm-cn", "GLM (China)", .openaiChat,
            "https://open.bigmodel.cn/api/coding/paas/v4"),
        CatalogueEntry(
            "groq", "Groq", .openaiChat, "https://api.groq.com/openai/v1",
            others: [.openaiResponses: "https://api.groq.com/openai/v1"]),
        CatalogueEntry(
            "huggingface", "Hugging Face Inference", .openaiChat,
            "https://router.huggingface.co/v1"),
        CatalogueEntry("hyperbolic", "Hyperbolic", .openaiChat, "https://api.hyperbolic.xyz/v1"),
        CatalogueEntry(
            "kimi", "Kimi (Moonshot AI)", .openaiChat, "https://api.moonshot.ai/v1",
            others: [.anthropic: "https://api.moonshot.ai/anthropic"]),
        CatalogueEntry(
            "kimi-coding", "Kimi coding plan", .anthropic, "https://api.kimi.com/coding"),
        CatalogueEntry("llama-cpp", "llama.cpp server", .openaiChat, "http://localhost:8080/v1"),
        CatalogueEntry("lm-studio", "LM Studio", .openaiChat, "http://localhost:1234/v1"),
        CatalogueEntry(
            "minimax", "MiniMax", .anthropic, "https://api.minimax.io/anthropic",
            others: [.openaiChat: "https://api.minimax.io/v1"]),
        CatalogueEntry(
            "minimax-cn", "MiniMax (China)", .anthropic,
            "https://api.minimaxi.com/anthropic",
            others: [.openaiChat: "https://api.minimaxi.com/v1"]),
        CatalogueEntry("mistral", "Mistral", .openaiChat, "https://api.mistral.ai/v1"),
        CatalogueEntry(
            "nebius", "Nebius Token Factory", .openaiChat,
            "https://api.tokenfactory.nebius.com/v1"),
        CatalogueEntry("nvidia", "NVIDIA NIM", .openaiChat, "https://integrate.api.nvidia.com/v1"),
        CatalogueEntry(
            "ollama", "Ollama Cloud", .ollama, "https://ollama.com",
            others: [.openaiChat: "https://ollama.com/v1"]),
        CatalogueEntry(
            "ollama-local", "Ollama", .ollama, "http://localhost:11434",
            others: [.openaiChat: "http://localhost:11434/v1"]),
        CatalogueEntry(
            "openai", "OpenAI", .openaiChat, "https://api.openai.com/v1",
            others: [.openaiResponses: "https://api.openai.com/v1"]),
        CatalogueEntry("opencode", "OpenCode Zen", .openaiChat, "https://opencode.ai/zen/v1"),
        CatalogueEntry("opencode-go", "OpenCode Go", .openaiChat, "https://opencode.ai/zen/go/v1"),
        CatalogueEntry(
            "openrouter", "OpenRouter", .openaiChat, "https://openrouter.ai/api/v1",
            others: [.openaiResponses: "https://openrouter.ai/api/v1"]),
        CatalogueEntry("perplexity", "Perplexity", .openaiChat, "https://api.perplexity.ai"),
        CatalogueEntry("siliconflow", "SiliconFlow", .openaiChat, "https://api.siliconflow.com/v1"),
        CatalogueEntry("together", "Together AI", .openaiChat, "https://api.together.xyz/v1"),
        CatalogueEntry("vertex", "Google Vertex AI", .gemini, kind: .vertex),
        CatalogueEntry(
            "vertex-partner", "Partner models on Google Vertex AI", .openaiChat, kind: .vertex),
        CatalogueEntry(
            "vllm", "vLLM", .openaiChat, "http://localhost:8000/v1",
            others: [.openaiResponses: "http://localhost:8000/v1"]),
        CatalogueEntry(
            "volcengine-ark", "Volcengine Ark coding plan", .openaiChat,
            "https://ark.cn-beijing.volces.com/api/coding/v3"),
        CatalogueEntry(
            "xai", "xAI (Grok)", .openaiChat, "https://api.x.ai/v1",
            others: [.openaiResponses: "https://api.x.ai/v1"]),
    ]

    private static let byID = Dictionary(uniqueKeysWithValues: entries.map { ($0.id, $0) })

    /// The provider with an id, such as "openai".
    public static func entry(_ id: String) -> CatalogueEntry? { byID[id] }
}
