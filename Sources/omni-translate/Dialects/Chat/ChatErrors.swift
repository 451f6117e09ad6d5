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
                writer.member("type", OpenAIErrors.type(error.status))
                writer.name("param")
                if let param = error.param { writer.string(param) } else { writer.null() }
                writer.member("code", error.code)
            }
        }
        return writer.take()
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

    /// An array without elements.
    static func emptyArray(_ name: String) -> GatewayError {
        .badRequest(
            "Invalid '\(name)': empty array. Expected at least one element.",
            code: "empty_array", param: name)
    }
}
