internal import NIOCore

/// Errors as Anthropic's servers put them.
enum MessagesErrors {
    /// The body of an answer, or the data of an event.
    static func body(of error: ProviderError, requestId: String) -> ByteBuffer {
        let text: JSONText = #"""
            {"type":"error","error":{"type":\#(type(for: error.status)),\#
            "message":\#(error.message)},"request_id":\#(requestId)}
            """#
        return text.buffer
    }

    private static func type(for status: Int) -> String {
        switch status {
        case 401: "authentication_error"
        case 402: "billing_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 504: "timeout_error"
        case 503, 529: "overloaded_error"
        case 500...: "api_error"
        default: "invalid_request_error"
        }
    }
}
