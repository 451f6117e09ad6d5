internal import JSON

/// Why an answer ended.
enum CohereStop {
    /// The reason; nil for an end that is an error.
    static func reason(_ text: String?) -> StopReason? {
        switch text {
        case "STOP_SEQUENCE": .stopSequence(nil)
        case "MAX_TOKENS": .length
        case "TOOL_CALL": .toolCalls
        case "ERROR_TOXIC": .filtered
        case "ERROR_LIMIT": .contextLength
        case "ERROR", "TIMEOUT": nil
        // COMPLETE, and what the future brings.
        default: .end
        }
    }

    /// The error that such an end stands for.
    static func error(_ reason: String, _ message: String?) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("message", message ?? "the model ended its answer with \(reason)")
            writer.member("type", reason.lowercased())
        }
        return writer.take()
    }
}
