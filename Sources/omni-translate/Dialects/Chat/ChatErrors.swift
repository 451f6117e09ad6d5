internal import JSON

/// Errors in the words of openai-chat (facts: openai-chat, section 6; translation-matrix, section 12).
enum ChatErrors {
    /// The body of an error answer; all four keys are always there.
    static func body(_ error: GatewayError) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("error")
            writer.object { writer in
                writer.member("message", error.message)
                writer.member("type", type(error.status))
                writer.name("param")
                if let param = error.param { writer.string(param) } else { writer.null() }
                writer.member("code", error.code)
            }
        }
        return writer.take()
    }

    /// A comment: clients of this dialect take nothing else as a sign of life (section 7, item 1; pitfall 55).
    static let heartbeat: [UInt8] = Array(": keep-alive\n\n".utf8)

    private static func type(_ status: UInt32) -> String {
        switch status {
        case 401: "authentication_error"
        case 402: "billing_error"
        case 403: "permission_error"
        case 429: "rate_limit_error"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }

    // MARK: Refusals

    /// A parameter that is missing.
    static func missing(_ name: String) -> GatewayError {
        .badRequest(
            "You must provide the parameter '\(name)'.", code: "missing_required_parameter",
            param: name)
    }

    /// A parameter of the wrong JSON type.
    static func wrongType(_ name: String, _ expected: String, _ kind: JSONKind) -> GatewayError {
        .badRequest(
            "Invalid type for '\(name)': expected \(expected), but got \(kind).",
            code: "invalid_type", param: name)
    }

    /// A value that has no meaning here.
    static func invalidValue(_ name: String, _ reason: String) -> GatewayError {
        .badRequest("Invalid value for '\(name)': \(reason).", param: name)
    }

    /// A field that stands twice: the gateway and the provider could each believe another one.
    static func duplicate(_ name: String) -> GatewayError {
        .badRequest("The field '\(name)' stands twice.", code: "duplicate_field", param: name)
    }

    /// Something that is valid at OpenAI and cannot be done here.
    static func unsupported(_ name: String, _ reason: String) -> GatewayError {
        .badRequest(
            "Unsupported parameter: '\(name)'. \(reason)", code: "unsupported_parameter",
            param: name)
    }

    /// An array without elements.
    static func emptyArray(_ name: String) -> GatewayError {
        .badRequest(
            "Invalid '\(name)': empty array. Expected at least one element.",
            code: "empty_array", param: name)
    }
}
