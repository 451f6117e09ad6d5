internal import JSON

/// Why an answer ended, in the words of the dialect (facts: gemini, section 6; translation-matrix, section 8).
enum GeminiStop: Equatable {
    /// As every answer ends; also one with calls.
    case normal
    case length
    case filtered
    /// A call, or an answer, that nobody can use.
    case malformed
    /// Anything else.
    case other

    /// Reads `finishReason`.
    init?(_ node: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan) {
        if let number = tape.int(node, in: data) {
            self = Self.numbered[number] ?? .other
        } else if let name = tape.string(node, in: data) {
            self = Self.named[name] ?? .other
        } else {
            return nil
        }
    }

    private static let named: [String: GeminiStop] = [
        "STOP": .normal, "MAX_TOKENS": .length, "SAFETY": .filtered, "RECITATION": .filtered,
        "BLOCKLIST": .filtered, "PROHIBITED_CONTENT": .filtered, "SPII": .filtered,
        "LANGUAGE": .filtered, "IMAGE_SAFETY": .filtered,
        "IMAGE_PROHIBITED_CONTENT": .filtered, "IMAGE_RECITATION": .filtered,
        "MALFORMED_FUNCTION_CALL": .malformed, "UNEXPECTED_TOOL_CALL": .malformed,
        "TOO_MANY_TOOL_CALLS": .malformed, "MISSING_THOUGHT_SIGNATURE": .malformed,
        "MALFORMED_RESPONSE": .malformed,
    ]

    /// Some clients have enumerations written as numbers.
    private static let numbered: [Int64: GeminiStop] = [
        1: .normal, 2: .length, 3: .filtered, 4: .filtered, 6: .filtered, 7: .filtered,
        8: .filtered, 9: .filtered, 10: .malformed, 11: .filtered,
    ]

    /// The name that stands for a canonical reason.
    static func name(_ reason: StopReason?) -> StaticString {
        switch reason {
        case .end, .stopSequence, .toolCalls, .paused, nil: "STOP"
        case .length, .contextLength: "MAX_TOKENS"
        case .filtered: "SAFETY"
        case .malformed: "MALFORMED_FUNCTION_CALL"
        }
    }
}
