/// What openai-chat and openai-responses say in the same words (facts: translation-matrix, section 12).
enum OpenAIErrors {
    /// The `type` of an error.
    static func type(_ status: UInt32) -> String {
        switch status {
        case 401: "authentication_error"
        case 402: "billing_error"
        case 403: "permission_error"
        case 429: "rate_limit_error"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }

    /// A comment: clients take any event that they do not know for a fault (pitfall 55).
    static let heartbeat: [UInt8] = Array(": keep-alive\n\n".utf8)

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
}
