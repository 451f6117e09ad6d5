extension Dialect {
    /// The header fields by which servers of the dialect name a request, up to the name itself; nil
    /// if they do not.
    var identityFields: StaticString? {
        switch self {
        case .openaiChat, .openaiResponses:
            "openai-version: 2020-10-01\r\nopenai-processing-ms: 1\r\nx-request-id: "
        case .azure: "x-ms-region: mock\r\napim-request-id: "
        case .anthropic: "request-id: "
        case .bedrock: "x-amzn-requestid: "
        case .cohere: "x-debug-trace-id: "
        case .gemini, .ollama: nil
        }
    }
}
