/// The error of Anthropic, as a body and as an event.
enum AnthropicErrorShape {
    static let types = [
        "invalid_request_error", "authentication_error", "billing_error", "permission_error",
        "not_found_error", "request_too_large", "rate_limit_error", "api_error", "timeout_error",
        "overloaded_error",
    ]

    static let envelope = Shape.record(
        [
            "type": .constant("error"),
            "error": .record(
                ["type": .word(types), "message": .nonEmpty], optional: ["details": .any]),
        ],
        optional: ["request_id": .textOrNull])
}
