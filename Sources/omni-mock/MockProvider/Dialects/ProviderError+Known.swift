extension ProviderError {
    static let unauthorized = ProviderError(
        status: 401, message: "Incorrect API key provided.", type: "invalid_request_error",
        code: "invalid_api_key")

    static let missingKey = ProviderError(
        status: 401, message: "No API key was provided: send it as 'Authorization: Bearer KEY'.",
        type: "invalid_request_error", code: "invalid_api_key")

    static func unknownModel(_ name: String) -> ProviderError {
        ProviderError(
            status: 404, message: "The model '\(name)' does not exist or you have no access to it.",
            type: "invalid_request_error", code: "model_not_found")
    }

    static func unknownPath(_ method: String, _ path: some StringProtocol) -> ProviderError {
        ProviderError(
            status: 404, message: "Invalid URL (\(method) \(path))", type: "invalid_request_error")
    }

    static func wrongMethod(_ method: String) -> ProviderError {
        ProviderError(
            status: 405, message: "Not allowed to \(method) here.", type: "invalid_request_error",
            code: "method_not_supported")
    }

    static func wrongType(_ parameter: String, expected: String, got: String) -> ProviderError {
        .invalid(
            "Invalid type for '\(parameter)': expected \(expected), but got \(got) instead.",
            parameter, code: "invalid_type")
    }

    static func missing(_ parameter: String) -> ProviderError {
        .invalid(
            "Missing required parameter: '\(parameter)'.", parameter,
            code: "missing_required_parameter")
    }

    static func wrongValue(_ parameter: String, _ value: String, _ allowed: String) -> ProviderError
    {
        .invalid(
            "Invalid value: '\(value)'. Supported values are: \(allowed).", parameter,
            code: "invalid_value")
    }

    static func misunderstood(_ error: DirectiveError) -> ProviderError {
        .invalid(error.reason, "model", code: "mock_bad_directive")
    }

    /// The error that servers of this dialect send with a status.
    ///
    /// - Parameter status: Any status from 100 to 599.
    /// - Returns: The error.
    package static func usual(for status: Int) -> ProviderError {
        let (message, type, code): (String, String, String?) =
            switch status {
            case 401: ("Incorrect API key provided.", "invalid_request_error", "invalid_api_key")
            case 402: ("The account has no credit left.", "billing_error", "insufficient_credit")
            case 403: ("You may not use this model.", "invalid_request_error", "permission_denied")
            case 404: ("The model does not exist.", "invalid_request_error", "model_not_found")
            case 413: ("The request is too large.", "invalid_request_error", "request_too_large")
            case 429: ("Rate limit reached, try again later.", "requests", "rate_limit_exceeded")
            case 503, 529: ("The server is overloaded.", "server_error", "overloaded")
            case 500...: ("The server had an error.", "server_error", nil)
            default: ("The request was refused as asked.", "invalid_request_error", nil)
            }
        return ProviderError(status: status, message: message, type: type, code: code)
    }
}
