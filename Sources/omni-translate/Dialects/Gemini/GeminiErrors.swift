internal import JSON

/// Errors in the words of the dialect (facts: gemini, section 8; translation-matrix, section 12).
enum GeminiErrors {
    /// The body of an error answer.
    static func body(_ error: GatewayError) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            // First of all: one of the clients looks at nothing but the first name.
            writer.name("error")
            writer.object { writer in
                writer.member("code", error.status)
                writer.member("message", message(error))
                writer.member("status", status(error))
                writeDetails(error, into: &writer)
            }
        }
        return writer.take()
    }

    private static func status(_ error: GatewayError) -> String {
        switch error.status {
        case 401: "UNAUTHENTICATED"
        case 403: "PERMISSION_DENIED"
        case 404: "NOT_FOUND"
        case 402, 429: "RESOURCE_EXHAUSTED"
        case 408, 504: "DEADLINE_EXCEEDED"
        case 409: "ABORTED"
        case 499: "CANCELLED"
        case 501: "UNIMPLEMENTED"
        case 502 where error.code == "upstream_auth": "UNAVAILABLE"
        case 503, 529: "UNAVAILABLE"
        case 500...: "INTERNAL"
        default: "INVALID_ARGUMENT"
        }
    }

    private static func writeDetails(_ error: GatewayError, into writer: inout JSONWriter) {
        guard error.retryAfterMilliseconds > 0 || error.param != nil else { return }
        writer.name("details")
        writer.array { writer in
            if let param = error.param {
                writer.object { writer in
                    writer.member("@type", "type.googleapis.com/google.rpc.BadRequest")
                    writer.name("fieldViolations")
                    writer.array { writer in
                        writer.object { writer in
                            writer.member("field", param)
                            writer.member("description", error.message)
                        }
                    }
                }
            }
            guard error.retryAfterMilliseconds > 0 else { return }
            writer.object { writer in
                writer.member("@type", "type.googleapis.com/google.rpc.RetryInfo")
                writer.member("retryDelay", seconds(error.retryAfterMilliseconds))
            }
        }
    }

    /// Milliseconds as `3.2s`.
    private static func seconds(_ milliseconds: UInt32) -> String {
        let rest = milliseconds % 1000
        guard rest > 0 else { return "\(milliseconds / 1000)s" }
        var fraction = String(rest + 1000).dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        return "\(milliseconds / 1000).\(fraction)s"
    }

    /// Clients know by these words that a prompt is too long.
    private static func message(_ error: GatewayError) -> String {
        let words = "The input token count"
        if error.message.isEmpty { return "The request failed." }
        guard error.code == "context_length_exceeded", !error.message.hasPrefix(words) else {
            return error.message
        }
        // The two largest numbers are the prompt's length and the model's limit, whatever the order of words.
        let numbers = numbers(in: error.message).sorted().suffix(2)
        guard numbers.count == 2, let limit = numbers.first, let length = numbers.last,
            limit >= 512, length > limit
        else { return "\(words) exceeds the maximum number of tokens allowed. \(error.message)" }
        return "\(words) (\(length)) exceeds the maximum number of tokens allowed (\(limit))."
    }

    private static func numbers(in text: String) -> [Int] {
        text.filter { $0 != "," }.split { !("0"..."9").contains($0) }.compactMap { Int($0) }
    }
}
