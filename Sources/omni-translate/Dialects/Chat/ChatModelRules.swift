/// What is known of models whoever serves them, or of some models of one host.
struct ChatModelRule: Sendable {
    /// Beginnings of the model's name without vendor, lower case; an entry with `*` in front may stand anywhere in it.
    let names: [String]
    let change: @Sendable (inout ChatProfile) -> Void

    func matches(_ name: String) -> Bool {
        names.contains {
            $0.utf8.first == UInt8(ascii: "*") ? name.holds($0.dropFirst()) : name.hasPrefix($0)
        }
    }
}

/// Rules by model (facts: openai-chat, sections 8 and 9); later ones win.
enum ChatModelRules {
    /// The part of a model's name behind the last slash, lower case.
    static func baseName(_ model: String) -> String {
        let lower = model.lowercased()
        guard let slash = lower.lastIndex(of: "/") else { return lower }
        return String(lower[lower.index(after: slash)...])
    }

    typealias Effort = ReasoningRequest.Effort

    /// A model of OpenAI that reasons, with the efforts that it takes.
    private static func reasoner(
        _ efforts: [Effort], byDefault: Bool, sampling: Bool
    ) -> @Sendable (inout ChatProfile) -> Void {
        {
            $0.tokenLimit = .maxCompletionTokens
            $0.systemRole = .developer
            $0.reasoning = .effort(efforts)
            $0.alwaysReasons = byDefault
            $0.sampling = sampling ? .withoutReasoning(reasonsByDefault: byDefault) : .never
        }
    }

    static let openai: [ChatModelRule] = [
        ChatModelRule(
            names: ["o1", "o3", "o4"],
            change: reasoner([.low, .medium, .high], byDefault: true, sampling: false)),
        ChatModelRule(names: ["o3", "o4-mini"]) { $0.stopTexts = 0 },
        ChatModelRule(names: ["o1-mini", "o1-preview"]) {
            $0.systemRole = .user
            $0.reasoning = .none
        },
        ChatModelRule(
            names: ["gpt-5", "codex"],
            change: reasoner(
                [.minimal, .low, .medium, .high], byDefault: true, sampling: false)),
        ChatModelRule(
            names: ["gpt-5.1"],
            change: reasoner([.none, .low, .medium, .high], byDefault: false, sampling: true)),
        ChatModelRule(
            names: ["gpt-5.2", "gpt-5.3", "gpt-5.4"],
            change: reasoner(
                [.none, .low, .medium, .high, .xhigh], byDefault: false, sampling: true)),
        ChatModelRule(
            names: ["gpt-5.5", "gpt-5.6"],
            change: reasoner(
                [.none, .low, .medium, .high, .xhigh], byDefault: true, sampling: true)),
        ChatModelRule(
            names: ["gpt-5.6"],
            change: reasoner(
                [.none, .low, .medium, .high, .xhigh, .max], byDefault: true, sampling: true)),
        ChatModelRule(
            names: ["gpt-5.2-pro", "gpt-5.4-pro", "gpt-5.5-pro", "gpt-5.6-pro"],
            change: reasoner([.medium, .high, .xhigh], byDefault: true, sampling: false)),
        ChatModelRule(
            names: [
                "gpt-5.1-codex", "gpt-5.2-codex", "gpt-5.3-codex", "gpt-5.1-chat", "gpt-5.2-chat",
            ],
            change: reasoner([.low, .medium, .high], byDefault: true, sampling: false)),
        ChatModelRule(names: ["gpt-5-chat"]) {
            $0.reasoning = .none
            $0.sampling = .always
        },
        ChatModelRule(names: ["*search-preview", "*search-api"]) {
            $0.hasWebSearch = true
            $0.refused.formUnion(["temperature", "top_p"])
        },
    ]

    /// Open models on hosts of all kinds.
    static let open: [ChatModelRule] = [
        ChatModelRule(names: ["*deepseek-r1", "qwq"]) {
            $0.replay = .never
            if case .ifSeen = $0.thinkTags { $0.thinkTags = .always }
        },
        ChatModelRule(names: ["ernie"]) { $0.systemRole = .user },
        ChatModelRule(names: ["gpt-oss"]) {
            switch $0.reasoning {
            case .template, .enableThinking:
                $0.reasoning = .effort(ChatProfile.ReasoningForm.ordinary)
            case .none, .effort, .object, .thinkingType: break
            }
        },
    ]

    /// Rules for single hosts.
    static let hosts: [String: [ChatModelRule]] = [
        "deepseek": [
            ChatModelRule(names: ["deepseek-chat"]) { $0.alwaysReasons = false },
            ChatModelRule(names: ["deepseek-reasoner", "deepseek-v4"]) { $0.alwaysReasons = true },
        ],
        "xai": [
            ChatModelRule(names: ["grok-3-mini"]) {
                $0.reasoning = .effort([.low, .high])
                $0.alwaysReasons = true
            },
            ChatModelRule(names: ["grok-4", "grok-code", "grok-build"]) {
                $0.alwaysReasons = true
                $0.refused.formUnion(["presence_penalty", "frequency_penalty", "stop"])
            },
            ChatModelRule(names: ["grok-4.3"]) {
                $0.reasoning = .effort([.none, .low, .medium, .high])
            },
            ChatModelRule(names: ["grok-4.5"]) { $0.reasoning = .effort([.low, .medium, .high]) },
            ChatModelRule(names: ["*non-reasoning"]) {
                $0.alwaysReasons = false
                $0.reasoning = .none
                $0.refused.subtract(["presence_penalty", "frequency_penalty", "stop"])
            },
        ],
        "groq": [
            ChatModelRule(names: ["llama", "kimi", "compound"]) { $0.reasoning = .none },
            ChatModelRule(names: ["qwen"]) { $0.reasoning = .effort([.none]) },
        ],
        "cerebras": [
            ChatModelRule(names: ["llama", "qwen"]) { $0.reasoning = .none }
        ],
        "mistral": [
            ChatModelRule(names: ["mistral-small-26", "mistral-medium-26"]) {
                $0.reasoning = .effort([.none, .high])
            },
            // Their content is an array, which strict clients do not know.
            ChatModelRule(names: ["magistral", "mistral-small-26", "mistral-medium-26"]) {
                $0.thinkTags = .always
            },
        ],
        "glm": glm, "glm-cn": glm, "zai": glm,
        "kimi": kimi, "moonshot": kimi,
        "github": copilot, "copilot": copilot,
        "nvidia": [
            ChatModelRule(names: ["mistral", "mixtral", "gemma"]) {
                $0.systemRole = .user
                $0.alternates = true
            },
            ChatModelRule(names: ["qwen", "nemotron", "glm"]) {
                $0.reasoning = .template("enable_thinking")
            },
            ChatModelRule(names: ["llama", "mistral", "mixtral", "gemma"]) { $0.reasoning = .none },
        ],
        // What Azure hosts of other makers knows the older limit only (pitfall 112).
        "azure": [
            ChatModelRule(names: ["mistral", "llama", "grok", "phi", "cohere", "deepseek"]) {
                $0.tokenLimit = .maxTokens
                $0.hasPlatformFields = false
                $0.hasCustomTools = false
            },
            ChatModelRule(names: ["mistral"]) { $0.callIDs = .alphanumeric(9) },
        ],
    ]

    private static let glm: [ChatModelRule] = [
        ChatModelRule(names: ["glm-4.5", "glm-4.6", "glm-4.7", "glm-5"]) {
            $0.alwaysReasons = true
        },
        ChatModelRule(names: ["glm-5.2"]) {
            $0.reasoning = .thinkingType([.low, .medium, .high, .max])
        },
        ChatModelRule(names: ["glm-5.3"]) { $0.reasoning = .effort([.low, .high, .max]) },
    ]

    private static let kimi: [ChatModelRule] = [
        ChatModelRule(names: ["kimi-k2.5", "kimi-k2.6", "kimi-k2.7", "kimi-k2-thinking"]) {
            $0.alwaysReasons = true
            $0.sampling = .withoutReasoning(reasonsByDefault: true)
        },
        ChatModelRule(names: ["moonshot-v1"]) {
            $0.reasoning = .none
            $0.replay = .never
        },
    ]

    private static let copilot: [ChatModelRule] = [
        ChatModelRule(names: ["gpt-5.4"]) { $0.refused.insert("temperature") },
        ChatModelRule(names: ["claude"]) {
            $0.jsonSchema = .instruction
            $0.jsonObject = .instruction
            $0.reasoning = .none
        },
        ChatModelRule(names: [
            "claude-opus-4.6", "claude-sonnet-4.6", "claude-opus-4-6", "claude-sonnet-4-6",
        ]) {
            $0.reasoning = .effort(ChatProfile.ReasoningForm.ordinary)
        },
    ]
}
