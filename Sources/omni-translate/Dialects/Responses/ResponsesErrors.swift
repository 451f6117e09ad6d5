internal import JSON

/// Errors in the words of openai-responses (facts: openai-responses, sections 8 and 12; translation-matrix, section 12).
enum ResponsesErrors {
    /// The body of an error answer; all four keys are always there.
    static func body(_ error: GatewayError) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("error")
            writer.object { writer in
                writer.member("message", error.message)
                writer.member("type", OpenAIErrors.type(error.status))
                writer.name("param")
                if let param = error.param { writer.string(param) } else { writer.null() }
                writer.member("code", error.code)
            }
        }
        return writer.bytes
    }

    /// The code of `response.failed`: clients act on a few of them and retry all others.
    static func failedCode(_ error: GatewayError) -> String {
        if known.contains(error.code) { return error.code }
        switch error.status {
        case 402: return "insufficient_quota"
        case 429: return "rate_limit_exceeded"
        case 503, 529: return "server_is_overloaded"
        case 400..<500: return "invalid_prompt"
        default: return "server_error"
        }
    }

    /// The text of `response.failed`; Codex reads from it how long to wait.
    static func failedMessage(_ error: GatewayError) -> String {
        guard error.status == 429, error.retryAfterMilliseconds > 0 else { return error.message }
        if error.message.holds("try again in") { return error.message }
        return "\(error.message) Please try again in \(error.retryAfterMilliseconds)ms."
    }

    private static let known: Set<String> = [
        "context_length_exceeded", "insufficient_quota", "usage_not_included",
        "rate_limit_exceeded", "server_is_overloaded", "slow_down", "cyber_policy",
        "invalid_prompt", "server_error",
    ]

    // MARK: Refusals

    /// A parameter that is missing.
    static func missing(_ name: String) -> GatewayError {
        .badRequest(
            "Missing required parameter: '\(name)'.", code: "missing_required_parameter",
            param: name)
    }

    /// A parameter of the wrong JSON type.
    static func wrongType(_ name: String, _ expected: String, _ kind: JSONKind) -> GatewayError {
        .badRequest(
            "Invalid type for '\(name)': expected \(expected), but got \(kind) instead.",
            code: "invalid_type", param: name)
    }

    /// The response that `previous_response_id` names is not known.
    static func previousNotFound(_ id: String) -> GatewayError {
        .badRequest(
            "Previous response with id '\(shown(id))' not found.",
            code: "previous_response_not_found", param: "previous_response_id")
    }

    /// The response that a path names is not known.
    static func notFound(_ id: String) -> GatewayError {
        GatewayError(
            status: 404, code: "response_not_found",
            message: "Response with id '\(shown(id))' not found.", param: "response_id")
    }

    /// An id of the client's as it may stand in a message.
    private static func shown(_ id: String) -> String { String(id.prefix(80)) }
}

extension ResponsesCodec {
    /// The event that ends a stream that passed from its provider and broke off after so many events.
    package static func errorEvent(_ error: GatewayError, after events: UInt64) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.member("type", "error")
            object.member("code", error.code)
            object.member("message", error.message)
            object.name("param")
            object.null()
            object.member("sequence_number", events)
        }
        return Array("event: error\ndata: ".utf8) + writer.take() + Array("\n\n".utf8)
    }
}
