internal import JSON

extension ChatValidator {
    /// Checks the tools and the choice among them, and notes which may be called.
    func readTools(into request: inout PromptRequest) throws(ProviderError) {
        var tools: [OfferedTool] = []
        let list = reader.member("tools", of: root)
        if let list {
            let making = ToolReading(reader: reader, request: request)
            guard reader.count(list) > 0 else {
                throw .invalid(
                    "Invalid 'tools': empty array. Expected at least one element.", "tools",
                    code: "empty_array")
            }
            var index = 0
            var elements = reader.elements(of: list)
            while let tool = reader.nextElement(&elements) {
                tools.append(
                    try readTool(tool, "tools[\(index)]", by: making))
                index += 1
            }
        }
        if reader.member("parallel_tool_calls", of: root) != nil, list == nil {
            throw .invalid(
                "'parallel_tool_calls' is only allowed when 'tools' are specified.",
                "parallel_tool_calls")
        }
        if let choice = reader.member("tool_choice", of: root) {
            guard list != nil else {
                throw .invalid(
                    "'tool_choice' is only allowed when 'tools' are specified.", "tool_choice")
            }
            try choose(choice, among: &tools)
        }
        request.tools = tools
    }

    private func readTool(
        _ tool: Node, _ path: String, by making: ToolReading
    ) throws(ProviderError) -> OfferedTool {
        guard reader.kind(tool) == .object else {
            throw .wrongType(path, expected: "an object", got: reader.kind(tool).noun)
        }
        let type = try requiredString("type", of: tool, path)
        guard type == "function" || type == "custom" else {
            throw .wrongValue("\(path).type", type, "'function' and 'custom'")
        }
        guard let body = reader.member(named: type, of: tool) else {
            throw .missing("\(path).\(type)")
        }
        let place = "\(path).\(type)"
        let name = try requiredString("name", of: body, place)
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy(Self.isNameByte) else {
            throw .invalid(
                "Invalid '\(place).name': expected 1 to 64 letters, digits, '_' or '-'.",
                "\(place).name", code: "invalid_value")
        }
        if let description = reader.member("description", of: body) {
            try FieldRule.string(maximumBytes: 1 << 20)
                .check(description, at: "\(place).description", in: reader)
        }
        if let strict = reader.member("strict", of: body) {
            try FieldRule.bool.check(strict, at: "\(place).strict", in: reader)
        }
        let schema = reader.member("parameters", of: body)
        if let schema {
            try FieldRule.object.check(schema, at: "\(place).parameters", in: reader)
        }
        return making.tool(
            named: name, kind: type == "custom" ? .custom : .function, schema: schema)
    }

    /// Checks the choice, and leaves only the tools that it lets be called.
    private func choose(
        _ choice: Node, among tools: inout [OfferedTool]
    ) throws(ProviderError) {
        if let word = reader.string(choice) {
            switch word {
            case "none": tools = []
            case "auto", "required": break
            default: throw .wrongValue("tool_choice", word, "'none', 'auto', and 'required'")
            }
            return
        }
        guard reader.kind(choice) == .object else {
            throw .wrongType(
                "tool_choice", expected: "a string or an object", got: reader.kind(choice).noun)
        }
        let type = try requiredString("type", of: choice, "tool_choice")
        switch type {
        case "function", "custom":
            guard let body = reader.member(named: type, of: choice) else {
                throw .missing("tool_choice.\(type)")
            }
            let name = try requiredString("name", of: body, "tool_choice.\(type)")
            tools = tools.filter { $0.name == name }
            guard !tools.isEmpty else {
                throw .invalid(
                    "Tool choice '\(name)' not found in 'tools' parameter.", "tool_choice")
            }
        case "allowed_tools":
            guard reader.member("allowed_tools", of: choice) != nil else {
                throw .missing("tool_choice.allowed_tools")
            }
        default:
            throw .wrongValue(
                "tool_choice.type", type, "'function', 'custom', and 'allowed_tools'")
        }
    }

    /// Checks `response_format`, and makes the document that it asks for.
    func readFormat(into request: inout PromptRequest) throws(ProviderError) {
        guard let format = reader.member("response_format", of: root) else { return }
        let type = try requiredString("type", of: format, "response_format")
        switch type {
        case "text": break
        case "json_object":
            request.format = .json(Array(#"{"answer":"mock"}"#.utf8))
        case "json_schema":
            guard let body = reader.member("json_schema", of: format) else {
                throw .missing("response_format.json_schema")
            }
            let place = "response_format.json_schema"
            let name = try requiredString("name", of: body, place)
            guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy(Self.isNameByte) else {
                throw .invalid(
                    "Invalid '\(place).name': expected 1 to 64 letters, digits, '_' or '-'.",
                    "\(place).name", code: "invalid_value")
            }
            let schema = reader.member("schema", of: body)
            request.format = .json(SchemaExample(reader: reader).arguments(for: schema))
        default:
            throw .wrongValue(
                "response_format.type", type, "'text', 'json_object', and 'json_schema'")
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
