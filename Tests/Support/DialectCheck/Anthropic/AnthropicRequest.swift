internal import JSON

/// The body of a messages request.
enum AnthropicRequest {
    private static let display = Shape.orNull(.word(["summarized", "omitted"]))

    private static let thinking = Shape.tagged(
        "type",
        [
            "enabled": .record(
                ["type": .any, "budget_tokens": .integer(1024...Int64.max)],
                optional: ["display": display]),
            "adaptive": .record(["type": .any], optional: ["display": display]),
            "disabled": .record(["type": .any]),
        ])

    private static let outputConfig = Shape.record(
        [:],
        optional: [
            "effort": .word(["low", "medium", "high", "xhigh", "max"]),
            "format": AnthropicSchemaFormat.shape, "task_budget": .object,
        ], nulls: true)

    private static let basics: [String: Shape] = [
        "model": .nonEmpty, "system": .either([.text, .list(AnthropicBlocks.system)]),
        "temperature": .number(0...1), "top_p": .number(0...1), "top_k": .count,
        "stop_sequences": .list(.string(.visible)), "stream": .bool, "tools": .list(.object),
        "tool_choice": AnthropicTools.choice, "thinking": thinking, "output_config": outputConfig,
        "metadata": .record([:], optional: ["user_id": .textOrNull]),
        "service_tier": .word(["auto", "standard_only"]), "cache_control": AnthropicBlocks.cache,
    ]

    private static let beta: [String: Shape] = [
        "output_format": AnthropicSchemaFormat.shape, "speed": .word(["standard", "fast"]),
        "container": .any, "mcp_servers": .list(.object), "context_management": .object,
        "inference_geo": .text, "diagnostics": .any, "fallbacks": .any,
        "anthropic_version": .nonEmpty, "anthropic_beta": .list(.text),
    ]

    private static let shape = Shape.record(
        [
            "max_tokens": .count,
            "messages": .filled(
                .record([
                    "role": .word(["user", "assistant", "system"]),
                    "content": .either([.text, .list(.object)]),
                ])),
        ],
        optional: [basics, beta].joined())

    static func check(
        _ request: JSONValue, _ context: RequestContext, _ checker: inout Checker
    ) {
        checker.check(request, shape, at: "")
        // Cloud hosts name the model in the path and the version in the body.
        let isHosted = request.has("anthropic_version") || context.model != nil
        checker.expect(request.has("model") || isHosted, "model", "missing")
        AnthropicTurns.check(request, &checker)
        AnthropicTools.check(request, &checker)
        AnthropicCaching.check(request, &checker)
        checkThinking(request, &checker)
        for (path, config) in [
            ("output_config.format", request["output_config"]?["format"]),
            ("output_format", request["output_format"]),
        ] {
            guard let schema = config?["schema"] else { continue }
            AnthropicSchemaFormat.check(schema, at: "\(path).schema", &checker)
        }
        if context.isOrigin { ClaudeModelRules.of(context.model)?.check(request, &checker) }
    }

    private static func checkThinking(_ request: JSONValue, _ checker: inout Checker) {
        let kind = request["thinking"]?.text("type")
        guard kind == "enabled" || kind == "adaptive" else {
            let edits = request["context_management"]?.list("edits") ?? []
            let clears = edits.contains { ($0.text("type") ?? "").hasPrefix("clear_thinking") }
            return checker.expect(!clears, "context_management", "clear_thinking without thinking")
        }
        if let temperature = request["temperature"]?.double {
            checker.expect(temperature == 1, "temperature", "must be 1 while thinking")
        }
        if let top = request["top_p"]?.double {
            checker.expect(top >= 0.95, "top_p", "below 0.95 while thinking")
        }
        checker.expect(!request.has("top_k"), "top_k", "not while thinking")
        guard kind == "enabled" else { return }
        let budget = request["thinking"]?.count("budget_tokens") ?? 0
        checker.expect(
            budget < request.count("max_tokens"), "thinking.budget_tokens",
            "must be below max_tokens")
        let choice = request["tool_choice"]?.text("type")
        checker.expect(
            choice != "any" && choice != "tool", "tool_choice", "cannot be forced while thinking")
    }
}
