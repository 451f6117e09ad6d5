internal import NIOCore

extension Dialect {
    /// An error in the envelope of the dialect's servers.
    ///
    /// - Parameters:
    ///   - error: What is wrong.
    ///   - requestId: Names the request where the envelope does.
    /// - Returns: The body of the answer.
    func body(of error: ProviderError, requestId: String) -> ByteBuffer {
        switch self {
        case .openaiChat, .openaiResponses: error.body
        case .azure: AzureErrors.body(of: error)
        case .anthropic: MessagesErrors.body(of: error, requestId: requestId)
        case .gemini: GeminiErrors.body(of: error)
        case .ollama: JSONText(#"{"error":\#(error.message)}"#).buffer
        case .cohere: JSONText(#"{"id":\#(requestId),"message":\#(error.message)}"#).buffer
        case .bedrock: JSONText(#"{"message":\#(error.message)}"#).buffer
        }
    }

    /// Header fields that come with an error, each with its line end.
    func fields(of error: ProviderError) -> String {
        guard self == .bedrock else { return "" }
        let name = BedrockErrors.name(for: error)
        return "x-amzn-errortype: \(name):http://internal.amazon.com/coral/com.amazon.bedrock/\r\n"
    }

    /// The error for a model that is none of those there are.
    func unknownModel(_ name: String) -> ProviderError {
        var error = ProviderError.unknownModel(name)
        switch self {
        case .openaiChat, .openaiResponses: break
        case .azure: error.message = "The API deployment for this resource does not exist."
        case .anthropic: error.message = "model: \(name)"
        case .gemini:
            error.message =
                "models/\(name) is not found for API version v1beta, or is not supported for "
                + "generateContent. Call ListModels to see the list of available models and their "
                + "supported methods."
        case .ollama: error.message = "model '\(name)' not found"
        case .cohere:
            error.message =
                "model '\(name)' not found, make sure the correct model ID was used and that you "
                + "have access to the model."
        case .bedrock:
            error.status = 400
            error.message = "The provided model identifier is invalid."
        }
        return error
    }
}
