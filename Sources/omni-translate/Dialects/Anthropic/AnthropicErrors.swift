internal import JSON

/// Errors in the words of the dialect (facts: anthropic-messages, section 8; translation-matrix, section 12).
enum AnthropicErrors {
    /// The body of an error answer.
    static func body(_ error: GatewayError, requestID: String?) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("type", "error")
            writer.name("error")
            writer.object { writer in
                writer.member("type", type(error.status))
                writer.member("message", message(error))
            }
            if let requestID { writer.member("request_id", requestID) }
        }
        return writer.take()
    }

    /// An error inside a stream that has begun.
    static func event(_ error: GatewayError) -> [UInt8] {
        Array("event: error\ndata: ".utf8) + body(error, requestID: nil) + [0x0a, 0x0a]
    }

    /// The type that stands for a status.
    private static func type(_ status: UInt32) -> String {
        switch status {
        case 401: "authentication_error"
        case 402: "billing_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 408, 504: "timeout_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 503, 529: "overloaded_error"
        case 500...: "api_error"
        default: "invalid_request_error"
        }
    }

    /// Clients know by its first words that a prompt is too long, and shorten it.
    private static func message(_ error: GatewayError) -> String {
        let words = "prompt is too long"
        guard error.code == "context_length_exceeded", !error.message.hasPrefix(words) else {
            return error.message
        }
        // The two largest numbers are the prompt's length and the model's limit, whatever the order of words.
        let numbers = numbers(in: error.message).sorted().suffix(2)
        guard numbers.count == 2, let limit = numbers.first, let length = numbers.last,
            limit >= 512, length > limit
        else { return "\(words): \(error.message)" }
        return "\(words): \(length) tokens > \(limit) maximum"
    }

    private static func numbers(in text: String) -> [Int] {
        text.filter { $0 != "," }.split { !("0"..."9").contains($0) }.compactMap { Int($0) }
    }
}
