/// The fields at the top of a request that have a meaning in other dialects too; all others are extensions.
enum ChatField: String {
    case model, messages, stream, n, stop, seed, user, tools, functions, store, verbosity, metadata
    case temperature, modalities, logprobs, reasoning, thinking, prompt, suffix, echo
    case streamOptions = "stream_options"
    case maxTokens = "max_tokens"
    case maxCompletionTokens = "max_completion_tokens"
    case topP = "top_p"
    case topK = "top_k"
    case minP = "min_p"
    case presencePenalty = "presence_penalty"
    case frequencyPenalty = "frequency_penalty"
    case logitBias = "logit_bias"
    case topLogprobs = "top_logprobs"
    case safetyIdentifier = "safety_identifier"
    case cacheKey = "prompt_cache_key"
    case serviceTier = "service_tier"
    case reasoningEffort = "reasoning_effort"
    case enableThinking = "enable_thinking"
    case thinkingBudget = "thinking_budget"
    case templateArguments = "chat_template_kwargs"
    case includeReasoning = "include_reasoning"
    case responseFormat = "response_format"
    case toolChoice = "tool_choice"
    case functionCall = "function_call"
    case parallelToolCalls = "parallel_tool_calls"
    case webSearchOptions = "web_search_options"
    case bestOf = "best_of"
}
