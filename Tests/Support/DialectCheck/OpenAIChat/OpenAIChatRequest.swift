internal import JSON

/// The body of a chat request.
enum OpenAIChatRequest {
    static let effort = Shape.word(["none", "minimal", "low", "medium", "high", "xhigh", "max"])
    static let tier = Shape.word([
        "auto", "default", "flex", "scale", "priority", "fast", "ultrafast",
    ])
    static let metadata = Shape.map(.string(.length(0...512)))
    static let moderation = Shape.open(["model": .nonEmpty])

    private static let schemaFormat = Shape.record(
        ["name": .string(OpenAIChatMessages.name)],
        optional: ["description": .text, "schema": .object, "strict": .bool], nulls: true)

    private static let format = Shape.tagged(
        "type",
        [
            "text": .record(["type": .any]), "json_object": .record(["type": .any]),
            "json_schema": .record(["type": .any, "json_schema": schemaFormat]),
        ])

    private static let sampling: [String: Shape] = [
        "temperature": .number(0...2), "top_p": .number(0...1), "n": .integer(1...128),
        "seed": .anyInteger, "presence_penalty": .number(-2...2),
        "frequency_penalty": .number(-2...2), "logit_bias": .map(.number(-100...100)),
        "logprobs": .bool, "top_logprobs": .integer(0...20),
        "stop": .either([.text, .array(.text, 1...4)]),
    ]

    private static let limits: [String: Shape] = [
        "max_tokens": .positive, "max_completion_tokens": .positive, "reasoning_effort": effort,
        "verbosity": .word(["low", "medium", "high"]),
    ]

    private static let tools: [String: Shape] = [
        "tools": OpenAIChatTools.shape, "tool_choice": OpenAIChatTools.choice,
        "parallel_tool_calls": .bool, "response_format": format,
        "functions": .array(.object, 1...128),
        "function_call": .either([.word(["none", "auto"]), .object]),
        "web_search_options": .object,
    ]

    private static let output: [String: Shape] = [
        "stream": .bool,
        "stream_options": .record(
            [:], optional: ["include_usage": .bool, "include_obfuscation": .bool]),
        "modalities": .filled(.word(["text", "audio"])),
        "audio": .record([
            "voice": .either([.nonEmpty, .object]),
            "format": .word(["wav", "aac", "mp3", "flac", "opus", "pcm16"]),
        ]),
        "prediction": .record([
            "type": .constant("content"),
            "content": .either([.text, OpenAIChatContent.textParts]),
        ]),
    ]

    static let account: [String: Shape] = [
        "user": .text, "safety_identifier": .string(.length(1...64)), "prompt_cache_key": .text,
        "prompt_cache_retention": .word(["in_memory", "in-memory", "24h"]),
        "prompt_cache_options": .object, "metadata": metadata, "store": .bool,
        "service_tier": tier, "moderation": moderation,
    ]

    private static let shape = Shape.record(
        ["model": .nonEmpty, "messages": OpenAIChatMessages.shape],
        optional: [sampling, limits, tools, output, account].joined(), nulls: true)

    static func check(
        _ request: JSONValue, _ context: RequestContext, _ checker: inout Checker
    ) {
        checker.check(request, shape, at: "")
        OpenAIChatTurns.check(request.list("messages"), &checker)
        OpenAIChatTools.check(request, &checker)
        checkPairs(request, &checker)
        checkFormat(request, &checker)
        OpenAIMetadata.check(request, &checker)
        if context.isOrigin { checkModel(request, context.model, &checker) }
    }

    private static func checkPairs(_ request: JSONValue, _ checker: inout Checker) {
        if request.has("stream_options") {
            checker.expect(
                request["stream"]?.bool == true, "stream_options", "only with stream: true")
        }
        if request.has("top_logprobs") {
            checker.expect(
                request["logprobs"]?.bool == true, "top_logprobs", "only with logprobs: true")
        }
        let both = request.has("max_tokens") && request.has("max_completion_tokens")
        checker.expect(!both, "max_tokens", "not together with max_completion_tokens")
        let speaks = request.list("modalities").contains { $0.string == "audio" }
        checker.expect(!speaks || request.has("audio"), "audio", "missing for the modality audio")
    }

    private static func checkFormat(_ request: JSONValue, _ checker: inout Checker) {
        let format = request["response_format"]
        let path = "response_format.json_schema"
        if format?.text("type") == "json_object" {
            let mentions = request["messages"]?.rawText.lowercased().contains("json") ?? false
            checker.expect(mentions, "response_format", "json_object without the word JSON")
        }
        guard let definition = format?["json_schema"] else { return }
        checker.expect(definition.has("schema"), "\(path).schema", "missing")
        if definition["strict"]?.bool == true, let schema = definition["schema"] {
            StrictSchema.check(schema, at: "\(path).schema", &checker)
        }
    }

    private static func checkModel(
        _ request: JSONValue, _ model: String?, _ checker: inout Checker
    ) {
        if model?.contains("-search-") == true {
            checker.expect(!request.has("temperature"), "temperature", "not for search models")
        }
        guard let rules = OpenAIModelRules.of(model) else { return }
        rules.check(
            request, effort: request.text("reasoning_effort"), at: "reasoning_effort", &checker)
        checker.expect(
            !request.has("max_tokens") || !rules.reasonsByDefault, "max_tokens",
            "use max_completion_tokens with this model")
    }
}

extension [[String: Shape]] {
    /// One table of several without common names.
    func joined() -> [String: Shape] {
        reduce(into: [:]) { all, table in
            all.merge(table) { _, _ in preconditionFailure("a field stands in two tables") }
        }
    }
}
