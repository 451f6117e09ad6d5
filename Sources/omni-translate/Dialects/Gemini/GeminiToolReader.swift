internal import IPC
internal import JSON

/// Reads tools and the choice between them (facts: gemini, section 5).
enum GeminiToolReader {
    /// The tools of all groups.
    static func tools(_ field: GeminiField) throws(GatewayError) -> [Tool] {
        var tools: [Tool] = []
        try field.forEachElement { (group) throws(GatewayError) in
            let object = try group.object()
            for member in object.members {
                guard member.name == "functionDeclarations" else {
                    tools.append(try builtin(member.field, member.name))
                    continue
                }
                try member.field.forEachElement { (declaration) throws(GatewayError) in
                    tools.append(try function(declaration))
                }
            }
        }
        return tools
    }

    private static func function(_ field: GeminiField) throws(GatewayError) -> Tool {
        let object = try field.object()
        var tool = Tool(name: try object.required("name").text())
        tool.description = try object["description"]?.text()
        if let schema = object["parametersJsonSchema"] {
            tool.parameters = schema.raw
        } else if let schema = object["parameters"] {
            _ = try schema.object()  // checked only
            tool.parameters = OpenAPISchemaReader.jsonSchema(schema.raw)
        }
        tool.original = field.opaque
        return tool
    }

    private static func builtin(
        _ field: GeminiField, _ name: String
    ) throws(GatewayError) -> Tool {
        var tool = Tool(name: name)
        switch name {
        case "googleSearch", "googleSearchRetrieval", "enterpriseWebSearch":
            var search = WebSearch()
            search.blockedDomains = try field.object()["excludeDomains"]?.texts() ?? []
            tool.kind = .builtin(.webSearch(search))
        case "codeExecution": tool.kind = .builtin(.codeExecution)
        default: tool.kind = .builtin(.other(name))
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.name(text: name)
            writer.raw(field.raw.bytes)
        }
        tool.original = OpaqueValue(.gemini, RawJSON(writer.take()))
        return tool
    }

    // MARK: Choice

    /// Reads `toolConfig`.
    static func choice(
        _ field: GeminiField, _ request: inout ModelRequest
    ) throws(GatewayError) {
        let object = try field.object()
        var isPlain = object.rest(besides: ["functionCallingConfig"]) == nil
        if let config = object["functionCallingConfig"] {
            let calling = try config.object()
            let mode = try mode(calling["mode"])
            let names = try calling["allowedFunctionNames"]?.texts() ?? []
            request.toolChoice = choice(mode, names)
            let known: Set = ["mode", "allowedFunctionNames"]
            isPlain =
                isPlain && calling.rest(besides: known) == nil
                && (mode != .validated || !names.isEmpty)
        }
        guard !isPlain else { return }
        request.extensions.append(
            Extension(dialect: .gemini, name: "toolConfig", value: field.raw))
    }

    private enum Mode: String {
        case unspecified = "MODE_UNSPECIFIED"
        case auto = "AUTO"
        case any = "ANY"
        case none = "NONE"
        case validated = "VALIDATED"

        /// In the order of their numbers on the wire.
        static let numbered: [Mode] = [.unspecified, .auto, .any, .none, .validated]
    }

    private static func mode(_ field: GeminiField?) throws(GatewayError) -> Mode {
        guard let field else { return .unspecified }
        if let index = field.integerValue, Mode.numbered.indices.contains(index) {
            return Mode.numbered[index]
        }
        guard let mode = Mode(rawValue: try field.text().uppercased()) else {
            throw field.wrong("must be AUTO, ANY, NONE or VALIDATED")
        }
        return mode
    }

    private static func choice(_ mode: Mode, _ names: [String]) -> ToolChoice? {
        switch mode {
        case .unspecified: return nil
        case .none: return ToolChoice.none
        case .auto: return .auto
        case .validated: return names.isEmpty ? .auto : .allowed(names, required: false)
        case .any:
            if names.count == 1, let name = names.first { return .tool(name) }
            return names.isEmpty ? .required : .allowed(names, required: true)
        }
    }
}
