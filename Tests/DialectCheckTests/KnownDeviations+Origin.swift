extension KnownDeviations {
    /// Single recordings of the provider that made the dialect, and why they deviate.
    static let origin: [String: [String]] = [
        // Another host behind the same path: it adds costs and closes with a frame of chat.
        "anthropic-messages-rig-f692d46e": [
            "[DONE] is not of this dialect", "cost: unknown field", "cost_details: unknown field",
            "event after the end", "is_byok: unknown field", "provider: unknown field",
        ],
        // One model takes a media type as the format of a video.
        "bedrock-converse-pai-1ceac3f8": [
            "format: video/mp4 is not one of"
        ],
        // The project kept neither the first event nor the order of all.
        "bedrock-converse-vai-0d8dfb81": [
            "outside of the message", "event after the end", "messageStop out of order",
            "metadata before messageStop", "metrics: missing", "stream without metadata at its end",
        ],
        // Newer models take empty text, older ones refuse it.
        "gemini-ell-1810c05d": [
            "text: must be a non-empty string"
        ],
        // Newer models take empty text, older ones refuse it.
        "gemini-pai-4dca2f9d": [
            "text: must be a non-empty string"
        ],
        // A blocked prompt without counts.
        "gemini-pai-dfe16821": [
            "promptTokenCount: missing", "totalTokenCount: missing",
        ],
        // Code ran on after the first end.
        "gemini-rig-d1c8c0c3": [
            "content after the finishReason", "second finishReason",
        ],
        // Code ran on after the first end.
        "gemini-rig-e4fc15bf": [
            "content after the finishReason", "second finishReason",
        ],
        // Streamed arguments, an option a gateway does not turn on.
        "gemini-vai-44419956": [
            "name: missing", "partialArgs: unknown field", "willContinue: unknown field",
        ],
        // A first frame of filter results, as a cloud host sends it.
        "openai-chat-vai-7b4de278": [
            "chunk without choices and usage", "content_filter_results: unknown field",
            "created: differs from the first chunk", "id: differs from the first chunk",
            "id: must be a non-empty string", "model: differs from the first chunk",
            "model: must be a non-empty string", "object:  is not one of",
            "prompt_filter_results: unknown field",
        ],
        // Recorded before events were numbered and text had `logprobs`.
        "openai-responses-ddt-e88256c5": [
            "logprobs: missing", "sequence_number: missing",
        ],
        // Recorded before text had `logprobs`.
        "openai-responses-pai-ab48dea2": [
            "logprobs: missing"
        ],
        // Written by hand in its project, with fields nobody sends.
        "openai-responses-pai-d3ee0aec": [
            "logprobs: missing", "status: complete is not one of", "status_details: unknown field",
            "temperature: missing", "tool_calls: unknown field", "tool_choice: missing",
            "tools: missing", "top_p: missing", "total_tokens: unknown field",
        ],
        // Another server behind the name of the provider.
        "openai-responses-rig-75ece19e": [
            "error: missing", "input_messages: unknown field",
            "logprobs: must be an array, not null", "output_messages: unknown field",
            "tool_output_tokens: unknown field",
        ],
        // A call made by a program is open until it is answered.
        "openai-responses-vai-a5524ab6": [
            "finished but in_progress"
        ],
    ]
}
