/// The fields of a `generateContent` request and of what stands inside of it, in camel case.
enum GeminiShape {
    /// What `generateContent` and `streamGenerateContent` take.
    static let request = Shape.object(
        ["generationConfig": .optional(generationConfig)].merging(prompt) { first, _ in first })

    /// What `countTokens` takes of the developer's API.
    static let count = Shape.object([
        "contents": .optional(.list(content)),
        "generateContentRequest": .optional(
            .object(
                ["generationConfig": .optional(generationConfig)]
                    .merging(prompt) { first, _ in first })),
    ])

    private static let prompt: [String: Shape.Member] = [
        "model": .optional(.text), "contents": .required(.list(content)),
        "systemInstruction": .optional(.stringOr(content)),
        "tools": .optional(.repeated(GeminiShape.tools)), "toolConfig": .optional(toolConfig),
        "safetySettings": .optional(
            .list(
                .object([
                    "category": .required(.any), "threshold": .required(.any),
                    "method": .optional(.any),
                ]))),
        "cachedContent": .optional(.text), "labels": .optional(.map),
        "serviceTier": .optional(.text), "modelArmorConfig": .optional(.map),
    ]

    static let content = Shape.object([
        "role": .optional(.text), "parts": .required(.repeated(part)),
    ])

    static let part = Shape.oneField(
        [
            "text": .text,
            "inlineData": .object([
                "mimeType": .required(.string(1...256)), "data": .required(.text),
                "displayName": .optional(.text),
            ]),
            "fileData": .object([
                "mimeType": .optional(.text), "fileUri": .required(.string(1...Int.max)),
                "displayName": .optional(.text),
            ]),
            "functionCall": .object([
                "id": .optional(.text), "name": .required(.text), "args": .optional(.map),
            ]),
            "functionResponse": .object([
                "id": .optional(.text), "name": .required(.text), "response": .required(.map),
                "parts": .optional(.list(.map)), "willContinue": .optional(.bool),
                "scheduling": .optional(.text),
            ]),
            "executableCode": .map, "codeExecutionResult": .map, "toolCall": .map,
            "toolResponse": .map,
        ],
        modifiers: [
            "thought": .bool, "thoughtSignature": .text, "videoMetadata": .map,
            "mediaResolution": .any, "partMetadata": .map,
        ])

    private static let generationConfig = Shape.object([
        "temperature": .optional(.number(0...2)), "topP": .optional(.number(0...1)),
        "topK": .optional(.number(0...1_000_000)),
        "candidateCount": .optional(.integer(1...8)),
        "maxOutputTokens": .optional(.count), "stopSequences": .optional(.list(.text, 0...5)),
        "seed": .optional(.integer(Int64(Int32.min)...Int64(Int32.max))),
        "presencePenalty": .optional(.number(-2...2)),
        "frequencyPenalty": .optional(.number(-2...2)), "responseLogprobs": .optional(.bool),
        "logprobs": .optional(.integer(0...20)),
        "responseMimeType": .optional(
            .oneOf(["text/plain", "application/json", "text/x.enum", ""])),
        "responseSchema": .optional(.map), "responseJsonSchema": .optional(.any),
        "_responseJsonSchema": .optional(.any), "responseModalities": .optional(.list(.any)),
        "mediaResolution": .optional(.any), "speechConfig": .optional(.map),
        "imageConfig": .optional(.map), "audioTimestamp": .optional(.bool),
        "routingConfig": .optional(.map), "modelSelectionConfig": .optional(.map),
        "enableEnhancedCivicAnswers": .optional(.bool),
        "thinkingConfig": .optional(
            .object([
                "includeThoughts": .optional(.bool),
                "thinkingBudget": .optional(.integer(-1...1_000_000)),
                "thinkingLevel": .optional(.oneOf(levels + levels.map { $0.lowercased() })),
            ])),
    ])

    private static let levels = ["MINIMAL", "LOW", "MEDIUM", "HIGH", "THINKING_LEVEL_UNSPECIFIED"]

    private static let tools = Shape.object([
        "functionDeclarations": .optional(.list(declaration, 1...512)),
        "googleSearch": .optional(.map), "googleSearchRetrieval": .optional(.map),
        "codeExecution": .optional(.map), "urlContext": .optional(.map),
        "googleMaps": .optional(.map), "fileSearch": .optional(.map),
        "computerUse": .optional(.map), "enterpriseWebSearch": .optional(.map),
        "retrieval": .optional(.map), "mcpServers": .optional(.any),
    ])

    private static let declaration = Shape.object([
        "name": .required(.name(.function)), "description": .optional(.text),
        "parameters": .optional(.map), "parametersJsonSchema": .optional(.any),
        "response": .optional(.map), "responseJsonSchema": .optional(.any),
        "behavior": .optional(.text),
    ])

    private static let toolConfig = Shape.object([
        "functionCallingConfig": .optional(
            .object([
                "mode": .optional(
                    .oneOf(["AUTO", "ANY", "NONE", "VALIDATED", "MODE_UNSPECIFIED"])),
                "allowedFunctionNames": .optional(.list(.text)),
                "streamFunctionCallArguments": .optional(.bool),
            ])),
        "retrievalConfig": .optional(.map), "includeServerSideToolInvocations": .optional(.bool),
    ])
}
