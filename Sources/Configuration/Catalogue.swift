internal import IPC

/// The providers that a connection can name without giving an address.
///
/// Only those that speak one of the four dialects and take an API key or nothing. Addresses are those of the vendors'
/// documentation, as of August 2026; `base_url` in a connection overrides one.
public enum Catalogue {
    /// All providers: first the four that stand for any server of a dialect, then the others by id.
    public static let entries: [CatalogueEntry] = [
        CatalogueEntry("openai-compatible", "Any server with the OpenAI chat API", .openaiChat),
        CatalogueEntry("anthropic-compatible", "Any server with the Anthropic API", .anthropic),
        CatalogueEntry("gemini-compatible", "Any server with the Gemini API", .gemini),
        CatalogueEntry(
            "responses-compatible", "Any server with the Responses API", .openaiResponses),
        CatalogueEntry(
            "alicode", "Alibaba coding plan", .openaiChat,
            "https://coding.dashscope.aliyuncs.com/v1"),
        CatalogueEntry("anthropic", "Anthropic", .anthropic, "https://api.anthropic.com"),
        CatalogueEntry(
            "byteplus", "BytePlus ModelArk", .openaiChat,
            "https://ark.ap-southeast.bytepluses.com/api/coding/v3"),
        CatalogueEntry("cerebras", "Cerebras", .openaiChat, "https://api.cerebras.ai/v1"),
        CatalogueEntry("chutes", "Chutes", .openaiChat, "https://llm.chutes.ai/v1"),
        CatalogueEntry("cloudflare-ai", "Cloudflare Workers AI", .openaiChat),
        CatalogueEntry(
            "deepinfra", "DeepInfra", .openaiChat,
            "https://api.deepinfra.com/v1/openai"),
        CatalogueEntry("deepseek", "DeepSeek", .openaiChat, "https://api.deepseek.com/v1"),
        CatalogueEntry(
            "fireworks", "Fireworks AI", .openaiChat,
            "https://api.fireworks.ai/inference/v1"),
        CatalogueEntry(
            "gemini", "Google Gemini (AI Studio)", .gemini,
            "https://generativelanguage.googleapis.com"),
        CatalogueEntry(
            "glm", "GLM (Z.AI coding plan)", .anthropic,
            "https://api.z.ai/api/anthropic"),
        CatalogueEntry(
            "glm-cn", "GLM (China)", .openaiChat,
            "https://open.bigmodel.cn/api/coding/paas/v4"),
        CatalogueEntry("groq", "Groq", .openaiChat, "https://api.groq.com/openai/v1"),
        CatalogueEntry(
            "huggingface", "Hugging Face Inference", .openaiChat,
            "https://router.huggingface.co/v1"),
        CatalogueEntry("hyperbolic", "Hyperbolic", .openaiChat, "https://api.hyperbolic.xyz/v1"),
        CatalogueEntry("kimi", "Kimi (Moonshot AI)", .openaiChat, "https://api.moonshot.ai/v1"),
        CatalogueEntry("llama-cpp", "llama.cpp server", .openaiChat, "http://localhost:8080/v1"),
        CatalogueEntry("lm-studio", "LM Studio", .openaiChat, "http://localhost:1234/v1"),
        CatalogueEntry("minimax", "MiniMax", .anthropic, "https://api.minimax.io/anthropic"),
        CatalogueEntry(
            "minimax-cn", "MiniMax (China)", .anthropic,
            "https://api.minimaxi.com/anthropic"),
        CatalogueEntry("mistral", "Mistral", .openaiChat, "https://api.mistral.ai/v1"),
        CatalogueEntry(
            "nebius", "Nebius Token Factory", .openaiChat,
            "https://api.tokenfactory.nebius.com/v1"),
        CatalogueEntry("nvidia", "NVIDIA NIM", .openaiChat, "https://integrate.api.nvidia.com/v1"),
        CatalogueEntry("openai", "OpenAI", .openaiChat, "https://api.openai.com/v1"),
        CatalogueEntry("opencode", "OpenCode Zen", .openaiChat, "https://opencode.ai/zen/v1"),
        CatalogueEntry("opencode-go", "OpenCode Go", .openaiChat, "https://opencode.ai/zen/go/v1"),
        CatalogueEntry("openrouter", "OpenRouter", .openaiChat, "https://openrouter.ai/api/v1"),
        CatalogueEntry("perplexity", "Perplexity", .openaiChat, "https://api.perplexity.ai"),
        CatalogueEntry("siliconflow", "SiliconFlow", .openaiChat, "https://api.siliconflow.com/v1"),
        CatalogueEntry("together", "Together AI", .openaiChat, "https://api.together.xyz/v1"),
        CatalogueEntry("vllm", "vLLM", .openaiChat, "http://localhost:8000/v1"),
        CatalogueEntry(
            "volcengine-ark", "Volcengine Ark coding plan", .openaiChat,
            "https://ark.cn-beijing.volces.com/api/coding/v3"),
        CatalogueEntry("xai", "xAI (Grok)", .openaiChat, "https://api.x.ai/v1"),
    ]

    private static let byID = Dictionary(uniqueKeysWithValues: entries.map { ($0.id, $0) })

    /// The provider with an id, such as "openai".
    public static func entry(_ id: String) -> CatalogueEntry? { byID[id] }
}
