internal import JSON

/// How much reasoning a client wants, in any of the forms that hosts of this dialect know.
struct ChatReasoningReader {
    private var found: ReasoningRequest?

    /// What was asked; nil when nothing was.
    var request: ReasoningRequest? { found }

    /// Reads one of the fields.
    mutating func read(
        _ field: ChatField, _ value: JSONTape.Node, _ reading: ChatReading
    ) throws(GatewayError) {
        switch field {
        case .reasoningEffort:
            set(effort: try reading.string(value, field.rawValue))
        case .reasoning: readObject(value, reading)
        case .thinking: readThinking(value, reading)
        case .enableThinking: set(enabled: reading.tape.bool(value))
        case .thinkingBudget:
            let budget = try reading.integer(value, field.rawValue)
            change { $0.budget = budget }
        case .templateArguments:
            let flag = reading.member("enable_thinking", value) ?? reading.member("thinking", value)
            set(enabled: flag.flatMap(reading.tape.bool))
        case .includeReasoning:
            guard let shown = reading.tape.bool(value) else { return }
            // Visibility is not strength (pitfall 144).
            change { $0.isVisible = shown }
        default: break
        }
    }

    private mutating func change(_ body: (inout ReasoningRequest) -> Void) {
        var request = found ?? ReasoningRequest()
        body(&request)
        found = request
    }

    private mutating func set(effort word: String?) {
        guard let word, let effort = ReasoningRequest.Effort(rawValue: word) else { return }
        change {
            $0.effort = effort
            $0.isDisabled = effort == .none
        }
    }

    private mutating func set(enabled: Bool?) {
        guard let enabled else { return }
        change {
            $0.isDisabled = !enabled
            $0.isAdaptive = enabled && $0.effort == nil
        }
    }

    /// OpenRouter: `effort`, `max_tokens`, `exclude`, `enabled`.
    private mutating func readObject(_ value: JSONTape.Node, _ reading: ChatReading) {
        let span = reading.bytes.span.bytes
        set(effort: reading.text("effort", value))
        if let tokens = reading.member("max_tokens", value).flatMap({
            reading.tape.int($0, in: span)
        }) {
            change { $0.budget = Int(tokens) }
        }
        if let exclude = reading.member("exclude", value).flatMap(reading.tape.bool) {
            change { $0.isVisible = !exclude }
        }
        guard let enabled = reading.member("enabled", value).flatMap(reading.tape.bool),
            !enabled || found?.effort == nil && found?.budget == nil
        else { return }
        set(enabled: enabled)
    }

    /// DeepSeek, GLM, Kimi: `type`; some take a `budget_tokens` beside it.
    private mutating func readThinking(_ value: JSONTape.Node, _ reading: ChatReading) {
        let span = reading.bytes.span.bytes
        switch reading.text("type", value) {
        case "disabled": set(enabled: false)
        case "enabled", "adaptive": set(enabled: true)
        default: return
        }
        if let tokens = reading.member("budget_tokens", value)
            .flatMap({ reading.tape.int($0, in: span) })
        {
            change {
                $0.budget = Int(tokens)
                $0.isAdaptive = false
            }
        }
    }
}

/// Reads `response_format`.
enum ChatFormatReader {
    /// The form that the answer's text must have.
    static func read(
        _ value: JSONTape.Node, _ reading: ChatReading
    ) throws(GatewayError) -> OutputFormat {
        let format = try reading.object(value, "response_format")
        guard let type = reading.member("type", format) else {
            throw ChatErrors.missing("response_format.type")
        }
        switch reading.text(type) {
        case "text": return .text
        case "json_object":
            // Some hosts take a schema here.
            guard let schema = reading.member("schema", format), reading.kind(schema) == .object
            else { return .jsonObject }
            return .jsonSchema(JSONSchemaFormat(reading.raw(schema)))
        case "json_schema": return .jsonSchema(try schema(format, reading))
        default:
            throw OpenAIErrors.invalidValue(
                "response_format.type", "expected 'text', 'json_object' or 'json_schema'")
        }
    }

    private static func schema(
        _ format: JSONTape.Node, _ reading: ChatReading
    ) throws(GatewayError) -> JSONSchemaFormat {
        guard let outer = reading.member("json_schema", format) else {
            throw ChatErrors.missing("response_format.json_schema")
        }
        let node = try reading.object(outer, "response_format.json_schema")
        let schema = reading.member("schema", node).map(reading.raw) ?? .emptyObject
        var result = JSONSchemaFormat(schema, name: reading.text("name", node))
        result.description = reading.text("description", node)
        if let strict = reading.member("strict", node) {
            result.strict = try reading.flag(strict, "response_format.json_schema.strict")
        }
        return result
    }
}
