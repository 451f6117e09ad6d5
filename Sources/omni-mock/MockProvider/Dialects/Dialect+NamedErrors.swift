/// Errors of real servers that mean more than their status says, in their own words.
extension Dialect {
    /// The error that a directive names, as the dialect's servers send it.
    func error(_ named: Directives.NamedError) -> ProviderError {
        switch named {
        case .context: contextError
        case .prefill: .invalid(prefillMessage, parameterOfMessages)
        case .refused: refusedError
        case .exhausted: exhaustedError
        }
    }

    /// Whether an answer is streamed as events of text.
    var hasEventStream: Bool {
        switch self {
        case .openaiChat, .azure, .openaiResponses, .anthropic, .gemini, .cohere: true
        case .ollama, .bedrock: false
        }
    }

    /// The field that holds the conversation, where errors name it.
    private var parameterOfMessages: String? {
        switch self {
        case .openaiChat, .azure: "messages"
        case .openaiResponses: "input"
        case .anthropic, .gemini, .ollama, .cohere, .bedrock: nil
        }
    }

    private var contextError: ProviderError {
        let message =
            switch self {
            case .openaiChat, .azure:
                "This model's maximum context length is 128000 tokens. However, your messages "
                    + "resulted in 140012 tokens. Please reduce the length of the messages."
            case .openaiResponses:
                "Your input exceeds the context window of this model. Please adjust your input and "
                    + "try again."
            case .anthropic: "prompt is too long: 208310 tokens > 200000 maximum"
            case .gemini:
                "The input token count (1200012) exceeds the maximum number of tokens allowed "
                    + "(1048576)."
            case .ollama: "the input length exceeds the context length"
            case .cohere:
                "too many tokens: size limit exceeded by 12012 tokens. Try using shorter or fewer "
                    + "inputs. The limit for this model is 128000 tokens."
            case .bedrock: "Input is too long for requested model."
            }
        return .invalid(message, parameterOfMessages, code: "context_length_exceeded")
    }

    /// OpenAI's own models go on with a message of the assistant; others of its dialect do not.
    private var prefillMessage: String {
        switch self {
        case .openaiChat, .azure, .openaiResponses:
            "Expected last role User or Tool (or Assistant with prefix True) for serving but got "
                + "assistant"
        case .anthropic, .bedrock:
            "This model does not support assistant message prefill. The conversation must end with "
                + "a user message."
        case .gemini:
            "Please ensure that single turn requests end with a user role or the role field is "
                + "empty."
        case .ollama: "Assistant response prefill is incompatible with enable_thinking."
        case .cohere: "invalid request: the last message must be from a user or a tool"
        }
    }

    private var refusedError: ProviderError {
        switch self {
        case .openaiChat, .openaiResponses:
            .invalid(
                "Invalid prompt: your prompt was flagged as potentially violating our usage "
                    + "policy. Please try again with a different prompt.", code: "invalid_prompt")
        case .azure:
            .invalid(
                "The response was filtered due to the prompt triggering Azure OpenAI's content "
                    + "management policy. Please modify your prompt and retry.", "prompt",
                code: "content_filter")
        case .anthropic, .bedrock: .invalid("Output blocked by content filtering policy")
        case .gemini:
            .invalid(
                "The prompt could not be submitted. This prompt contains sensitive words that "
                    + "violate Google's Responsible AI practices. Try rephrasing the prompt.")
        case .ollama: .invalid("the prompt was refused by the content policy")
        case .cohere:
            .invalid("blocked input: please try again with a different prompt")
        }
    }

    private var exhaustedError: ProviderError {
        switch self {
        case .openaiChat, .azure, .openaiResponses:
            ProviderError(
                status: 429,
                message: "You exceeded your current quota, please check your plan and billing "
                    + "details.", type: "insufficient_quota", code: "insufficient_quota")
        case .anthropic:
            // A status of the caller's fault, and yet none of it.
            .invalid(
                "Your credit balance is too low to access the Anthropic API. Please go to Plans & "
                    + "Billing to upgrade or purchase credits.")
        case .gemini:
            limited(
                "You exceeded your current quota, please check your plan and billing details.",
                code: GeminiErrors.exhausted)
        case .ollama: limited("you have reached your weekly usage limit, please upgrade")
        case .cohere:
            limited(
                "You are using a Trial key, which is limited to 1000 API calls / month. You can "
                    + "continue to use the Trial key for free or upgrade to a Production key.")
        case .bedrock: limited("Too many tokens per day, please wait before trying again.")
        }
    }

    private func limited(_ message: String, code: String? = nil) -> ProviderError {
        ProviderError(
            status: 429, message: message, type: "insufficient_quota", code: code)
    }
}
