package import IPC

/// What clients call a feature, for errors and warnings.
package enum FeatureNames {
    /// The client's own parameter; nil where it is no single one, and the codec knows the place.
    package static func parameter(_ feature: Feature, of client: Dialect) -> String? {
        let names = row(feature)
        switch client {
        case .openaiChat, .none: return names.chat
        case .openaiResponses: return names.responses
        case .anthropic: return names.anthropic
        case .gemini: return names.gemini
        case .ollama: return names.ollama
        // Nobody speaks these to the gateway yet; their names are those of the OpenAI family.
        case .cohere, .bedrock: return names.chat
        }
    }

    /// The client's own parameter, where it says nothing but this; nil where it holds much else.
    package static func ownParameter(_ feature: Feature, of client: Dialect) -> String? {
        parameter(feature, of: client).flatMap { containers.contains($0) ? nil : $0 }
    }

    private static let containers: Set<String> = [
        "messages", "input", "contents", "tools", "tool_choice", "toolConfig",
    ]

    /// A few words for people, where the client has no parameter of its own.
    package static func words(_ feature: Feature) -> String { row(feature).words }

    private struct Row {
        let words: String
        let chat, responses, anthropic, gemini, ollama: String?

        init(
            _ words: String, _ chat: String? = nil, _ responses: String? = nil,
            _ anthropic: String? = nil, _ gemini: String? = nil, _ ollama: String? = nil
        ) {
            self.words = words
            self.chat = chat
            self.responses = responses
            self.anthropic = anthropic
            self.gemini = gemini
            self.ollama = ollama
        }
    }

    // Columns: words, openai-chat, openai-responses, anthropic, gemini, ollama.
    private static func row(_ feature: Feature) -> Row {
        tuning(feature) ?? form(feature) ?? service(feature) ?? tools(feature) ?? content(feature)
    }

    private static func tuning(_ feature: Feature) -> Row? {
        switch feature {
        case .topK:
            Row(
                "top-k sampling", "top_k", "top_k", "top_k", "generationConfig.topK",
                "options.top_k")
        case .minP: Row("min-p sampling", "min_p", "min_p", nil, nil, "options.min_p")
        case .stop:
            Row(
                "stop texts", "stop", nil, "stop_sequences", "generationConfig.stopSequences",
                "options.stop")
        case .candidates:
            Row("more than one answer", "n", nil, nil, "generationConfig.candidateCount")
        case .seed: Row("seed", "seed", nil, nil, "generationConfig.seed", "options.seed")
        case .penalties:
            Row(
                "penalties", "presence_penalty", "presence_penalty", nil,
                "generationConfig.presencePenalty", "options.presence_penalty")
        case .logitBias: Row("bias of tokens", "logit_bias")
        case .logprobs:
            Row(
                "log probabilities", "logprobs", "top_logprobs", nil,
                "generationConfig.responseLogprobs", "logprobs")
        case .reasoning:
            Row(
                "strength of reasoning", "reasoning_effort", "reasoning", "thinking",
                "generationConfig.thinkingConfig", "think")
        case .verbosity: Row("verbosity", "verbosity", "text.verbosity")
        default: nil
        }
    }

    private static func form(_ feature: Feature) -> Row? {
        switch feature {
        case .jsonObject:
            Row(
                "any JSON object as the answer", "response_format", "text.format", nil,
                "generationConfig.responseMimeType", "format")
        case .jsonSchema:
            Row(
                "an answer by a JSON schema", "response_format", "text.format",
                "output_config.format", "generationConfig.responseSchema", "format")
        case .audioOutput:
            Row(
                "an answer with sound", "modalities", nil, nil,
                "generationConfig.responseModalities")
        case .imageOutput:
            Row(
                "an answer with pictures", "modalities", nil, nil,
                "generationConfig.responseModalities")
        case .prediction: Row("predicted output", "prediction")
        case .include: Row("further parts of the answer", nil, "include")
        default: nil
        }
    }

    private static func service(_ feature: Feature) -> Row? {
        switch feature {
        case .userID: Row("id of the end user", "user", "user", "metadata.user_id")
        case .metadata: Row("labels", "metadata", "metadata", "metadata", "labels")
        case .cacheHints:
            Row("marks for prompt caches", "prompt_cache_key", "prompt_cache_key", "cache_control")
        case .cachedContent: Row("content kept at the provider", nil, nil, nil, "cachedContent")
        case .serviceTier:
            Row(
                "class of service", "service_tier", "service_tier", "service_tier", "serviceTier")
        case .store: Row("keeping the answer at the provider", "store", "store")
        case .truncation:
            Row("rules for a full context", nil, "truncation", "context_management")
        case .safetySettings: Row("settings of the safety filter", nil, nil, nil, "safetySettings")
        default: nil
        }
    }

    private static func tools(_ feature: Feature) -> Row? {
        switch feature {
        case .webSearch:
            Row("the provider's web search", "web_search_options", "tools", "tools", "tools")
        case .codeExecution:
            Row("the provider's code execution", "tools", "tools", "tools", "tools")
        case .builtinTool: Row("another tool of a provider", "tools", "tools", "tools", "tools")
        case .forcedBuiltinTool:
            Row(
                "a forced tool of a provider", "tool_choice", "tool_choice", "tool_choice",
                "toolConfig")
        case .customTool: Row("a tool that takes free text", "tools", "tools")
        case .parallelToolCalls:
            Row(
                "one tool call at a time", "parallel_tool_calls", "parallel_tool_calls",
                "tool_choice.disable_parallel_tool_use")
        case .allowedTools:
            Row(
                "a choice among some tools", "tool_choice", "tool_choice", "tool_choice",
                "toolConfig.functionCallingConfig.allowedFunctionNames")
        case .droppedToolChoice:
            Row(
                "the choice of a tool that was left out", "tool_choice", "tool_choice",
                "tool_choice", "toolConfig")
        case .mixedTools:
            Row("use of the provider's tools beside functions", "tools", "tools", "tools", "tools")
        default: nil
        }
    }

    private static func content(_ feature: Feature) -> Row {
        let words: String
        switch feature {
        case .prefill: words = "a last message of the assistant to be continued"
        case .midSystem: words = "a system message amid the conversation"
        case .participantName: words = "names of participants"
        case .refusal: words = "a refusal in the history"
        case .imageInput: words = "pictures"
        case .remoteImage: words = "pictures by URL"
        case .document: words = "documents"
        case .audioInput: words = "sound"
        case .videoInput: words = "films"
        case .foreignFile: words = "a file kept at another provider"
        case .citations: words = "citations in the history"
        case .foreignProof: words = "proofs of another maker's reasoning"
        default: words = feature.rawValue
        }
        switch feature {
        case .prefill, .midSystem, .participantName, .refusal, .imageInput, .remoteImage,
            .document, .audioInput, .videoInput, .foreignFile, .citations, .foreignProof:
            return Row(words, "messages", "input", "messages", "contents", "messages")
        default: return Row(words)
        }
    }
}
