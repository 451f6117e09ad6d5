/// What a provider's Responses endpoint does otherwise than the document says (facts: openai-responses, sections 7 and 14).
struct ResponsesProfile: Sendable, Equatable {
    /// Name of the field for the end user's id; nil when the provider refuses one.
    var userField: String? = "safety_identifier"
    /// Role of an instruction in the middle of a conversation.
    var systemRole = "developer"
    /// The provider answers with streams only.
    var streamsOnly = false
    /// `store` whatever the client wants; nil for the client's own.
    var store: Bool?
    /// `instructions` must be there, empty if need be.
    var needsInstructions = false
    /// Fields that the provider refuses.
    var refused: Set<String> = []
    /// Groups of tools and the `namespace` of calls are understood.
    var hasNamespaces = true
    /// Tools may stand among the input items.
    var hasAdditionalTools = true
    /// Ids of items that break OpenAI's own rules are refused.
    var checksItemIDs = false
    /// `prompt_cache_breakpoint` in content parts is understood.
    var hasCacheBreakpoints = false
    /// `client_metadata` and the headers of Codex are for this provider.
    var takesClientMetadata = false
    /// Reasoning comes back as plain text, without a proof.
    var takesBareReasoning = true
    /// Encrypted reasoning can be had from every model; nil when the model's name must tell.
    var encryptsReasoning: Bool?
    /// The calls of a step must stand behind its other items.
    var wantsCallsLast = false
    /// Service tiers that are understood; nil for all.
    var serviceTiers: Set<String>?

    /// The profile of a catalogue id; a plain compatible host for an unknown one.
    static func named(_ name: String) -> ResponsesProfile { table[name] ?? compatible }

    private static let openai: ResponsesProfile = {
        var profile = ResponsesProfile()
        profile.hasCacheBreakpoints = true
        profile.takesClientMetadata = true
        profile.takesBareReasoning = false
        profile.checksItemIDs = true
        return profile
    }()

    private static let azure: ResponsesProfile = {
        var profile = openai
        profile.userField = "user"
        profile.takesClientMetadata = false
        profile.hasCacheBreakpoints = false
        return profile
    }()

    private static let chatgpt: ResponsesProfile = {
        var profile = openai
        profile.userField = nil
        profile.streamsOnly = true
        profile.store = false
        profile.needsInstructions = true
        profile.hasCacheBreakpoints = false
        profile.encryptsReasoning = true
        profile.serviceTiers = ["priority"]
        profile.refused = [
            "max_output_tokens", "max_completion_tokens", "temperature", "top_p", "truncation",
            "user", "safety_identifier", "context_management", "prompt_cache_options",
            "prompt_cache_retention", "stream_options", "metadata", "previous_response_id",
            "background", "max_tool_calls", "top_logprobs",
        ]
        return profile
    }()

    private static let xai: ResponsesProfile = {
        var profile = ResponsesProfile()
        profile.userField = "user"
        profile.systemRole = "system"
        profile.hasNamespaces = false
        profile.hasAdditionalTools = false
        profile.takesBareReasoning = false
        profile.encryptsReasoning = true
        profile.refused = ["client_metadata", "prompt_cache_options", "prompt_cache_retention"]
        return profile
    }()

    private static let openrouter: ResponsesProfile = {
        var profile = ResponsesProfile()
        profile.hasCacheBreakpoints = true
        profile.userField = "user"
        profile.systemRole = "system"
        profile.hasNamespaces = false
        profile.hasAdditionalTools = false
        return profile
    }()

    private static let table: [String: ResponsesProfile] = [
        "openai": openai, "azure": azure, "chatgpt": chatgpt, "codex": chatgpt,
        "xai": xai, "openrouter": openrouter, "deepseek": deepseek,
    ]

    private static let deepseek: ResponsesProfile = {
        var profile = compatible
        profile.wantsCallsLast = true
        return profile
    }()

    private static let compatible: ResponsesProfile = {
        var profile = ResponsesProfile()
        profile.userField = "user"
        profile.systemRole = "system"
        return profile
    }()
}
