internal import IPC

/// What of one dialect's requests shapes the answer, and what makes them unfit for a cache.
struct FingerprintRules {
    /// Members at the top that change nothing of what the answer says.
    var ignored: [StaticString]
    /// Where the temperature stands.
    var temperature: [[StaticString]]
    /// Where the number of answers stands that are wanted.
    var candidates: [[StaticString]] = []

    /// Members at the top that tie a request to what went before, or to what shall come after it.
    ///
    /// With one of them, unless null or false, no answer may be shared.
    static let binding: [StaticString] = ["previous_response_id", "background", "conversation"]

    /// Headers that go on to providers and change what they answer.
    static let headers: Set<String> = [
        "anthropic-beta", "anthropic-version", "openai-beta", "x-openai-subagent",
        "x-openai-internal-codex-responses-lite",
    ]

    /// The rules of a client's dialect; nil where no client speaks it.
    static func of(_ dialect: Dialect) -> FingerprintRules? {
        switch dialect {
        case .openaiChat: chat
        case .openaiResponses: responses
        case .anthropic: anthropic
        case .gemini: gemini
        case .ollama: ollama
        case .none, .cohere, .bedrock: nil
        }
    }

    private static let chat = FingerprintRules(
        ignored: [
            "stream", "stream_options", "user", "metadata", "prompt_cache_key",
            "prompt_cache_retention", "safety_identifier", "store",
        ],
        temperature: [["temperature"]], candidates: [["n"]])

    private static let responses = FingerprintRules(
        ignored: [
            "stream", "stream_options", "user", "metadata", "client_metadata", "prompt_cache_key",
            "prompt_cache_retention", "prompt_cache_options", "safety_identifier", "store",
        ],
        temperature: [["temperature"]])

    private static let anthropic = FingerprintRules(
        ignored: ["stream", "metadata"], temperature: [["temperature"]])

    private static let gemini = FingerprintRules(
        ignored: ["labels"],
        temperature: [
            ["generationConfig", "temperature"], ["generation_config", "temperature"],
        ],
        candidates: [
            ["generationConfig", "candidateCount"], ["generationConfig", "candidate_count"],
            ["generation_config", "candidateCount"], ["generation_config", "candidate_count"],
        ])

    private static let ollama = FingerprintRules(
        ignored: ["stream", "keep_alive"], temperature: [["options", "temperature"]])
}
