internal import NIOCore

/// Errors as Azure puts them: those of its own have a number as code.
enum AzureErrors {
    /// The body of an answer.
    static func body(of error: ProviderError) -> ByteBuffer {
        guard [401, 404, 429].contains(error.status) else { return error.body }
        let code = codes[error.code ?? ""] ?? String(error.status)
        return JSONText(#"{"error":{"code":\#(code),"message":\#(error.message)}}"#).buffer
    }

    private static let codes = ["model_not_found": "DeploymentNotFound"]
}
