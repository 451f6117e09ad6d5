internal import JSON

/// What a field of a request may hold; `null` counts as absent and is always allowed.
enum FieldRule: Sendable {
    case bool
    case integer(ClosedRange<Int64>)
    case number(ClosedRange<Double>)
    case string(maximumBytes: Int)
    case oneOf([String])
    case object
    case array(maximumCount: Int)
    /// Checked by code of its own.
    case special

    /// The optional fields of a request body by name.
    static let fields: [String: FieldRule] = [
        "model": .special, "messages": .special, "stream": .bool, "stream_options": .object,
        "max_completion_tokens": .integer(1...Int64.max), "max_tokens": .integer(1...Int64.max),
        "temperature": .number(0...2), "top_p": .number(0...1), "n": .integer(1...128),
        "stop": .special, "presence_penalty": .number(-2...2), "frequency_penalty": .number(-2...2),
        "logit_bias": .object, "logprobs": .bool, "top_logprobs": .integer(0...20),
        "seed": .integer(Int64.min...Int64.max), "user": .string(maximumBytes: 1 << 20),
        "safety_identifier": .string(maximumBytes: 64),
        "prompt_cache_key": .string(maximumBytes: 1 << 10),
        "prompt_cache_retention": .oneOf(["in_memory", "in-memory", "24h"]),
        "prompt_cache_options": .object, "metadata": .object, "store": .bool,
        "service_tier": .oneOf(["auto", "default", "flex", "scale", "priority", "fast"]),
        "reasoning_effort": .oneOf(["none", "minimal", "low", "medium", "high", "xhigh", "max"]),
        "verbosity": .oneOf(["low", "medium", "high"]), "modalities": .array(maximumCount: 2),
        "audio": .object, "prediction": .object, "response_format": .object,
        "tools": .array(maximumCount: 4_096), "tool_choice": .special,
        "parallel_tool_calls": .bool, "web_search_options": .object, "moderation": .object,
        "functions": .array(maximumCount: 128), "function_call": .special,
    ]

    /// Checks a value.
    ///
    /// - Parameters:
    ///   - node: The value.
    ///   - path: Where it stands, such as `messages[0].name`.
    ///   - reader: The document.
    /// - Throws: How the value breaks the rule.
    func check(
        _ node: JSONReader.Node, at path: String, in reader: JSONReader
    ) throws(ProviderError) {
        if reader.isNull(node) { return }
        switch self {
        case .special: break
        case .bool: try Self.require(reader.bool(node) != nil, "a boolean", node, path, reader)
        case .object:
            try Self.require(reader.kind(node) == .object, "an object", node, path, reader)
        case .integer(let range):
            guard let number = reader.int(node) else {
                throw .wrongType(path, expected: "an integer", got: reader.kind(node).noun)
            }
            try Self.compare(number, range, path, "integer")
        case .number(let range):
            guard let number = reader.double(node) else {
                throw .wrongType(path, expected: "a decimal", got: reader.kind(node).noun)
            }
            try Self.compare(number, range, path, "decimal")
        case .string(let maximum):
            guard let text = reader.string(node) else {
                throw .wrongType(path, expected: "a string", got: reader.kind(node).noun)
            }
            guard text.utf8.count <= maximum else {
                throw .invalid(
                    "Invalid '\(path)': string too long. Expected at most \(maximum) bytes.", path,
                    code: "string_above_max_length")
            }
        case .oneOf(let allowed):
            guard let text = reader.string(node) else {
                throw .wrongType(path, expected: "a string", got: reader.kind(node).noun)
            }
            guard allowed.contains(text) else {
                throw .wrongValue(path, text, allowed.map { "'\($0)'" }.joined(separator: ", "))
            }
        case .array(let maximum):
            try Self.require(reader.kind(node) == .array, "an array", node, path, reader)
            guard reader.count(node) <= maximum else {
                throw .invalid(
                    "Invalid '\(path)': array too long. Expected at most \(maximum) elements.",
                    path, code: "array_above_max_length")
            }
        }
    }

    private static func require(
        _ holds: Bool, _ expected: String, _ node: JSONReader.Node, _ path: String,
        _ reader: JSONReader
    ) throws(ProviderError) {
        guard holds else {
            throw .wrongType(path, expected: expected, got: reader.kind(node).noun)
        }
    }

    private static func compare<Number: Comparable>(
        _ number: Number, _ range: ClosedRange<Number>, _ path: String, _ kind: String
    ) throws(ProviderError) {
        guard number >= range.lowerBound else {
            throw .invalid(
                "Invalid '\(path)': \(kind) below minimum value. Expected a value >= "
                    + "\(range.lowerBound), but got \(number) instead.", path,
                code: "\(kind)_below_min_value")
        }
        guard number <= range.upperBound else {
            throw .invalid(
                "Invalid '\(path)': \(kind) above maximum value. Expected a value <= "
                    + "\(range.upperBound), but got \(number) instead.", path,
                code: "\(kind)_above_max_value")
        }
    }
}
