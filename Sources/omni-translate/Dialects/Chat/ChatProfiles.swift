internal import IPC
internal import Synchronization

/// The profiles of providers, by catalogue id.
enum ChatProfiles {
    /// All of a target that shapes its profile.
    private struct Key: Hashable {
        var profile: String
        var model: String
        var isChat: Bool
        var apiVersion: String?
    }

    /// Making a profile goes through dozens of rules, and a gateway asks for the same few models.
    private static let made = Mutex<[Key: ChatProfile]>([:])
    /// Profiles that are remembered; all are forgotten when there would be more.
    private static let mostMade = 256

    /// The profile of a target: its provider's, changed by what is known of its model.
    static func profile(of target: Target) -> ChatProfile {
        let key = Key(
            profile: target.profile, model: target.model, isChat: target.client == .openaiChat,
            apiVersion: target.parameter("api-version"))
        return made.withLock { made in
            if let profile = made[key] { return profile }
            if made.count >= mostMade { made.removeAll() }
            let profile = make(target, apiVersion: key.apiVersion)
            made[key] = profile
            return profile
        }
    }

    private static func make(_ target: Target, apiVersion: String?) -> ChatProfile {
        var profile = table[target.profile] ?? (target.client == .openaiChat ? meant : unknown)
        let name = ChatModelRules.baseName(target.model)
        for rule in rules(target.profile, profile) where rule.matches(name) {
            rule.change(&profile)
        }
        // Ids that a host made itself stay as they are, however long.
        if target.client == .openaiChat, !profile.hasPlatformFields, case .length = profile.callIDs
        {
            profile.callIDs = .length(64)
        }
        if let apiVersion { apply(apiVersion: apiVersion, &profile) }
        return profile
    }

    private static func rules(_ id: String, _ profile: ChatProfile) -> [ChatModelRule] {
        let knowsOpenAI = profile.isUnknown || openaiHosts.contains(id)
        return ChatModelRules.open + (knowsOpenAI ? ChatModelRules.openai : [])
            + (ChatModelRules.hosts[id] ?? [])
    }

    /// Classic deployments of Azure name the model in the path; `stream_options` came in September 2024.
    private static func apply(apiVersion: String, _ profile: inout ChatProfile) {
        guard profile.path == azurePath else { return }
        guard apiVersion != "v1", apiVersion != "preview" else {
            profile.path = "/chat/completions"
            return
        }
        profile.hasStreamOptions = apiVersion >= "2024-09-01"
    }

    private static let azurePath =
        "/openai/deployments/{model}/chat/completions?api-version={api-version}"

    /// Hosts of OpenAI's own models under their own names.
    private static let openaiHosts: Set<String> = ["openai", "azure", "github", "opencode"]

    private static func changed(
        _ base: ChatProfile, _ change: (inout ChatProfile) -> Void
    ) -> ChatProfile {
        var profile = base
        change(&profile)
        return profile
    }

    // MARK: Kinds of hosts

    private static let plain = ChatProfile()

    private static let unknown = changed(plain) {
        $0.isUnknown = true
        $0.hasTopK = false
        $0.media = [.image, .remoteImage, .audio, .file, .remoteFile, .video]
    }

    /// The same for a client of this dialect, which may know what the provider takes better than anybody else.
    private static let meant = changed(unknown) {
        $0.hasRefusals = true
        $0.hasCustomTools = true
        $0.hasCacheControl = true
        $0.hasCacheBreakpoints = true
        $0.hasWebSearch = true
        $0.toolChoice.hasAllowed = true
        $0.media.insert(.fileID)
        $0.reasoning = .effort(ReasoningRequest.Effort.allCases)
    }

    private static let openai = changed(plain) {
        $0.hasPlatformFields = true
        $0.hasRefusals = true
        $0.hasCustomTools = true
        $0.hasCacheBreakpoints = true
        $0.media = [.image, .remoteImage, .audio, .file, .fileID]
        $0.toolChoice.hasAllowed = true
        $0.thinkTags = .never
        $0.replay = .never
        $0.reasoning = .none
    }

    /// Servers that run open models and know many fields beside the dialect's.
    private static let openHost = changed(plain) {
        $0.hasTopK = true
        $0.hasMinP = true
        $0.media = [.image, .remoteImage, .video]
    }

    private static let vllm = changed(openHost) {
        $0.systemInside = false
        $0.media = [.image, .remoteImage, .audio, .video]
        $0.reasoning = .template("enable_thinking")
    }

    private static let llamaServer = changed(openHost) {
        $0.media = [.image, .remoteImage, .audio]
        $0.reasoning = .template("enable_thinking")
    }

    private static let qwen = changed(plain) {
        $0.hasTopK = true
        $0.hasCacheControl = true
        $0.media = [.image, .remoteImage, .audio, .video]
        $0.toolChoice.needsNoReasoning = true
        $0.reasoning = .enableThinking
        $0.hasStrict = false
    }

    private static let glm = changed(plain) {
        $0.reasoning = .thinkingType([])
        $0.replay = .toolTurns
        $0.media = [.image, .remoteImage, .remoteFile, .video]
        $0.remoteFile = .fileURL
        $0.toolChoice.required = nil
        $0.toolChoice.hasNamed = false
        $0.hasStrict = false
        $0.jsonSchema = .object
        $0.refused = penalties.union(["logit_bias", "logprobs", "top_logprobs", "seed"])
    }

    private static let minimax = changed(plain) {
        $0.temperatures = 0.01...1
        $0.thinkTags = .always
        $0.jsonSchema = .instruction
        $0.jsonObject = .instruction
        $0.replay = .toolTurns
        $0.hasReasoningDetails = true
        $0.reasoning = .none
        $0.refused = penalties.union(["logit_bias"])
    }

    private static let ark = changed(plain) {
        $0.reasoning = .thinkingType([])
        $0.replay = .toolTurns
        $0.media = [.image, .remoteImage, .video]
    }

    private static let mistral = changed(plain) {
        $0.seed = "random_seed"
        $0.hasStreamOptions = false
        $0.hasUser = false
        $0.callIDs = .alphanumeric(9)
        $0.namesResults = true
        $0.prefill = .prefix
        $0.toolChoice.required = "any"
        $0.media = [.image, .remoteImage, .audio, .remoteFile]
        $0.remoteFile = .documentURL
        $0.reasoning = .none
        $0.replay = .never
        $0.thinkTags = .never
        $0.refused = [
            "stream_options", "logprobs", "top_logprobs", "logit_bias", "user",
            "max_completion_tokens", "store", "metadata", "service_tier", "verbosity",
        ]
    }

    private static let groq = changed(plain) {
        $0.hasNames = false
        $0.reasoningField = "reasoning"
        $0.thinkTags = .never
        $0.refused = ["logprobs", "logit_bias", "top_logprobs", "reasoning_content"]
        $0.replay = .never
    }

    private static let cerebras = changed(plain) {
        $0.tokenLimit = .maxCompletionTokens
        $0.reasoningField = "reasoning"
        $0.replay = .never
        $0.thinkTags = .never
        $0.hasParallelCalls = false
        $0.refused = penalties.union(["logit_bias", "service_tier"])
        $0.media = []
    }

    private static let deepseek = changed(plain) {
        $0.seed = ""
        $0.prefill = .plain
        $0.jsonSchema = .object
        $0.reasoning = .thinkingType([.high, .max])
        $0.replay = .toolTurns
        $0.thinkTags = .never
        $0.toolChoice.needsNoReasoning = true
        $0.hasParallelCalls = false
        $0.hasStrict = false
        $0.media = []
    }

    private static let xai = changed(plain) {
        $0.hasUser = true
        $0.thinkTags = .never
        $0.replay = .never
        $0.schemas.dropsClosed = true
        $0.reasoning = .none
    }

    private static let openrouter = changed(openHost) {
        $0.reasoning = .object
        $0.reasoningField = "reasoning"
        $0.hasReasoningDetails = true
        $0.hasCacheControl = true
        $0.hasWebSearch = true
        $0.media = [.image, .remoteImage, .audio, .file, .remoteFile, .video]
        $0.thinkTags = .never
        $0.hasCustomTools = false
    }

    private static let kimi = changed(plain) {
        $0.toolChoice.required = nil
        $0.reasoning = .thinkingType([])
        $0.replay = .toolTurns
        $0.schemas.dropsDialect = true
        $0.media = [.image, .video]
        $0.hasStrict = false
        $0.refused = ["logit_bias", "logprobs", "top_logprobs"]
        $0.thinkTags = .never
    }

    private static let perplexity = changed(plain) {
        $0.alternates = true
        $0.systemInside = false
        $0.prefill = .refused
        $0.hasWebSearch = true
        $0.hasTools = false
        $0.hasParallelCalls = false
        $0.thinkTags = .always
        $0.hasNames = false
        $0.refused = ["logit_bias", "logprobs", "top_logprobs", "seed", "stop", "user"]
        $0.media = [.image, .remoteImage, .file, .remoteFile]
        $0.jsonObject = .instruction
    }

    private static let nvidia = changed(openHost) {
        $0.hasParallelCalls = false
        $0.hasUser = false
        $0.systemInside = false
        $0.hasStrict = false
        $0.refused = ["logit_bias", "user"]
        $0.reasoning = .template("thinking")
        $0.media = [.image, .remoteImage]
    }

    private static let copilot = changed(openai) {
        $0.hasPlatformFields = false
        $0.hasCustomTools = false
        $0.hasCacheBreakpoints = false
        $0.toolChoice.hasAllowed = false
        $0.media = [.image]
        $0.hasUser = false
        $0.reasoningField = "reasoning_text"
        $0.opaqueField = "reasoning_opaque"
        $0.replay = .always
        $0.refused = ["thinking"]
        $0.announcesTurns = true
        $0.headers = [
            ("copilot-integration-id", "vscode-chat"), ("editor-version", "vscode/1.104.0"),
            ("editor-plugin-version", "copilot-chat/0.31.0"),
            ("openai-intent", "conversation-panel"), ("x-github-api-version", "2025-04-01"),
        ]
    }

    private static let ollama = changed(openHost) {
        $0.toolChoice.isKnown = false
        $0.hasParallelCalls = false
        $0.hasStrict = false
        $0.media = [.image]
        $0.reasoningField = "reasoning"
    }

    private static let google = changed(plain) {
        $0.reasoning = .effort([.none, .minimal, .low, .medium, .high])
        $0.media = [.image, .audio]
        $0.callProofSentinel = "skip_thought_signature_validator"
        $0.thinkTags = .never
        $0.replay = .never
        $0.refused = ["logit_bias", "user"]
    }

    private static let cohere = changed(plain) {
        $0.reasoning = .effort([.none, .high])
        $0.media = [.image, .remoteImage]
        $0.hasParallelCalls = false
        $0.hasUser = false
        $0.replay = .never
        $0.refused = ["logit_bias", "top_logprobs", "user", "store", "metadata"]
    }

    private static let penalties: Set<String> = ["frequency_penalty", "presence_penalty"]

    private static let table: [String: ChatProfile] = [
        "openai": openai,
        "azure": changed(openai) {
            $0.path = azurePath
            $0.hasCacheBreakpoints = false
        },
        "github": copilot, "copilot": copilot,
        "openrouter": openrouter, "kilocode": openrouter, "cline": openrouter,
        "deepseek": deepseek, "groq": groq, "mistral": mistral, "xai": xai,
        "qwen": qwen, "alicode": qwen, "alibaba": qwen, "dashscope": qwen, "iflow": qwen,
        "glm": glm, "glm-cn": glm, "zai": glm,
        "kimi": kimi, "moonshot": kimi, "kimi-coding": kimi,
        "minimax": minimax, "minimax-cn": minimax,
        "nvidia": nvidia, "perplexity": perplexity, "cerebras": cerebras,
        "together": changed(openHost) {
            $0.reasoning = .effort(ChatProfile.ReasoningForm.ordinary)
        },
        "fireworks": openHost, "nebius": openHost, "hyperbolic": openHost, "chutes": openHost,
        "deepinfra": openHost, "huggingface": plain, "cloudflare-ai": plain,
        "siliconflow": changed(openHost) { $0.reasoning = .enableThinking },
        "volcengine-ark": ark, "byteplus": ark,
        "opencode": plain, "opencode-go": plain, "vertex-partner": plain,
        "vllm": vllm, "llama-cpp": llamaServer, "lm-studio": llamaServer,
        "ollama": ollama, "ollama-local": ollama, "ollama-openai": ollama,
        "gemini": google, "google": google, "vertex": google, "cohere": cohere,
    ]
}
