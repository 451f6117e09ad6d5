package import IPC

/// Writes errors in the shape that clients of a dialect understand.
package enum ErrorBody {
    /// The JSON body of an error answer.
    package static func json(_ error: DoorError, dialect: Dialect, requestID: String) -> [UInt8] {
        Array(text(error, dialect: dialect, requestID: requestID).utf8)
    }

    /// The same as the management API writes its own.
    package static func management(_ error: DoorError) -> [UInt8] {
        var text = "{\"error\":{\"code\":\"\(error.managementCode)\",\"message\":"
        appendString(error.managementMessage, to: &text)
        text += "}}"
        return Array(text.utf8)
    }

    /// The same as text.
    static func text(_ error: DoorError, dialect: Dialect, requestID: String) -> String {
        var text = ""
        switch dialect {
        case .anthropic:
            text += "{\"type\":\"error\",\"error\":{\"type\":\""
            text += anthropicType(error.status)
            text += "\",\"message\":"
            appendString(error.message, to: &text)
            text += "},\"request_id\":\"\(requestID)\"}"
        case .gemini:
            text += "{\"error\":{\"code\":\(error.status),\"message\":"
            appendString(error.message, to: &text)
            text += ",\"status\":\"\(geminiStatus(error.status))\"}}"
        case .ollama:
            text += "{\"error\":"
            appendString(error.message, to: &text)
            text += "}"
        case .none, .openaiChat, .openaiResponses, .cohere, .bedrock:
            text += "{\"error\":{\"message\":"
            appendString(error.message, to: &text)
            text += ",\"type\":\"\(openAIType(error.status))\",\"param\":null,\"code\":\""
            text += error.code
            text += "\"}}"
        }
        return text
    }

    private static func openAIType(_ status: Int) -> String {
        switch status {
        case 403: "permission_error"
        case 429: "rate_limit_error"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }

    private static func anthropicType(_ status: Int) -> String {
        switch status {
        case 401: "authentication_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 413, 431: "request_too_large"
        case 429: "rate_limit_error"
        case 503: "overloaded_error"
        case 504: "timeout_error"
        case 500...: "api_error"
        default: "invalid_request_error"
        }
    }

    private static func geminiStatus(_ status: Int) -> String {
        switch status {
        case 401: "UNAUTHENTICATED"
        case 403: "PERMISSION_DENIED"
        case 404: "NOT_FOUND"
        case 408, 504: "DEADLINE_EXCEEDED"
        case 429: "RESOURCE_EXHAUSTED"
        case 503: "UNAVAILABLE"
        case 500...: "INTERNAL"
        default: "INVALID_ARGUMENT"
        }
    }

    /// Appends a JSON string; messages repeat a path, so anything may be in it.
    static func appendString(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case _ where scalar.value < 0x20:
                text += scalar.value < 0x10 ? "\\u000" : "\\u00"
                text += String(scalar.value, radix: 16)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
