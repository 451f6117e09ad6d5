internal import JSON

/// The body of a `generateContent` request.
enum GeminiRequest {
    private static let levels = ["MINIMAL", "LOW", "MEDIUM", "HIGH"]

    private static let thinking = Shape.record(
        [:],
        optional: [
            "includeThoughts": .bool, "thinkingBudget": .integer(-1...Int64.max),
            "thinkingLevel": .word(levels + levels.map { $0.lowercased() }),
        ])

    private static let sampling: [String: Shape] = [
        "temperature": .number(0...2), "topP": .number(0...1), "topK": .number(1...1000),
        "candidateCount": .integer(1...8), "maxOutputTokens": .positive,
        "stopSequences": .array(.nonEmpty, 0...5), "seed": .anyInteger,
        "presencePenalty": .number(-2...2), "frequencyPenalty": .number(-2...2),
        "responseLogprobs": .bool, "logprobs": .integer(0...20),
    ]

    private static let output: [String: Shape] = [
        "responseMimeType": .word(["text/plain", "application/json", "text/x.enum"]),
        "responseSchema": .object, "responseJsonSchema": .any, "_responseJsonSchema": .any,
        "responseModalities": .list(.word(["TEXT", "IMAGE", "AUDIO", "Text", "Image", "Audio"])),
        "mediaResolution": .nonEmpty, "speechConfig": .object, "imageConfig": .object,
        "thinkingConfig": thinking, "audioTimestamp": .bool, "routingConfig": .object,
        "modelSelectionConfig": .object, "enableAffectiveDialog": .bool,
    ]

    private static let safety = Shape.record([
        "category": .either([.string(.prefixed("HARM_CATEGORY_")), .count]),
        "threshold": .either([
            .word([
                "OFF", "BLOCK_NONE", "BLOCK_ONLY_HIGH", "BLOCK_MEDIUM_AND_ABOVE",
                "BLOCK_LOW_AND_ABOVE", "HARM_BLOCK_THRESHOLD_UNSPECIFIED",
            ]), .count,
        ]),
    ])

    private static let shape = Shape.record(
        [
            "contents": .filled(
                .record(
                    ["parts": .filled(.object)],
                    optional: ["role": .word(["user", "model", "function", "tool"])]))
        ],
        optional: [
            "systemInstruction": .either([
                .text,
                .record(
                    ["parts": .filled(.record(["text": .nonEmpty], optional: ["thought": .bool]))],
                    optional: ["role": .text]),
            ]),
            "tools": GeminiTools.shape, "toolConfig": GeminiTools.config,
            "safetySettings": .list(safety), "cachedContent": .nonEmpty,
            "generationConfig": .record([:], optional: [sampling, output].joined()),
            "labels": .map(.text), "serviceTier": .nonEmpty, "model": .nonEmpty,
            "modelArmorConfig": .object, "store": .bool,
        ], nulls: true)

    static func check(
        _ body: JSONValue, _ context: RequestContext, _ checker: inout Checker
    ) {
        let request = GeminiNames.normalised(body)
        let model = context.isOrigin ? context.model : nil
        checker.check(request, shape, at: "")
        GeminiTurns.check(request, model: model, &checker)
        GeminiTools.check(request, model: model, &checker)
        checkOutput(request["generationConfig"], &checker)
        checkThinking(request["generationConfig"]?["thinkingConfig"], model, &checker)
        if request.has("cachedContent") {
            for name in ["tools", "toolConfig", "systemInstruction"] where request.has(name) {
                checker.report(name, "not together with cachedContent")
            }
        }
    }

    private static func checkOutput(_ config: JSONValue?, _ checker: inout Checker) {
        guard let config else { return }
        let path = "generationConfig"
        let schemas = ["responseSchema", "responseJsonSchema", "_responseJsonSchema"]
            .filter(config.has)
        checker.expect(schemas.count <= 1, path, "two response schemas")
        let type = config.text("responseMimeType") ?? "text/plain"
        checker.expect(
            schemas.isEmpty || type != "text/plain", path,
            "a response schema needs responseMimeType")
        if let schema = config["responseSchema"] {
            GeminiSchema.checkOpenAPI(schema, at: "\(path).responseSchema", &checker)
        }
        if let schema = config["responseJsonSchema"] {
            GeminiSchema.checkJSONSchema(schema, at: "\(path).responseJsonSchema", &checker)
        }
        if config.has("logprobs") {
            checker.expect(
                config["responseLogprobs"]?.bool == true, "\(path).logprobs",
                "needs responseLogprobs")
        }
    }

    private static func checkThinking(
        _ config: JSONValue?, _ model: String?, _ checker: inout Checker
    ) {
        guard let config else { return }
        let path = "generationConfig.thinkingConfig"
        let both = config.has("thinkingBudget") && config.has("thinkingLevel")
        checker.expect(!both, path, "thinkingBudget and thinkingLevel together")
        GeminiModelRules.of(model)?.check(config, at: path, &checker)
    }
}
