extension Responder {
    /// How an endpoint is served.
    func service(for endpoint: Endpoint, _ request: MockRequest) -> DialectService {
        switch endpoint {
        case .messages: Self.messages(request.head)
        case .countTokens: Self.tokenCount(request.head)
        case .responses: Self.responses
        case .compaction: Self.compaction
        case .gemini(let path): Self.gemini(path, request.head)
        case .completions: Self.completions(.openaiChat)
        case .azure(let path): Self.azureCompletions(path, request.head)
        case .ollamaGenerate: Self.ollamaGenerate
        case .ollamaChat: Self.ollamaChat
        case .cohere: Self.cohere
        case .bedrock(let path): Self.bedrock(path)
        case .chat, .embeddings, .models, .health, .geminiModels, .ollamaTags, .ollamaShow,
            .ollamaVersion, .claudeUsage, .deepseekBalance:
            preconditionFailure("these endpoints are served elsewhere")
        }
    }

    private static func messages(_ head: RequestHead) -> DialectService {
        let betas = head.field("anthropic-beta") ?? ""
        return DialectService(
            dialect: .anthropic, idPrefix: "msg_mock", refusal: missingVersion(head),
            read: { reader throws(ProviderError) in try MessagesReader(reader, betas: betas).read()
            },
            writer: { MessagesWriter($0) })
    }

    private static func tokenCount(_ head: RequestHead) -> DialectService {
        let betas = head.field("anthropic-beta") ?? ""
        return DialectService(
            dialect: .anthropic, idPrefix: "msg_mock", refusal: missingVersion(head),
            read: { reader throws(ProviderError) in
                try MessagesReader(reader, betas: betas, isCounting: true).read()
            },
            document: { #"{"input_tokens":\#($0.usage.prompt)}"# })
    }

    private static let responses = DialectService(
        dialect: .openaiResponses, idPrefix: "resp_mock",
        read: { reader throws(ProviderError) in try ResponsesReader(reader).read() },
        writer: { ResponsesWriter($0) })

    private static let compaction = DialectService(
        dialect: .openaiResponses, idPrefix: "cmp_mock",
        read: { reader throws(ProviderError) in
            try ResponsesReader(reader, isCompaction: true).read()
        },
        document: { CompactionWriter.document($0) })

    private static func gemini(_ path: GeminiPath, _ head: RequestHead) -> DialectService {
        let isEvents = head.query.contains { $0.name == "alt" && $0.value == "sse" }
        var service = DialectService(
            dialect: .gemini, idPrefix: "mock",
            streamFields: isEvents
                ? eventFields("text/event-stream") : eventFields("application/json; charset=UTF-8"),
            read: { reader throws(ProviderError) in
                try GeminiReader(reader, path: path).read()
            })
        if path.method == .countTokens {
            service.document = { context in
                let count = context.request.promptTokens
                return #"""
                    {"totalTokens":\#(count),\#
                    "promptTokensDetails":[{"modality":"TEXT","tokenCount":\#(count)}]}
                    """#
            }
        } else {
            service.writer = {
                GeminiWriter($0, path: path, framing: isEvents ? .events : .array)
            }
        }
        return service
    }

    private static func completions(
        _ dialect: Dialect, deployment: String? = nil
    ) -> DialectService {
        DialectService(
            dialect: dialect, idPrefix: "cmpl-mock",
            read: { reader throws(ProviderError) in
                try CompletionsReader(reader, deployment: deployment).read()
            },
            writer: { CompletionsWriter($0) })
    }

    private static func azureCompletions(_ path: AzurePath, _ head: RequestHead) -> DialectService {
        var service = completions(.azure, deployment: path.deployment)
        service.refusal = missingAPIVersion(path, head)
        return service
    }

    private static let ollamaChat = DialectService(
        dialect: .ollama, idPrefix: "", streamFields: lineFields,
        read: { reader throws(ProviderError) in try OllamaReader(reader).readChat() },
        writer: { OllamaWriter($0, form: .chat) })

    private static let ollamaGenerate = DialectService(
        dialect: .ollama, idPrefix: "", streamFields: lineFields,
        read: { reader throws(ProviderError) in try OllamaReader(reader).readGenerate() },
        writer: { OllamaWriter($0, form: .generate) })

    private static let cohere = DialectService(
        dialect: .cohere, idPrefix: "mock-",
        read: { reader throws(ProviderError) in try CohereReader(reader).read() },
        writer: { CohereWriter($0) })

    private static func bedrock(_ path: BedrockPath) -> DialectService {
        DialectService(
            dialect: .bedrock, idPrefix: "mock",
            streamFields: eventFields("application/vnd.amazon.eventstream"),
            read: { reader throws(ProviderError) in
                try ConverseReader(reader, path: path).read()
            },
            writer: { ConverseWriter($0) })
    }

    private static let lineFields = eventFields("application/x-ndjson")

    private static func eventFields(_ type: String) -> String {
        "content-type: \(type)\r\ncache-control: no-cache\r\n"
    }

    private static func missingVersion(_ head: RequestHead) -> ProviderError? {
        head.field("anthropic-version") == nil
            ? .invalid("anthropic-version: header is required") : nil
    }
}
