extension KnownDeviations {
    /// What compatible servers do otherwise than the provider whose dialect they speak.
    static let compatible: [String: [String]] = [
        "openai-chat/alibaba": [
            "finish_reason: missing", "id, type or name sent twice",
            "id: must be a non-empty string", "refusal: missing",
        ],
        "openai-chat/avian": [
            "choice after its finish_reason", "created: differs from the first chunk",
            "delta: role sent twice", "id: differs from the first chunk",
            "usage: usage in a chunk with choices",
        ],
        "openai-chat/azure": [
            "finish_reason: missing", "param: missing", "type: missing",
        ],
        "openai-chat/baseten": [
            "choice after the usage", "finish_reason: missing", "refusal: missing",
            "usage: second usage", "usage: usage before the finish",
            "usage: usage in a chunk with choices",
        ],
        "openai-chat/cerebras": [
            "content: missing", "refusal: missing",
        ],
        "openai-chat/copilot": [
            "chunk without choices and usage", "content: missing", "created: missing",
            "finish_reason: missing", "id: differs from the first chunk",
            "id: must be a non-empty string", "object: missing", "refusal: missing",
            "usage: usage in a chunk with choices",
        ],
        "openai-chat/crusoe": [
            "annotations: must be an array, not null"
        ],
        "openai-chat/databricks": [
            "refusal: missing"
        ],
        "openai-chat/deepseek": [
            "usage: usage in a chunk with choices"
        ],
        "openai-chat/doubleword": [
            "accepted_prediction_tokens: must be an integer, not null",
            "audio_tokens: must be an integer, not null", "error: missing",
            "rejected_prediction_tokens: must be an integer, not null",
        ],
        "openai-chat/gemini": [
            "refusal: missing", "usage: total_tokens is not the sum",
        ],
        "openai-chat/gpustack": [
            "refusal: missing"
        ],
        "openai-chat/groq": [
            "created: differs from the first chunk", "delta: the first delta has no role",
            "id: differs from the first chunk", "param: missing", "refusal: missing",
            "service_tier: must be", "service_tier: on_demand is not one of",
        ],
        "openai-chat/huggingface": [
            "finish_reason: missing", "stream without [DONE]",
            "usage: usage in a chunk with choices",
        ],
        "openai-chat/llamacpp": [
            "code: must be a string or null, not number", "param: missing", "refusal: missing",
        ],
        "openai-chat/local": [
            "audio_tokens: must be an integer, not null", "choice 1: no finish_reason",
            "choice after its finish_reason", "choice after the usage",
            "completion_tokens_details: must be an object, not null", "delta: role sent twice",
            "delta: the first delta has no role", "finish_reason: missing",
            "function_call: must be an object, not null", "role: must be a string, not null",
            "tool_calls: must be an array, not null", "usage: usage before the finish",
            "usage: usage in a chunk with choices",
        ],
        "openai-chat/mistral": [
            "content: must be a string or null, not array", "error: missing", "refusal: missing",
            "tool_calls: must be an array, not null", "usage: total_tokens is not the sum",
            "usage: usage in a chunk with choices",
        ],
        "openai-chat/moonshot": [
            "object: missing", "usage: usage in a chunk with choices",
        ],
        "openai-chat/ollama-cloud": [
            "refusal: missing"
        ],
        "openai-chat/openrouter": [
            "choice after its finish_reason", "delta: role sent twice", "type: file is not known",
            "usage: usage in a chunk with choices",
        ],
        "openai-chat/perplexity": [
            "choice after the usage", "code: must be a string or null, not number",
            "delta: role sent twice", "finish_reason: missing", "id: differs from the first chunk",
            "object: chat.completion.done is not one of", "param: missing", "refusal: missing",
            "stream without [DONE]", "usage: second usage", "usage: usage before the finish",
            "usage: usage in a chunk with choices",
        ],
        "openai-chat/snowflake": [
            "annotations: must be an array, not null", "finish_reason:  is not one of",
            "id: must be a non-empty string", "name: must be a non-empty string",
            "service_tier: must be", "tool_calls: must be an array, not null",
        ],
        "openai-chat/together": [
            "delta: role sent twice", "usage: usage in a chunk with choices",
        ],
        "openai-chat/vercel-gateway": [
            "refusal: missing", "usage: more reasoning tokens than completion",
            "usage: usage in a chunk with choices",
        ],
        "openai-chat/xai": [
            "created: differs from the first chunk", "finish_reason: missing",
            "the last event has no blank line after it",
            "usage: more reasoning tokens than completion", "usage: total_tokens is not the sum",
        ],
        "openai-chat/zai": [
            "delta: role sent twice", "finish_reason: missing", "refusal: missing",
            "usage: usage in a chunk with choices",
        ],
        "openai-responses/bedrock-mantle": [
            "content: a part is not done", "content: differs from the deltas",
            "content_index is not 0", "created_at: must be an integer, not",
            "event line differs from type", "event response.reasoning_part.added is not known",
            "event response.reasoning_part.done is not known",
            "id: must be a string that starts with rs", "logprobs: missing", "no event line",
            "before its part was added", "sequence_number is not",
        ],
        "openai-responses/chatgpt": [
            "error: missing", "output: an answer without anything",
            "output: not the items that were streamed",
        ],
        "openai-responses/copilot": [
            "id: must be a string that starts with rs", "item: id differs from added",
            "item_id is not msg_REDACTED_1", "output: not the items that were streamed",
            "response: id differs from the first",
        ],
        "openai-responses/deepseek": [
            "id: must be a string that starts with msg",
            "id: must be a string that starts with resp_",
            "id: must be a string that starts with rs",
        ],
        "openai-responses/gateway": [
            "strict: missing, so it is true, but the schema is not strict"
        ],
        "openai-responses/llamacpp": [
            "error: missing", "incomplete_details: missing", "instructions: missing",
            "metadata: missing", "output_tokens_details: missing", "parallel_tool_calls: missing",
            "temperature: missing", "tool_choice: missing", "tools: missing", "top_p: missing",
        ],
        "openai-responses/openrouter": [
            "[DONE] is not of this dialect", "event after the terminal event",
            "event line differs from type", "id: must be a string that starts with resp_",
            "no event line",
        ],
        "openai-responses/xai": [
            "error: must be an object, not string", "id: missing",
            "id: must be a string that starts with resp_",
        ],
    ]
}
